"""A bounded, breadth-first walk over one site of the subject's own."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from exposure_audit.checks.common import (
    Item,
    entry_of,
    fetch,
    from_response,
    gap_of,
    host_of,
    publisher_of,
)
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.html import links
from exposure_audit.model import Document, FactId, Gap, Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.robots import Robots

_UNREAD = re.compile(
    r"\.(css|js|mjs|map|ico|woff2?|ttf|otf|eot|mp3|m4a|ogg|wav|mp4|webm|mov|avi)$", re.IGNORECASE
)
"""Files that hold no text of the subject's, or only picture and sound."""
_ELSEWHERE = frozenset({Reason.NOT_FOUND, Reason.UNFAMILIAR_HOST})
"""What a link inside a site may lead to without leaving anything of the site unread."""
_ENOUGH = frozenset({Reason.RATE_LIMITED, Reason.BUDGET})
_UNREACHED = frozenset(
    {Reason.CONNECTION, Reason.TLS, Reason.TIMEOUT, Reason.DNS_FAILURE, Reason.REFUSED_BY_ROBOTS}
)
_PORTS = {"http": 80, "https": 443}
_SITEMAP = re.compile(rb"<(?:\w{1,10}:)?(?:urlset|sitemapindex)[\s>]")
_LOCATION = re.compile(rb"<(?:\w{1,10}:)?loc>\s*([^<\s]{1,4000})\s*<")


@dataclass(frozen=True, slots=True)
class Start:
    """Where a walk begins: the URL that answers first, in order."""

    urls: tuple[str, ...]
    named: bool = False
    """Whether only the domain was declared, so that there may be no web site at all."""


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    depth: int
    found_on: str
    sitemap: bool = False


@dataclass(slots=True)
class Walk:
    """The walk over one host and the hosts under it."""

    task: Task
    site: str
    """The host: a registrable domain, or one tenant of a shared one."""
    own: FactId
    depth: int
    """How many links away from a start a page may lie."""
    robots: Robots = field(default_factory=Robots)
    waiting: deque[_Page] = field(default_factory=deque)
    known: set[str] = field(default_factory=set)
    fetched: int = 0
    cut: bool = False
    """Whether pages were left out for their depth."""

    async def over(self, starts: Sequence[Start]) -> AsyncIterator[Item]:
        """Yield every page and file, breadth first, up to the limits of pages and depth."""
        for start in starts:
            for item in await self._begin(start):
                yield item
        while self.waiting and self.fetched < self.task.limits.pages_per_site:
            for item in await self._visit(self.waiting.popleft()):
                yield item
        if self.waiting or self.cut:
            yield Gap(Reason.BUDGET, self.site)

    async def _begin(self, start: Start) -> Sequence[Item]:
        failed: list[Gap] = []
        for url in start.urls:
            page = _Page(url, 0, "")
            if canonical(url) in self.known:
                return ()
            try:
                response = await self._fetch(page)
            except GatherError as error:
                failed.append(gap_of(error, host_of(url)))
                if error.reason not in _UNREACHED:
                    break
                continue
            self._enqueue(f"{_origin(response.url)}/sitemap.xml", page, sitemap=True)
            return self._read(page, response)
        if start.named and await self._nameless(start):
            return (entry_of(start.urls[0], self.site, (), self.task.clock.now(), own=self.own),)
        return failed[:1]

    async def _nameless(self, start: Start) -> bool:
        """Tell whether the DNS itself says that no web server can stand at the name."""
        host = host_of(start.urls[0])
        try:
            answers = [await self.task.channel.resolve(host, kind) for kind in ("A", "AAAA")]
        except GatherError as error:
            gap_of(error)
            return False
        return not any(answer.records for answer in answers)

    async def _visit(self, page: _Page) -> Sequence[Item]:
        try:
            response = await self._fetch(page)
        except GatherError as error:
            gap = gap_of(error, host_of(page.url))
            if error.reason in _ENOUGH:
                self.waiting.clear()
            return () if error.reason in _ELSEWHERE else (gap,)
        return self._read(page, response)

    async def _fetch(self, page: _Page) -> Response:
        self.known.add(canonical(page.url))
        self.fetched += 1
        return await fetch(self.task, page.url, self._gate, found_on=page.found_on or None)

    async def _gate(self, url: str) -> Reason | None:
        if not self._inside(url):
            return Reason.UNFAMILIAR_HOST
        allowed = await self.robots.allowed(self.task.channel, url)
        return None if allowed else Reason.REFUSED_BY_ROBOTS

    def _inside(self, url: str) -> bool:
        return f".{host_of(url)}".endswith(f".{self.site}")

    def _read(self, page: _Page, response: Response) -> Sequence[Item]:
        """Read an answer, unless another link led to it already, and follow its links."""
        url = canonical(response.url)
        if url != canonical(page.url) and url in self.known:
            return ()
        self.known.add(url)
        for link in _links(response, page):
            self._enqueue(link, page, found_on=response.url)
        return () if page.sitemap else self._document(response)

    def _document(self, response: Response) -> tuple[Document | Gap, ...]:
        document, gaps = from_response(
            response, publisher=publisher_of(response.url), limits=self.task.limits, own=self.own
        )
        pixels = response.content_type.startswith("image/")
        kept = (gap for gap in gaps if not (pixels and gap.reason is Reason.NO_TEXT))
        return (document, *kept)

    def _enqueue(self, url: str, page: _Page, *, found_on: str = "", sitemap: bool = False) -> None:
        key = canonical(url)
        if not key or key in self.known or _UNREAD.search(urlsplit(key).path):
            return
        if len(url) > self.task.limits.url_characters or not self._inside(key):
            return
        if page.depth >= self.depth:
            self.cut = True
            return
        self.known.add(key)
        self.waiting.append(_Page(key, page.depth + 1, found_on or page.url, sitemap))


def canonical(url: str) -> str:
    """Return a URL as it is compared: no fragment or default port, a path; empty for no URL."""
    try:
        parts = urlsplit(url)
        port = _PORTS[parts.scheme]
        host = parts.netloc.lower().removesuffix(":")
        bare = host.removesuffix(f":{port}") if parts.port == port else host
    except (ValueError, KeyError):
        return ""
    return urlunsplit((parts.scheme, bare, parts.path or "/", parts.query, "")) if bare else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _links(response: Response, page: _Page) -> Iterator[str]:
    if _SITEMAP.search(response.body[:4096]):
        for found in _LOCATION.finditer(response.body):
            yield html.unescape(found[1].decode("utf-8", "replace"))
    elif not page.sitemap and response.body.lstrip()[:1] == b"<":
        for link in links(response.body, response.url):
            yield link.url
