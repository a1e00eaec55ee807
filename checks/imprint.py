"""Imprints: who promoted, published or printed what stands on the subject's own sites, and where.

Election material needs an imprint with the promoter's name and postal address. It may be an
office, a PO box or another mailbox service, and need not be a home (Electoral Commission,
statutory guidance on digital imprints).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from exposure_audit.checks.common import (
    Item,
    Reading,
    entry_of,
    from_response,
    gap_of,
    host_of,
    part,
)
from exposure_audit.checks.fetching import Fetched
from exposure_audit.checks.frontier import canonical
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site, Visitor, sites_of
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, PartKind, Reason
from exposure_audit.remarks import Remark, RemarkKind

PAGES = 8
"""Pages of a site beside its front page."""
_ROLE = r"(?:promoted|published|printed|hyrwyddwyd|cyhoeddwyd|argraffwyd)"
_IMPRINT = re.compile(
    rf"\b{_ROLE}(?:(?:,\s{{0,3}}|\s{{1,3}}(?:(?:and|a|ac|&)\s{{1,3}})?){_ROLE}){{0,3}}"
    r"\s{1,3}(?:by|gan)\b[^|]{3,400}",
    re.IGNORECASE,
)
_PROMOTER = re.compile(r"promoted|hyrwyddwyd", re.IGNORECASE)
"""What every imprint names; a blog's "published by" alone is none."""
_LIKELY = re.compile(
    r"imprint|contact|about|legal|privacy|terms|cysylltu|amdan|cyfreithiol|preifatrwydd",
    re.IGNORECASE,
)
_LIKELIEST = re.compile(r"imprint|contact|legal|cysylltu|cyfreithiol", re.IGNORECASE)
_LINES = 5
"""Lines of an imprint at most."""
_SHOWN = frozenset({PartKind.BODY, PartKind.HIDDEN})


class Imprint:
    """Looks for imprints on each own site's front page, and on pages that are likely to hold one.

    A site without any is told where the subject stands for election: it may need one.
    """

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for site in sites_of(task.subject).values():
            async for item in _Looking(task, site).items():
                yield item


@dataclass(slots=True)
class _Looking:
    """The look over one site."""

    task: Task
    site: Site
    front: str = ""
    found: bool = False
    missed: bool = False
    """Whether something could not be looked at, so that nothing is known to be missing."""
    seen: set[str] = field(default_factory=set)
    likely: dict[str, str] = field(default_factory=dict)
    """Pages to look at, and the page that links to each."""

    async def items(self) -> AsyncIterator[Item]:
        visitor = Visitor(self.task, self.site)
        async for front in visitor.fronts():
            if isinstance(front, Fetched):
                self.front = self.front or front.response.url
                for item in await self._page(front):
                    yield item
            else:
                self.missed |= isinstance(front, Gap)
                yield front
        likely = sorted(self.likely.items(), key=lambda each: not _LIKELIEST.search(_path(each[0])))
        for url, found_on in likely[:PAGES]:
            for item in await self._linked(visitor, url, found_on):
                yield item
        if len(likely) > PAGES:
            self.missed = True
            yield Gap(Reason.BUDGET, self.site.name)
        if self.task.subject.candidacy and self.front and not (self.found or self.missed):
            yield Remark(RemarkKind.IMPRINT_MISSING, self.site.own, self.front)

    async def _linked(self, visitor: Visitor, url: str, found_on: str) -> tuple[Item, ...]:
        try:
            return await self._page(await visitor.fetch(url, found_on=found_on))
        except GatherError as error:
            gap = gap_of(error, host_of(url))
            if gap.reason is Reason.NOT_FOUND or not self.site.inside(f"https://{gap.host}/"):
                return ()
            self.missed = True
            return (gap,)

    async def _page(self, fetched: Fetched) -> tuple[Item, ...]:
        url = fetched.response.url
        if canonical(url) in self.seen:
            return ()
        self.seen.add(canonical(url))
        reading = await from_response(self.task, fetched.response, self.site.own)
        if not self.site.shared:
            self._expect(reading, url)
        self.missed |= bool(reading.gaps)
        document = _imprints(reading.document)
        self.found |= any(_PROMOTER.search(each.text) for each in document.parts)
        return (document, *reading.gaps)

    def _expect(self, reading: Reading, url: str) -> None:
        """Note what a page links to that may hold an imprint."""
        for link in reading.links:
            key = canonical(link)
            if key not in self.seen and self.site.inside(link) and _LIKELY.search(_path(link)):
                self.likely.setdefault(key, url)


def _path(url: str) -> str:
    return urlsplit(url).path


def _imprints(page: Document) -> Document:
    """Return the imprints of a page alone."""
    texts = (text for each in page.parts if each.kind in _SHOWN for text in _in(each.text))
    return entry_of(
        page.locator,
        page.publisher,
        (part(PartKind.BODY, text, "imprint", address=True) for text in dict.fromkeys(texts)),
        page.retrieved,
        title=page.title,
        own=page.own,
    )


def _in(text: str) -> Iterator[str]:
    for found in _IMPRINT.finditer(text):
        lines = [line.strip() for line in found[0].splitlines()]
        yield "\n".join(line for line in lines[:_LINES] if line)


CHECK = Imprint()
