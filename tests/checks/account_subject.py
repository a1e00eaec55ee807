"""Whoever accounts are looked up for in these tests, and what an audit sees in the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from exposure_audit.checks.interface import Check
from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import (
    Address,
    CheckId,
    Consent,
    Document,
    Fact,
    FactId,
    Gap,
    Kind,
    Subject,
)
from exposure_audit.result import Observation
from tests.checks.fakes import FakeChannel, Recorded, gather, task_of

NAME = Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes", public=True)
HOME = Address(
    label="home",
    value="14 St Mary's Road, London, SE15 4QE",
    lines=("14 St Mary's Road", "London"),
    postcode="SE15 4QE",
)
PHONE = Fact(kind=Kind.PHONE, label="mobile", value="+447700900123")
EMAIL = Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@postbox.example")
PUBLIC = Fact(kind=Kind.USERNAME, label="public", value="sian4peckham", public=True)
PRIVATE = Fact(kind=Kind.USERNAME, label="forum", value="lanternfish79")
DOMAIN = Fact(kind=Kind.DOMAIN, label="campaign", value="sian4peckham.example", public=True)
SUBJECT = Subject(
    facts=(NAME, HOME, PHONE, EMAIL, PUBLIC, PRIVATE, DOMAIN),
    consent=Consent(given_by="self", given_on=dt.date(2026, 11, 1)),
)
_MATCHER = OwnMatcher(SUBJECT)
_LABELS = {fact.id: fact.id for fact in SUBJECT.facts}


def observed(document: Document) -> Observation:
    """What an audit keeps of a document."""
    return observe(CheckId("test"), document, _MATCHER, _LABELS)


def seen(*documents: Document) -> set[FactId]:
    """The protected facts that an audit finds in documents."""
    return {one.fact for each in documents for one in observed(each).seen}


def address(url: str, query: Mapping[str, str] | None = None) -> str:
    """Return a URL as the fake network writes it."""
    return f"{url}?{urlencode(sorted(query.items()))}" if query else url


async def looked_up(
    check: Check, pages: dict[str, Recorded], *facts: Fact, **changes: Any
) -> tuple[list[Document], list[Gap], list[str]]:
    """Gather what a check brings of some facts; return what it asked, too."""
    channel = FakeChannel(pages=pages)
    documents, gaps = await gather(check, task_of(channel, *facts, **changes))
    return documents, gaps, channel.asked
