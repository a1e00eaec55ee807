"""Companies House filings: what the history says, and which documents may show a home address.

The documents themselves are scans and are not fetched.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from pydantic import StringConstraints

from exposure_audit.checks.common import Item, Shape, entry_of, part
from exposure_audit.checks.companies_house_api import HOST, NUMBER, WEB, listed
from exposure_audit.checks.interface import Task
from exposure_audit.model import Document, Fact, Gap, Kind, Part, PartKind, Reason
from exposure_audit.remarks import Remark, RemarkKind

_TIMES = 4
"""A filing is one line: so many times as many of them are read as of a register's entries."""
_MAY_SHOW = re.compile(
    r"288[A-C]|363[A-Z]?(\(\d{3}\))?|287|TM01|NEWINC"
    r"|(RP04)?(LL)?(IN01|AP01|AP03|CH01|CH03|AR01|CS01|PSC01|PSC04|AD01)"
)
"""Forms that name an officer, a person with significant control or an office with an address."""
_SAYS_NOTHING = "with-no-updates"
_NOTES = {
    "old_address": "old address",
    "new_address": "new address",
    "officer_name": "officer",
    "psc_name": "person with significant control",
}


class Filing(Shape):
    """A filing in a company's history."""

    type: Annotated[str, StringConstraints(pattern=r"^[\w().\-/ ]{1,40}$")]
    date: dt.date
    transaction_id: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,64}$")]
    description: str
    description_values: dict[str, Any] | None = None
    annotations: tuple[Any, ...] | None = None
    associated_filings: tuple[Any, ...] | None = None

    @property
    def may_show(self) -> bool:
        """Whether a document of this form may show somebody's home address."""
        form = _MAY_SHOW.fullmatch(self.type.upper())
        return form is not None and _SAYS_NOTHING not in self.description

    def parts(self) -> Iterator[Part]:
        """Yield what the history itself says of the filing and of what was filed with it."""
        for each in (self.description_values, *_inner(self.annotations, self.associated_filings)):
            for name, value in (each or {}).items():
                # The day of a filing is nobody's birthday.
                if isinstance(value, str) and not name.endswith("date"):
                    note = _NOTES.get(name, "description")
                    yield part(PartKind.RECORD, value, note, address=name.endswith("_address"))


def _inner(*lists: tuple[Any, ...] | None) -> Iterator[dict[str, Any]]:
    for each in (entry for found in lists for entry in found or ()):
        values = each.get("description_values") if isinstance(each, dict) else None
        if isinstance(values, dict):
            yield values


class CompaniesHouseFilings:
    """Reads the filing history of each declared company."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.COMPANY):
            if not NUMBER.fullmatch(fact.value):
                yield Gap(Reason.NOT_FOUND, HOST)
                continue
            async for item in _history(task, fact):
                yield item


async def _history(task: Task, fact: Fact) -> AsyncIterator[Item]:
    path = f"/company/{fact.value}/filing-history"
    read, failed = 0, False
    async for filing in listed(task, path, Filing, times=_TIMES):
        if isinstance(filing, Gap):
            failed = True
            yield filing
            continue
        read += 1
        parts = tuple(filing.parts())
        if parts:
            yield _document(task, fact, path, parts, f"{path[1:]}/{filing.transaction_id}")
        if filing.may_show:
            detail = f"{filing.type}, {filing.date.isoformat()}"
            yield Remark(RemarkKind.OLD_FILING, fact.id, WEB + path, detail)
    if read:
        yield _document(task, fact, path, (), None)
    elif not failed:
        # Every company has filed at least how it came to be.
        yield Gap(Reason.NOT_FOUND, HOST)


def _document(
    task: Task, fact: Fact, path: str, parts: tuple[Part, ...], record: str | None
) -> Document:
    return entry_of(
        WEB + path,
        "Companies House",
        parts,
        task.clock.now(),
        title="Filing history",
        record=record,
        own=fact.id,
    )


CHECK = CompaniesHouseFilings()
