from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import (
    Address,
    Consent,
    Document,
    Fact,
    FactId,
    Kind,
    Part,
    PartKind,
    Subject,
)
from exposure_audit.words import label_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)

HOME = Address(
    label="home",
    value="Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE",
    lines=("Flat 2", "14 St Mary's Road", "Peckham", "London"),
    postcode="SE15 4QE",
    location=(51.47115, -0.0612),
)
FACTS: tuple[Fact, ...] = (
    Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes"),
    Fact(kind=Kind.NAME, label="", value="Sian Hughes"),
    Fact(kind=Kind.DATE_OF_BIRTH, label="", value="1979-03-05"),
    HOME,
    Fact(kind=Kind.PHONE, label="mobile", value="+447700900123"),
    Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@example.org"),
    Fact(kind=Kind.EMAIL, label="office", value="office@sian4peckham.example", public=True),
    Fact(kind=Kind.USERNAME, label="forum", value="sianh79"),
    Fact(kind=Kind.DOMAIN, label="campaign", value="sian4peckham.example"),
    Fact(kind=Kind.WEBSITE, label="campaign", value="https://sian4peckham.example/"),
    Fact(kind=Kind.COMPANY, label="consultancy", value="01234567"),
    Fact(kind=Kind.DETAIL, label="school", value="Example Primary School"),
)


@pytest.fixture(scope="session")
def subject() -> Subject:
    return Subject(facts=FACTS, consent=Consent(given_by="self", given_on=date(2026, 11, 1)))


@pytest.fixture(scope="session")
def matcher(subject: Subject) -> OwnMatcher:
    return OwnMatcher(subject)


@pytest.fixture(scope="session")
def labels(subject: Subject) -> dict[FactId, str]:
    return {fact.id: label_of(fact) for fact in subject.facts}


DocumentMaker = Callable[..., Document]


@pytest.fixture(scope="session")
def document() -> DocumentMaker:
    def make(*parts: Part | str, **more: Any) -> Document:
        made = tuple(
            part if isinstance(part, Part) else Part(PartKind.BODY, part) for part in parts
        )
        bare = Document(
            locator="https://council.example/page",
            publisher="council.example",
            parts=made,
            retrieved=NOW,
            sha256="0" * 64,
        )
        return replace(bare, **more)

    return make
