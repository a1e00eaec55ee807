"""A bounded, breadth-first walk over one site of the subject's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from exposure_audit.checks import sitemap
from exposure_audit.checks.common import Item, Reading, entry_of, from_response, gap_of, host_of
from exposure_audit.checks.fetching import Fetched, fetch
from exposure_audit.checks.frontier import Expected, Frontier, Place
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.html_links import MAX_LINKS
from exposure_audit.extract.interface import Form
from exposure_audit.model import FactId, Gap, Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.robots import Robots

_ENOUGH = frozenset({Reason.RATE_LIMITED, Reason.BUDGET})
_UNREACHED = frozenset(
    {
        Reason.CONNECTION,
        Reason.TLS,
        Reason.TIMEOUT,
        Reason.DNS_FAILURE,
        Reason.REFUSED_BY_ROBOTS,
        Reason.NOT_FOUND,
    }
)
"""After these the next URL of a start is tried."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a walk begins: the URL that answers first, in order."""

    urls: tuple[str, ...]
    named: bool = False
    """Whether only the domain was declared, so that there may be no web site at all."""


@dataclass(slots=True)
class Walk:
    """The walk over one site."""

    task: Task
    own: FactId
    frontier: Frontier
    robots: Robots = field(default_factory=Robots)
    fetched: int = 0

    async def over(self, starts: Sequence[Start]) -> AsyncIterator[Item]:
        """Yield every page and file, breadth first, up to the limits of pages and depth."""
        for start in starts:
            for item in await self._begin(start):
                yield item
        while self.frontier.waiting and self.fetched < self.task.limits.pages_per_site:
            for item in await self._visit(self.frontier.waiting.popleft()):
                yield item
        if self.frontier.films:
            yield Gap(Reason.UNSUPPORTED, self.frontier.site)
        if self.frontier.waiting or self.frontier.cut:
            yield Gap(Reason.BUDGET, self.frontier.site)

    async def _begin(self, start: Start) -> Sequence[Item]:
        failed: list[Gap] = []
        for url in start.urls:
            page = Place(url)
            if self.frontier.knows(url):
                return ()
            try:
                fetched = await self._fetch(page)
            except GatherError as error:
                failed.append(gap_of(error, host_of(url)))
                if error.reason not in _UNREACHED:
                    break
                continue
            self._expect_sitemaps(page, fetched.response.url)
            return await self._read(page, fetched)
        nameless = await self._nameless(start) if start.named else None
        return failed[:1] if nameless is None else (nameless,)

    async def _nameless(self, start: Start) -> Item | None:
        """Return what it means that the DNS itself knows no web server at any of the names.

        An empty entry where there is no site, a gap where there is no such domain at all; None
        where a server may stand.
        """
        hosts = dict.fromkeys(host_of(url) for url in start.urls)
        asked = [(host, kind) for host in hosts for kind in ("A", "AAAA")]
        exists = False
        try:
            for host, kind in asked:
                answer = await self.task.channel.resolve(host, kind)
                exists |= answer.exists
                if answer.records:
                    return None
        except GatherError as error:
            gap_of(error)
            return None
        if not exists:
            return Gap(Reason.NOT_FOUND, host_of(start.urls[0]))
        now, site = self.task.clock.now(), self.frontier.site
        return entry_of(start.urls[0], site, (), now, own=self.own)

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
        reading = await from_response(self.task, response, self.own)
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
