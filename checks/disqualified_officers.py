"""Disqualified officers: entries under the subject's name, with an address.

An entry without a declared value is somebody else's as far as anyone can tell, and only counted.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from exposure_audit.checks.common import Item, Shape, entry_of, part
from exposure_audit.checks.companies_house_api import HOST, WEB, listed
from exposure_audit.checks.companies_house_shapes import PostalAddress
from exposure_audit.checks.interface import Task
from exposure_audit.facts.name import recogniser
from exposure_audit.model import Document, Fact, Gap, Kind, PartKind, Reason

_SEARCH = "/search/disqualified-officers"
_ENTRY = re.compile(r"^/disqualified-officers/(natural|corporate)/[A-Za-z0-9_-]{1,64}$")


class _Links(Shape):
    self: str | None = None


class Disqualified(Shape):
    """A disqualified officer in the search's answer."""

    title: str
    address: PostalAddress | None = None
    date_of_birth: str | None = None
    links: _Links = _Links()

    @property
    def written(self) -> str:
        """The address in writing order, or an empty text."""
        return self.address.written() if self.address else ""

    @property
    def path(self) -> str | None:
        """The entry's own path, which outlives its place in the list."""
        found = _ENTRY.match(self.links.self or "")
        return found[0] if found else None


class DisqualifiedOfficers:
    """Searches the register for each name."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        done: set[str] = set()
        for name in task.subject.of_kind(Kind.NAME):
            async for item in _named(task, name, done):
                yield item


async def _named(task: Task, name: Fact, done: set[str]) -> AsyncIterator[Item]:
    names = [recogniser(each) for each in task.subject.of_kind(Kind.NAME)]
    async for hit in listed(task, _SEARCH, Disqualified, {"q": name.value}):
        if isinstance(hit, Gap):
            yield hit
        elif not any(True for each in names for _ in each.find(hit.title)) or hit.path in done:
            continue
        elif hit.path is None or not hit.written:
            yield Gap(Reason.MALFORMED, HOST)
        else:
            done.add(hit.path)
            yield _entry(task, hit, hit.path)
    yield entry_of(
        WEB + _SEARCH, "Companies House", (), task.clock.now(), title="Disqualified officer search"
    )


def _entry(task: Task, hit: Disqualified, path: str) -> Document:
    kind, born = PartKind.RECORD, hit.date_of_birth
    parts = (
        part(kind, hit.title, "name"),
        part(kind, hit.written, "address", address=True),
        part(kind, f"date of birth: {born}" if born else "", "date of birth"),
    )
    return entry_of(
        WEB + path,
        "Companies House",
        parts,
        task.clock.now(),
        title="Disqualified officer",
        record=path[1:],
        entry=True,
    )


CHECK = DisqualifiedOfficers()
