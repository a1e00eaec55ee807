"""Companies House registers: whether a declared company keeps its own there, for all to see.

The others keep them at an office of theirs, and the API then answers that there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator

from exposure_audit.checks.common import Item, Shape, entry_of, gap_of, shaped
from exposure_audit.checks.companies_house_api import HOST, NUMBER, WEB, one, one_or_none
from exposure_audit.checks.companies_house_shapes import Company
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Fact, Gap, Kind, Reason
from exposure_audit.remarks import Remark, RemarkKind

_HERE = "public-register"
_WORDS = {
    "directors": "directors",
    "secretaries": "secretaries",
    "usual_residential_address": "usual residential addresses",
    "persons_with_significant_control": "persons with significant control",
    "members": "members",
    "llp_members": "members",
    "llp_usual_residential_address": "usual residential addresses",
}
"""The registers that hold people, as the API names them and in plain words."""


def _day(value: object) -> object:
    """Return a date without the time that may follow it."""
    return value[:10] if isinstance(value, str) else value


class _Move(Shape):
    register_moved_to: str
    moved_on: Annotated[dt.date, BeforeValidator(_day)]


class Register(Shape):
    """One of a company's registers: where it was moved, and when."""

    items: tuple[_Move, ...]

    @property
    def held_since(self) -> dt.date | None:
        """The day since which it is kept at Companies House; None where it is kept elsewhere."""
        last = max(self.items, key=lambda move: move.moved_on, default=None)
        return last.moved_on if last and last.register_moved_to == _HERE else None


class Registers(Shape):
    """Where a company keeps its registers."""

    company_number: str
    registers: dict[str, Any]

    @property
    def known(self) -> dict[str, Any]:
        """The registers that hold people; a name that is not known here is a new one."""
        return {name: found for name, found in self.registers.items() if name in _WORDS}


class CompaniesHouseRegisters:
    """Looks where each declared company keeps its registers."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.COMPANY):
            async for item in _company(task, fact):
                yield item


async def _company(task: Task, fact: Fact) -> AsyncIterator[Item]:
    """Yield which registers are held.

    A number that is no company's has none either, so that the company is asked for first.
    """
    if not NUMBER.fullmatch(fact.value):
        yield Gap(Reason.NOT_FOUND, HOST)
        return
    path = f"/company/{fact.value}"
    company = await one(task, path, Company)
    if isinstance(company, Gap):
        yield company
        return
    found = await one_or_none(task, f"{path}/registers", Registers)
    if isinstance(found, Gap):
        yield found
        return
    if found:
        for item in _held(found, fact):
            yield item
    yield entry_of(
        WEB + path,
        "Companies House",
        (),
        task.clock.now(),
        title="Company registers",
        own=fact.id,
    )


def _held(found: Registers, fact: Fact) -> Iterator[Item]:
    if found.company_number != fact.value or (found.registers and not found.known):
        yield Gap(Reason.MALFORMED, HOST)
        return
    for name, value in found.known.items():
        try:
            since = shaped(Register, value, HOST).held_since
        except GatherError as error:
            yield gap_of(error)
            continue
        if since:
            detail = f"{_WORDS[name]}, {since.isoformat()}"
            where = f"{WEB}/company/{fact.value}"
            yield Remark(RemarkKind.REGISTERS_HELD, fact.id, where, detail)


CHECK = CompaniesHouseRegisters()
