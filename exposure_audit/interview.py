"""The questions of `init`, one by one in plain words, each answer checked at once.

The interview is a generator: it yields a Question and is sent the answer. Answers alone are its
state, so a stopped interview goes on by sending the kept answers again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from exposure_audit.model import Rung
from exposure_audit.profile_schema import (
    AddressTable,
    CandidacyTable,
    CharityTable,
    CompanyTable,
    ConsentTable,
    DetailTable,
    DomainTable,
    EmailTable,
    PhoneTable,
    PlaceTable,
    SubjectTable,
    Table,
    UsernameTable,
)

SELF_STATEMENT = "I am this person"
STAFF_STATEMENT = "I have their written consent"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; an answer that `check` refuses raises `ValueError` with the cure."""

    text: str
    check: Callable[[str], object] = field(repr=False)
    hint: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What the interview made."""

    profile: dict[str, Any] = field(repr=False)
    """The tables of DESIGN.md 5.1."""
    disclose: Rung


Asking = Generator[Question, str, Any]


def interview(today: date) -> Generator[Question, str, Interviewed]:
    """Ask for everything; returns the profile's tables and the level of disclosure."""
    profile: dict[str, Any] = {"subject": (yield from _subject(today))}
    consent: dict[str, Any] = yield from _consent_kind(today)
    for key, ask in _REPEATED:
        items: list[dict[str, Any]] = yield from ask()
        if items:
            profile[key] = items
    candidacy: dict[str, Any] = yield from _candidacy()
    if candidacy:
        profile["candidacy"] = candidacy
    disclose: Rung = yield from _disclosure()
    yield from _statement(consent["given_by"])
    if consent["given_by"] == "subject":
        consent["scope"] = [rung.value for rung in Rung if Rung.NOTHING < rung <= disclose]
    return Interviewed(profile={**profile, "consent": consent}, disclose=disclose)


def _checked(table: type[Table], **values: object) -> dict[str, Any]:
    """Validate answers as the profile loader will; raises `ValueError` in plain words."""
    try:
        table.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        reason = details.get("ctx", {}).get("error")
        raise ValueError(str(reason) if reason else "this cannot be right") from None
    return dict(values)


def _subject(today: date) -> Asking:
    name = yield Question(
        "What is your full name?",
        lambda text: _checked(SubjectTable, name=text),
        "As it stands on a ballot paper.",
    )
    others = yield from _list(
        "Any other name that you use or used? (a maiden name, a short form; Enter for none)",
        lambda text: _checked(SubjectTable, name=text),
        limit=10,
    )
    born = yield Question(
        "Your date of birth, as year-month-day? (Enter to leave it out)",
        lambda text: _date(text, latest=today),
        "It is never sent anywhere; it is only looked for.",
        default="",
    )
    table: dict[str, Any] = {"name": name}
    if others:
        table["also_known_as"] = others
    if born:
        table["date_of_birth"] = date.fromisoformat(born)
    return table


def _date(text: str, *, latest: date | None = None, earliest: date | None = None) -> None:
    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("write it as year-month-day: 1979-03-05") from None
    if (latest and day > latest) or (earliest and day < earliest):
        raise ValueError("this day cannot be right")


def _list(
    text: str, check: Callable[[str], object], *, limit: int
) -> Generator[Question, str, list[str]]:
    answers: list[str] = []
    while len(answers) < limit:
        answer = yield Question(text, lambda given: given and check(given), default="")
        if not answer:
            break
        answers.append(answer)
    return answers


def _choice(*words: str) -> Callable[[str], object]:
    def check(text: str) -> None:
        if text not in words:
            raise ValueError("answer with one of: " + ", ".join(filter(None, words)))

    return check


def _yes(text: str) -> None:
    _choice("y", "n", "yes", "no")(text.lower())


def _consent_kind(today: date) -> Asking:
    whom = yield Question(
        "Is this about yourself? (y, or n if you help someone with their written consent)",
        _yes,
        default="y",
    )
    if whom.lower().startswith("y"):
        return {"given_by": "self", "date": today}

    def line(key: str) -> Callable[[str], object]:
        return lambda text: _checked(ConsentTable, given_by="subject", date=today, **{key: text})

    organisation = yield Question("For which organisation do you act?", line("organisation"))
    reference = yield Question("Where is their consent on file? (a reference)", line("reference"))
    expires = yield Question(
        "Until when does the consent hold, as year-month-day? (at most 12 months)",
        lambda text: _date(text, earliest=today, latest=today + timedelta(days=365)),
    )
    return {
        "given_by": "subject",
        "date": today,
        "expires": date.fromisoformat(expires),
        "organisation": organisation,
        "reference": reference,
    }


def _addresses() -> Asking:
    home = yield from _address(
        "Your home address, without the postcode? (parts divided by commas; Enter for none)", "home"
    )
    addresses = [home] if home else []
    taken = {"home": 1}
    while len(addresses) < 6:
        more = yield from _address(
            "Another address to look for: where you lived before, your family's, a second home? "
            "(Enter for no more)",
            None,
        )
        if not more:
            break
        role = more["role"]
        taken[role] = taken.get(role, 0) + 1
        more["label"] = role if taken[role] == 1 else f"{role}-{taken[role]}"
        addresses.append(more)
    return addresses


def _address(text: str, role: str | None) -> Asking:
    lines = yield Question(
        text,
        lambda given: (
            given and _checked(AddressTable, label="x", lines=_split(given), country="XX")
        ),
        "Such as: Flat 2, 14 Example Road, Peckham, London",
        default="",
    )
    if not lines:
        return None
    postcode = yield Question(
        "Its postcode?",
        lambda given: _checked(AddressTable, label="x", lines=["x"], postcode=given),
    )
    if role is None:
        roles = ("former", "family", "second", "work", "refuge")
        role = yield Question(
            "What is it to you? (former, family, second, work or refuge)",
            _choice(*roles),
            default="former",
        )
    return {"label": role, "role": role, "lines": _split(lines), "postcode": postcode}


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _repeated(
    text: str, table: type[Table], key: str, word: str, limit: int
) -> Callable[[], Asking]:
    """Return the asking for a kind that repeats; labels are numbered words."""

    def ask() -> Asking:
        answers = yield from _list(
            text, lambda given: _checked(table, label="x", **{key: given}), limit=limit
        )
        return [
            {"label": word if index == 1 else f"{word}-{index}", key: answer}
            for index, answer in enumerate(answers, start=1)
        ]

    return ask


_REPEATED: tuple[tuple[str, Callable[[], Asking]], ...] = (
    ("address", _addresses),
    (
        "phone",
        _repeated(
            "A phone number that should not be public? (Enter for no more)",
            PhoneTable,
            "number",
            "phone",
            6,
        ),
    ),
    (
        "email",
        _repeated(
            "A private e-mail address? (Enter for no more)", EmailTable, "address", "email", 8
        ),
    ),
    (
        "username",
        _repeated(
            "A user name that you use on web sites? (Enter for no more)",
            UsernameTable,
            "name",
            "user",
            10,
        ),
    ),
    (
        "domain",
        _repeated(
            "A domain name that you or your campaign registered? (Enter for no more)",
            DomainTable,
            "name",
            "domain",
            20,
        ),
    ),
    (
        "website",
        _repeated(
            "The web address of your own or your campaign's site? (Enter for no more)",
            PlaceTable,
            "url",
            "site",
            20,
        ),
    ),
    (
        "company",
        _repeated(
            "The number of a company that you run or ran? (Enter for no more)",
            CompanyTable,
            "number",
            "company",
            20,
        ),
    ),
    (
        "charity",
        _repeated(
            "The number of a charity that you are a trustee of? (Enter for no more)",
            CharityTable,
            "number",
            "charity",
            20,
        ),
    ),
    (
        "page",
        _repeated(
            "A public page or PDF to watch, such as an old council notice? "
            "(its web address; Enter for no more)",
            PlaceTable,
            "url",
            "page",
            50,
        ),
    ),
    (
        "detail",
        _repeated(
            "Anything else that must not stand beside your name, such as a school or "
            "a car's plate? (Enter for no more)",
            DetailTable,
            "text",
            "detail",
            10,
        ),
    ),
)


def _candidacy() -> Asking:
    kinds = ("local", "parish", "parl", "mayor", "pcc", "senedd", "sp", "nia", "gla")
    election = yield Question(
        "Which election do you stand in? (" + ", ".join(kinds) + "; Enter for none)",
        _choice("", *kinds),
        default="",
    )
    if not election:
        return {}
    nations = ("England", "Scotland", "Wales", "Northern Ireland")
    nation = yield Question("In which nation? (" + ", ".join(nations) + ")", _choice(*nations))
    council = yield from _optional("Which council or constituency? (Enter to leave it out)")
    polling = yield Question(
        "Polling day, as year-month-day? (Enter if you do not know)", _date, default=""
    )
    table: dict[str, Any] = {"election": election, "nation": nation}
    if council:
        table["council"] = council
    if polling:
        table["polling_day"] = date.fromisoformat(polling)
    return table


def _optional(text: str) -> Generator[Question, str, str]:
    answer = yield Question(
        text,
        lambda given: given and _checked(CandidacyTable, election="local", area=given),
        default="",
    )
    return answer


_ASK_HANDLES = (
    "May the tool ask about your domain, web site and company numbers? "
    "Those servers learn only what is public about you. (y/n)"
)
_ASK_NAMES = (
    "May it search for your name at Companies House and in the search engine that you set up? "
    "They learn that someone looked for your name. Recommended. (y/n)"
)
_ASK_CONTACTS = (
    "May it send your e-mail address, phone or private user names to services that you allow "
    "one by one? (y/n)"
)


def _disclosure() -> Generator[Question, str, Rung]:
    """One question per group of sources; a no ends the ladder there."""
    groups = (
        (Rung.HANDLES, _ASK_HANDLES, "y"),
        (Rung.NAMES, _ASK_NAMES, "y"),
        (Rung.CONTACTS, _ASK_CONTACTS, "n"),
    )
    level = Rung.NOTHING
    for rung, text, default in groups:
        answer = yield Question(text, _yes, default=default)
        if not answer.lower().startswith("y"):
            break
        level = rung
    return level


def _statement(given_by: str) -> Generator[Question, str, None]:
    words = SELF_STATEMENT if given_by == "self" else STAFF_STATEMENT
    yield Question(
        "Using this tool to find or watch another person can be a crime. "
        f'To go on, type: "{words}"',
        _typed(words),
    )


def _typed(words: str) -> Callable[[str], object]:
    def check(text: str) -> None:
        if " ".join(text.strip('" .').lower().split()) != words.lower():
            raise ValueError(f"type the words: {words}")

    return check
