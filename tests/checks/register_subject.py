"""Whoever the registers are asked about in these tests, and what an audit sees in their answers."""

from __future__ import annotations

import datetime as dt

from exposure_audit.checks.interface import Check, Item, Task
from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Address, CheckId, Consent, Document, Fact, FactId, Kind, Subject
from exposure_audit.remarks import Remark

HOME = Address(
    label="home",
    value="14 St Mary's Road, London, SE15 4QE",
    lines=("14 St Mary's Road", "London"),
    postcode="SE15 4QE",
)
NAME = Fact(kind=Kind.NAME, label="", value="Siân Example-Hughes", public=True)
BORN = Fact(kind=Kind.DATE_OF_BIRTH, label="", value="1979-03-05")
PHONE = Fact(kind=Kind.PHONE, label="mobile", value="+447700900123")
EMAIL = Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@postbox.example")
COMPANY = Fact(kind=Kind.COMPANY, label="consultancy", value="01234567", public=True)
CHARITY = Fact(kind=Kind.CHARITY, label="trust", value="9900014", public=True)
SCOTTISH = Fact(kind=Kind.CHARITY, label="island", value="SC099014", public=True)
_MATCHER = OwnMatcher(
    Subject(
        facts=(NAME, HOME, BORN, PHONE, EMAIL, COMPANY, CHARITY, SCOTTISH),
        consent=Consent(given_by="self", given_on=dt.date(2026, 11, 1)),
    )
)


def seen(*documents: Document) -> set[FactId]:
    """The protected facts that an audit finds in documents."""
    observed = (observe(CheckId("test"), each, _MATCHER, {}) for each in documents)
    return {one.fact for each in observed for one in each.seen}


def undeclared(*documents: Document) -> bool:
    """Whether an audit finds an address in them that was not declared."""
    return any(
        observe(CheckId("test"), each, _MATCHER, {}).undeclared_address for each in documents
    )


async def remarks(check: Check, task: Task) -> list[Remark]:
    """What a check remarks."""
    items: list[Item] = [item async for item in check.gather(task)]
    return [item for item in items if isinstance(item, Remark)]
