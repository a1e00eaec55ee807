"""Companies House: entries under the subject's name, and the records of declared companies.

The address in an entry is the public correspondence address. Numbers are checked before they are
sent, since the API answers a malformed one with 500.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

from exposure_audit.checks.common import Item, entry_of, part
from exposure_audit.checks.companies_house_api import HOST, NUMBER, WEB, listed, one
from exposure_audit.checks.companies_house_shapes import Company, Entry, Hit
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name
from exposure_audit.model import Document, Fact, FactId, Gap, Kind, Part, PartKind, Reason

_OFFICELESS = frozenset({"dissolved", "closed", "converted-closed", "removed"})


class CompaniesHouse:
    """Reads the declared companies' records, then searches officers by each name."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        reading = _Reading(task, task.subject.of_kind(Kind.NAME))
        for fact in task.subject.of_kind(Kind.COMPANY):
            async for item in reading.company(fact):
                yield item
        for name in reading.names:
            async for item in reading.officers_named(name):
                yield item


@dataclass(slots=True)
class _Reading:
    task: Task
    names: Sequence[Fact]
    done: set[str] = field(default_factory=set)
    """Records and officers that were read, so that none is read twice."""

    async def company(self, fact: Fact) -> AsyncIterator[Item]:
        """Yield a declared company's office, officers and persons with significant control."""
        if not NUMBER.fullmatch(fact.value):
            yield Gap(Reason.NOT_FOUND, HOST)
            return
        path = f"/company/{fact.value}"
        company = await one(self.task, path, Company)
        if isinstance(company, Gap):
            yield company
            return
        if company.company_number != fact.value:
            yield Gap(Reason.MALFORMED, HOST)
            return
        for item in self._office(company, fact, path):
            yield item
        for people in ("officers", "persons-with-significant-control"):
            async for item in self._people(f"{path}/{people}", fact):
                yield item

    def _office(self, company: Company, fact: Fact, path: str) -> Iterator[Item]:
        if not company.office and company.company_status not in _OFFICELESS:
            yield Gap(Reason.MALFORMED, HOST)
        parts = (part(PartKind.RECORD, company.office, "registered office", address=True),)
        yield self._document(
            path, parts, f"{path[1:]}/registered-office", title="Company record", own=fact.id
        )

    async def _people(self, path: str, fact: Fact) -> AsyncIterator[Item]:
        entries: list[Entry] = []
        async for entry in listed(self.task, path, Entry, or_none=True):
            if isinstance(entry, Gap):
                yield entry
                continue
            entries.append(entry)
            where, record = _place(entry, path, fact.value)
            self.done.add(record)
            # Another person's address is not the subject's to declare: it is no address of theirs.
            parts = _parts(entry, address=bears_name(self.task, (entry.name or "",)))
            yield self._document(where, parts, record, title="Company record", own=fact.id)
        if any(entry.lacks_address for entry in entries):
            yield Gap(Reason.MALFORMED, HOST)

    async def officers_named(self, name: Fact) -> AsyncIterator[Item]:
        """Yield the appointments of every officer whose name really is this one."""
        async for hit in listed(self.task, "/search/officers", Hit, {"q": name.value}):
            if isinstance(hit, Gap):
                yield hit
            elif not bears_name(self.task, (hit.title,)) or hit.officer in self.done:
                continue
            elif hit.officer is None:
                yield Gap(Reason.MALFORMED, HOST)
            else:
                self.done.add(hit.officer)
                async for item in self._appointments(hit.officer):
                    yield item
        yield self._document("/search/officers", (), None, title="Officer search")

    async def _appointments(self, officer: str) -> AsyncIterator[Item]:
        path = f"/officers/{officer}/appointments"
        entries: list[Entry] = []
        failed = False
        async for entry in listed(self.task, path, Entry):
            if isinstance(entry, Gap):
                failed = True
                yield entry
                continue
            entries.append(entry)
            record = f"officer/{officer}/company/{entry.appointed_to.company_number or ''}"
            if record not in self.done:
                parts = _parts(entry, address=True)
                yield self._document(path, parts, record, title="Officer appointment", entry=True)
        # The search shows nobody without an appointment.
        if any(entry.lacks_address for entry in entries) or not (entries or failed):
            yield Gap(Reason.MALFORMED, HOST)

    def _document(
        self,
        path: str,
        parts: Sequence[Part],
        record: str | None,
        *,
        title: str,
        own: FactId | None = None,
        entry: bool = False,
    ) -> Document:
        return entry_of(
            WEB + path,
            "Companies House",
            parts,
            self.task.clock.now(),
            title=title,
            record=record,
            own=own,
            entry=entry,
        )


def _place(entry: Entry, path: str, number: str) -> tuple[str, str]:
    """Return an entry's page and record: an officer's own, or else its place in the company."""
    if entry.officer:
        return (
            f"/officers/{entry.officer}/appointments",
            f"officer/{entry.officer}/company/{number}",
        )
    return path, f"{path[1:]}/{entry.own_id}"


def _parts(entry: Entry, *, address: bool) -> tuple[Part, ...]:
    kind = PartKind.RECORD
    principal = entry.principal_office_address
    return (
        part(kind, entry.name or "", "name"),
        *(part(kind, former.written(), "former name") for former in entry.former_names),
        part(kind, entry.written, "correspondence address", address=address),
        part(kind, principal.written() if principal else "", "principal office", address=address),
    )


CHECK = CompaniesHouse()
