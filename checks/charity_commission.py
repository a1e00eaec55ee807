"""Charity Commission for England and Wales: the public contact details of declared charities.

There is no search for a trustee's name: what is not declared is not looked at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, parse, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, Part, PartKind, Reason

_HOST = "api.charitycommission.gov.uk"
_DETAILS = f"https://{_HOST}/register/api/allcharitydetailsV2"
_WEB = "https://register-of-charities.charitycommission.gov.uk/en/charity-search"
_MAIN = 0
"""The suffix of the charity itself; groups under it have others."""


class _Trustee(Shape):
    trustee_name: str | None = None


class Charity(Shape):
    """All public details of a charity; what has no default is always there, though maybe null."""

    reg_charity_number: int
    charity_name: str | None
    address_line_one: str | None
    address_line_two: str | None = None
    address_line_three: str | None = None
    address_line_four: str | None = None
    address_line_five: str | None = None
    address_post_code: str | None
    phone: str | None
    email: str | None
    web: str | None
    trustee_names: tuple[_Trustee, ...] | None

    def written(self) -> str:
        """Return the contact address in writing order on one line, or an empty text."""
        lines = (
            self.address_line_one,
            self.address_line_two,
            self.address_line_three,
            self.address_line_four,
            self.address_line_five,
            self.address_post_code,
        )
        return ", ".join(line.strip() for line in lines if line and line.strip())

    def parts(self) -> Iterator[Part]:
        """Yield what the register shows, trustees included."""
        kind = PartKind.RECORD
        yield part(kind, self.charity_name or "", "charity")
        yield part(kind, self.written(), "contact address", address=True)
        yield part(kind, self.phone or "", "telephone")
        yield part(kind, self.email or "", "e-mail")
        yield part(kind, self.web or "", "web site")
        for trustee in self.trustee_names or ():
            yield part(kind, trustee.trustee_name or "", "trustee")


class CharityCommission:
    """Reads the entry of each declared charity."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.CHARITY):
            try:
                yield await _charity(task, fact)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, _HOST)


async def _charity(task: Task, fact: Fact) -> Document | Gap:
    """Return a charity's entry; one of another number is no answer."""
    answer = await task.channel.get(
        f"{_DETAILS}/{fact.value}/{_MAIN}", max_bytes=task.limits.json_bytes
    )
    charity = parse(Charity, answer)
    if str(charity.reg_charity_number) != fact.value.lstrip("0"):
        return Gap(Reason.MALFORMED, _HOST)
    return entry_of(
        _WEB,
        "Charity Commission for England and Wales",
        charity.parts(),
        task.clock.now(),
        title="Charity register",
        record=f"charity/{charity.reg_charity_number}",
        own=fact.id,
    )


CHECK = CharityCommission()
