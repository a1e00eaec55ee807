"""Whom the tests of the subject's own places judge a document for: nobody who exists."""

from __future__ import annotations

from datetime import date

from exposure_audit.checks.interface import Check, Task
from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import (
    Address,
    Candidacy,
    CheckId,
    Consent,
    Document,
    Fact,
    FactId,
    Kind,
    Subject,
)
from exposure_audit.remarks import Remark
from exposure_audit.words import labels_of

HOST = "sian4peckham.example"
SITE = f"https://{HOST}"
DOMAIN = Fact(kind=Kind.DOMAIN, label="campaign", value=HOST)
WEBSITE = Fact(kind=Kind.WEBSITE, label="campaign", value=f"{SITE}/")
CANDIDACY = Candidacy(election="local")
SUBJECT = Subject(
    facts=(
        Fact(kind=Kind.NAME, label="name", value="Siân Example-Hughes", public=True),
        Address(
            label="home",
            value="14 St Mary's Road, Peckham, SE15 4QE",
            lines=("14 St Mary's Road", "Peckham"),
            postcode="SE15 4QE",
        ),
        Fact(kind=Kind.PHONE, label="mobile", value="+447700900123"),
        Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@example.org"),
        Fact(kind=Kind.USERNAME, label="forum", value="sianh79"),
        DOMAIN,
        WEBSITE,
    ),
    consent=Consent(given_by="self", given_on=date(2026, 11, 1)),
)


def seen(*documents: Document) -> set[FactId]:
    """The protected facts that documents expose."""
    matcher, labels = OwnMatcher(SUBJECT), labels_of(SUBJECT)
    observed = (observe(CheckId("test"), each, matcher, labels) for each in documents)
    return {one.fact for each in observed for one in each.seen}


async def remarks(check: Check, task: Task) -> list[Remark]:
    """What a check remarks."""
    return [item async for item in check.gather(task) if isinstance(item, Remark)]
