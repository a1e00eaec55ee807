"""Questions about consent, the candidacy, and who may learn what."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

from exposure_audit.interview.question import (
    Asking,
    Check,
    Question,
    as_field,
    choice,
    day,
    optional,
    valid,
    yes_or_no,
)
from exposure_audit.model import Rung
from exposure_audit.profile_schema import CandidacyTable, ConsentTable, SubjectTable

SELF_STATEMENT = "I am this person"
STAFF_STATEMENT = "I have their written consent"
LONGEST = timedelta(days=365)


def consent(today: date) -> Asking:
    """Ask whom the audit is about and, for staff, for the recorded consent."""
    whom = yield Question(
        "Is this about yourself? (y, or n if you help someone with their written consent)",
        yes_or_no,
        'Where you help someone, "you" in the questions after these means that person.',
        default="y",
    )
    if _is_yes(whom):
        return {"given_by": "self", "date": today}
    organisation = yield Question(
        "For which organisation do you act?", _line("organisation", today)
    )
    reference = yield Question(
        "Where is their consent on file? (a reference)", _line("reference", today)
    )
    expires = yield Question(
        "Until when does the consent hold, as year-month-day? (at most 12 months)",
        day(earliest=today, latest=today + LONGEST),
    )
    return {
        "given_by": "subject",
        "date": today,
        "expires": date.fromisoformat(expires),
        "organisation": organisation,
        "reference": reference,
    }


def _line(key: str, today: date) -> Check:
    return as_field(ConsentTable, key, given_by="subject", date=today)


def _is_yes(answer: str) -> bool:
    return answer.lower().startswith("y")


def candidacy() -> Asking:
    """Ask which election the person stands in, if any."""
    kinds = ("local", "parish", "parl", "mayor", "pcc", "senedd", "sp", "nia", "gla")
    election = yield Question(
        "Which election do you stand in? (" + ", ".join(kinds) + "; Enter for none)",
        choice("", *kinds),
        default="",
    )
    if not election:
        return {}
    nations = ("England", "Scotland", "Wales", "Northern Ireland")
    nation = yield Question("In which nation? (" + ", ".join(nations) + ")", choice(*nations))
    council = yield Question(
        "Which council or constituency? (Enter to leave it out)",
        optional(as_field(CandidacyTable, "council", election="local")),
        default="",
    )
    polling = yield Question(
        "Polling day, as year-month-day? (Enter if you do not know)", optional(day()), default=""
    )
    agent = yield Question(
        "Are you, or will you be, your own election agent? (y/n)",
        yes_or_no,
        "Then your address as agent may be published.",
        default="n",
    )
    table: dict[str, Any] = {"election": election, "nation": nation, "own_agent": _is_yes(agent)}
    if council:
        table["council"] = council
    if polling:
        table["polling_day"] = date.fromisoformat(polling)
    return table


_ROLES = ("councillor", "mp", "director", "trustee", "sole-trader", "landlord")


def circumstances() -> Asking:
    """Ask what decides which places matter to the person."""
    roles = yield Question(
        f"Are or were you any of these: {', '.join(_ROLES)}? (with commas; Enter for none)",
        optional(lambda given: valid(SubjectTable, name="A Name", roles=_words(given))),
        "It decides which registers matter to you.",
        default="",
    )
    lived = yield Question(
        "Which other countries did you live in? (two capital letters each, with commas; Enter for "
        "none)",
        optional(lambda given: valid(SubjectTable, name="A Name", lived_in=_words(given))),
        "Such as: US, IE",
        default="",
    )
    table = {"roles": _words(roles), "lived_in": _words(lived)}
    return {key: words for key, words in table.items() if words}


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


_HANDLES = (
    "May the tool ask about your domain, web site, company numbers and public user names? "
    "Those servers learn only what is public about you. (y/n)"
)
_NAMES = (
    "May it search for your name in public registers, and in the search engine that you set up? "
    "They learn that someone looked for your name. Recommended. (y/n)"
)
_CONTACTS = (
    "May it send your e-mail address, phone or private user names to services that you allow "
    "one by one? (y/n)"
)


def disclosure() -> Generator[Question, str, Rung]:
    """Ask one question per group of sources; a no ends the ladder there."""
    groups = (
        (Rung.HANDLES, _HANDLES, "y"),
        (Rung.NAMES, _NAMES, "y"),
        (Rung.CONTACTS, _CONTACTS, "n"),
    )
    level = Rung.NOTHING
    for rung, text, default in groups:
        answer = yield Question(text, yes_or_no, default=default)
        if not _is_yes(answer):
            break
        level = rung
    return level


def statement(given_by: str) -> Generator[Question, str, None]:
    """Have the closing statement typed."""
    words = SELF_STATEMENT if given_by == "self" else STAFF_STATEMENT
    yield Question(
        "Using this tool to find or watch another person can be a crime. "
        f'To go on, type: "{words}"',
        _typed(words),
        keep=False,
    )


def _typed(words: str) -> Check:
    def check(text: str) -> None:
        if " ".join(text.strip('" .').lower().split()) != words.lower():
            raise ValueError(f"type the words: {words}")

    return check
