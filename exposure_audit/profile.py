"""A candidate's TOML file to a Subject; what is wrong is said with file, line, key and cure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from pydantic import ValidationError

from exposure_audit.errors import ProfileError
from exposure_audit.facts.name import spoken
from exposure_audit.facts.normalise import fold
from exposure_audit.model import (
    Address,
    Candidacy,
    Consent,
    Fact,
    Kind,
    Role,
    Rung,
    Subject,
)
from exposure_audit.profile_schema import KNOWN_KEYS, AddressTable, ConsentTable, ProfileFile
from exposure_audit.user_file import first_problem, line_words, read_text

MAX_BYTES = 1_000_000
_OF_ONE_PERSON = frozenset({Kind.EMAIL, Kind.USERNAME})
STAFF_CONSENT = timedelta(days=366)
"""Staff act on a consent for at most 12 months (DESIGN.md 5.1)."""


def load(path: Path, today: date) -> Subject:
    """Read a profile; raises `ProfileError` with one clear line."""
    return parse(read_text(path, MAX_BYTES, ProfileError), str(path), today)


def parse(text: str, where: str, today: date) -> Subject:
    """Read a profile's text; `where` names it in messages. Raises `ProfileError`."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(
            where, f"this is not a TOML file{line_words(error)}", _NOT_TOML
        ) from None
    if "consent" not in raw:
        raise ProfileError(where, "the table [consent] is missing", _CONSENT_CURE)
    try:
        file = ProfileFile.model_validate(raw)
    except ValidationError as error:
        raise ProfileError(*first_problem(error, text, where, KNOWN_KEYS)) from None
    problem = next(_rule_problems(file, today), None)
    if problem:
        raise ProfileError(where, *problem)
    return subject_of(file)


_NOT_TOML = "Compare it with docs/profile.md, or make a new one with `exposure-audit init`."
_CONSENT_CURE = (
    "No audit without consent: add [consent] with given_by and date (docs/profile.md shows how)."
)

Problem = tuple[str, str]


def _rule_problems(file: ProfileFile, today: date) -> Iterator[Problem]:
    yield from _consent_problems(file.consent, today)
    yield from _birth_problems(file.subject.date_of_birth, today)
    yield from _address_problems(file.address)
    facts = facts_of(file)
    yield from _duplicate_problems(facts)
    yield from _public_problems(facts)
    yield from _label_problems(facts)


def _consent_problems(consent: ConsentTable, today: date) -> Iterator[Problem]:
    if consent.date > today:
        yield "consent.date lies in the future", "Give the day on which consent was given."
    if consent.expires and consent.expires < today:
        yield (
            "the consent has expired",
            "Ask for consent again, then renew consent.date and expires.",
        )
    if consent.given_by == "self":
        return
    for key in ("expires", "organisation", "reference", "scope"):
        if getattr(consent, key) is None:
            yield (
                f"consent.{key} is missing",
                'It is required when given_by = "subject": staff act on a recorded consent.',
            )
            return
    if consent.expires and consent.expires > consent.date + STAFF_CONSENT:
        yield "consent.expires is too late", "It may be at most 12 months after consent.date."


def _birth_problems(born: date | None, today: date) -> Iterator[Problem]:
    if born and not date(1900, 1, 1) <= born <= today:
        yield "subject.date_of_birth cannot be right", "Write it as year-month-day: 1979-03-05."


def _address_problems(addresses: Sequence[AddressTable]) -> Iterator[Problem]:
    for postcode, count in Counter(item.postcode for item in addresses).items():
        if postcode and count > 2:
            yield (
                "more than 2 addresses have the same postcode",
                "The limit keeps the tool from being used to search a street; keep two.",
            )


def _duplicate_problems(facts: Sequence[Fact]) -> Iterator[Problem]:
    ids = Counter(fact.id for fact in facts if fact.kind is not Kind.NAME)
    for fact_id, count in ids.items():
        if count > 1:
            yield f"the label of {fact_id} is used twice", "Give each its own label."


def _public_problems(facts: Sequence[Fact]) -> Iterator[Problem]:
    protected = {(fact.kind, squash(fact.value)): fact.id for fact in facts if fact.protected}
    for fact in facts:
        twin = protected.get((fact.kind, squash(fact.value)))
        if fact.public and twin:
            yield (
                f"{fact.id} is public and {twin} is protected, with the same value",
                "Keep one: is it for everyone to know, or not?",
            )


def _label_problems(facts: Sequence[Fact]) -> Iterator[Problem]:
    values = {form for fact in facts for form in _telling_forms(fact)}
    for fact in facts:
        label = squash(fact.label)
        if any(form in label for form in values):
            yield (
                f"a label in [[{fact.kind}]] holds one of the declared values",
                "Labels are printed in reports: choose a word such as home, mobile or second.",
            )


def _telling_forms(fact: Fact) -> Iterator[str]:
    """What a label must not hold: whole values, street lines, digits of a phone."""
    if isinstance(fact, Address):
        yield from (squash(line) for line in fact.lines if any(map(str.isdigit, line)))
        yield from filter(None, (squash(fact.postcode),))
    elif fact.kind is Kind.PHONE:
        yield squash(fact.value)[-9:]
    elif fact.protected or fact.kind is Kind.NAME:
        yield squash(fact.value)


def squash(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def telling_values(subject: Subject) -> frozenset[tuple[Kind, str]]:
    """Return what shows that two profiles are about one person: names, e-mails, user names.

    Not what a household shares (address, telephone), nor many do (a birthday, a school).
    """
    return frozenset(
        (fact.kind, squash(fact.value))
        for fact in subject.facts
        if fact.kind is Kind.NAME or (fact.protected and fact.kind in _OF_ONE_PERSON)
    )


def subject_of(file: ProfileFile) -> Subject:
    """Turn a valid file into the frozen Subject."""
    candidacy = Candidacy(**file.candidacy.model_dump()) if file.candidacy else None
    return Subject(
        facts=tuple(facts_of(file)),
        consent=_consent(file.consent),
        candidacy=candidacy,
        roles=tuple(file.subject.roles),
        lived_in=tuple(file.subject.lived_in),
    )


def _consent(table: ConsentTable) -> Consent:
    rungs = [Rung(word) for word in table.scope or () if word != "staff-details"]
    ceiling = Rung.ADDRESS if table.scope is None else max(rungs, default=Rung.NOTHING)
    return Consent(
        given_by=table.given_by,
        given_on=table.date,
        expires=table.expires,
        organisation=table.organisation,
        reference=table.reference,
        ceiling=ceiling,
        staff_details="staff-details" in (table.scope or ()),
        recipient=table.recipient,
    )


def facts_of(file: ProfileFile) -> list[Fact]:
    """Return every declared fact in its normal form, in the order of DESIGN.md 5.1."""
    names = [file.subject.name, *file.subject.also_known_as]
    facts = [
        Fact(kind=Kind.NAME, label="", value=name, public=True)
        for name in dict.fromkeys(map(spoken, names))
    ]
    if file.subject.date_of_birth:
        born = file.subject.date_of_birth.isoformat()
        facts.append(Fact(kind=Kind.DATE_OF_BIRTH, label="", value=born))
    facts += [_address(item) for item in file.address]
    facts += [_fact(Kind.PHONE, p.label, p.number, public=p.public) for p in file.phone]
    facts += [_fact(Kind.EMAIL, e.label, e.address, public=e.public) for e in file.email]
    facts += [_fact(Kind.USERNAME, u.label, u.name, public=u.public) for u in file.username]
    facts += [_fact(Kind.DOMAIN, d.label, d.name, public=True) for d in file.domain]
    facts += [_fact(Kind.WEBSITE, w.label, w.url, public=True) for w in file.website]
    facts += [_fact(Kind.COMPANY, c.label, c.number, public=True) for c in file.company]
    facts += [_fact(Kind.CHARITY, c.label, c.number, public=True) for c in file.charity]
    facts += [_fact(Kind.PAGE, p.label, p.url, public=True) for p in file.page]
    facts += [_fact(Kind.DETAIL, d.label, d.text, public=False) for d in file.detail]
    return facts


def _fact(kind: Kind, label: str, value: str, *, public: bool) -> Fact:
    return Fact(kind=kind, label=label, value=value, public=public)


def _address(table: AddressTable) -> Address:
    location = (table.location[0], table.location[1]) if table.location else None
    return Address(
        label=table.label,
        value=", ".join(filter(None, (*table.lines, table.postcode))),
        public=table.public,
        lines=tuple(table.lines),
        postcode=table.postcode,
        role=Role(table.role),
        location=location,
    )
