"""A bounded, breadth-first walk over one site of the subject's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from exposure_audit.checks import sitemap
from exposure_audit.checks.common import Item, Reading, from_response, gap_of, host_of
from exposure_audit.checks.control import proven
from exposure_audit.checks.fetching import Fetched, fetch
from exposure_audit.checks.frontier import Expected, Frontier, Place
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site, Start, entered
from exposure_audit.errors import GatherError
from exposure_audit.extract.html_links import MAX_LINKS
from exposure_audit.extract.interface import Form
from exposure_audit.model import Gap, Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.robots import Robots

_ENOUGH = frozenset({Reason.RATE_LIMITED, Reason.BUDGET})


@dataclass(frozen=True, slots=True)
class _Entered:
    """The page by which a site was entered."""

    page: Place
    fetched: Fetched


@dataclass(slots=True)
class Walk:
    """The walk over one site."""

    task: Task
    site: Site
    frontier: Frontier
    robots: Robots = field(default_factory=Robots)
    fetched: int = 0
    _front: str = ""
    """The page by which it was entered."""
    _proven: bool | None = None
    """Whether the user showed that the site is theirs; None before it matters."""

    async def items(self) -> AsyncIterator[Item]:
        """Yield pages and files, breadth first, up to the limits of pages and depth."""
        for start in self.site.starts:
            for item in await self._begin(start):
                yield item
        while self.frontier.waiting and await self._may_go_on():
            for item in await self._visit(self.frontier.waiting.popleft()):
                yield item
        if self.frontier.films:
            yield Gap(Reason.UNSUPPORTED, self.frontier.site)
        if self.frontier.waiting or self.frontier.cut:
            unproven = bool(self.frontier.waiting) and not self._proven
            yield Gap(Reason.NOT_PROVEN if unproven else Reason.BUDGET, self.frontier.site)

    async def _may_go_on(self) -> bool:
        """Tell whether one more page may be asked for; many only where the site is proven."""
        limits = self.task.limits
        if self.fetched < limits.pages_per_site:
            return True
        if self._proven is None:
            self._proven = await proven(self.task, self.site, self._front)
        return self._proven and self.fetched < limits.deep_pages_per_site

    async def _begin(self, start: Start) -> Sequence[Item]:
        found = await entered(self.task, self.site, start, self._enter)
        if found is None:
            return ()
        if not isinstance(found, _Entered):
            return (found,)
        self._front = self._front or found.fetched.response.url
        self._expect_sitemaps(found.page, found.fetched.response.url)
        return await self._read(found.page, found.fetched)

    async def _enter(self, url: str) -> _Entered | None:
        if self.frontier.knows(url):
            return None
        page = Place(url)
        return _Entered(page, await self._fetch(page))

    def _expect_sitemaps(self, page: Place, url: str) -> None:
        self.frontier.add(self.robots.sitemaps(url), page, expected=Expected.SITEMAP)
        self.frontier.add((f"{_origin(url)}/sitemap.xml",), page, expected=Expected.GUESS)

    async def _visit(self, page: Place) -> Sequence[Item]:
        try:
            fetched = await self._fetch(page)
        except GatherError as error:
            gap = gap_of(error, host_of(page.url))
            if error.reason in _ENOUGH:
                self.frontier.waiting.clear()
            return () if self._elsewhere(gap) else (gap,)
        return await self._read(page, fetched)

    def _elsewhere(self, gap: Gap) -> bool:
        """Tell whether a link led to nothing, or away; a host of the site is part of it always."""
        away = not self.frontier.inside(f"https://{gap.host}/")
        return gap.reason is Reason.NOT_FOUND or (gap.reason is Reason.UNFAMILIAR_HOST and away)

    async def _fetch(self, page: Place) -> Fetched:
        self.frontier.reached(page, page.url)
        self.fetched += 1
        return await fetch(self.task, page.url, self._gate, found_on=page.found_on or None)

    async def _gate(self, url: str) -> Reason | None:
        if not self.frontier.inside(url):
            return Reason.UNFAMILIAR_HOST
        allowed = await self.robots.allowed(self.task.channel, url)
        return None if allowed else Reason.REFUSED_BY_ROBOTS

    async def _read(self, page: Place, fetched: Fetched) -> Sequence[Item]:
        items: list[Item] = []
        for passed in fetched.passed:
            if reading := await self._reading(page, passed):
                items += reading.without(Reason.NO_TEXT).items
        if page.expected is not Expected.PAGE and not fetched.passed:
            items += self._sitemap(page, fetched.response)
        elif reading := await self._reading(page, fetched.response):
            items += reading.items
        return items

    async def _reading(self, page: Place, response: Response) -> Reading | None:
        """Read an answer, unless another link led to it already, and follow its links."""
        if not self.frontier.reached(page, response.url):
            return None
        reading = await from_response(self.task, response, self.site.own)
        self.frontier.add(reading.links, page, found_on=response.url)
        if sitemap.claims_to_be(response):
            self._follow_sitemap(page, response)
        return reading.without(Reason.NO_TEXT) if _pixels(response, reading.form) else reading

    def _sitemap(self, page: Place, response: Response) -> Sequence[Gap]:
        """Follow what a sitemap lists; one that is broken is a gap, one that is none is nothing."""
        if not self.frontier.reached(page, response.url):
            return ()
        found = self._follow_sitemap(page, response)
        if found:
            broken = not found.whole
        else:
            broken = page.expected is Expected.SITEMAP or sitemap.claims_to_be(response)
        return (Gap(Reason.MALFORMED, host_of(response.url)),) if broken else ()

    def _follow_sitemap(self, page: Place, response: Response) -> sitemap.Sitemap | None:
        found = sitemap.read(response, self.task.limits.body_bytes)
        if found:
            urls = tuple(islice(found.urls(), MAX_LINKS))
            expected = Expected.SITEMAP if found.index else Expected.PAGE
            self.frontier.add(urls, page, found_on=response.url, expected=expected)
        return found


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _pixels(response: Response, form: Form) -> bool:
    """Tell whether an answer is a picture, so that it is no news that it holds no text."""
    drawing = response.content_type == "image/svg+xml" and b"<svg" in response.body[:4096]
    return form is Form.IMAGE or (form is Form.HTML and drawing)
