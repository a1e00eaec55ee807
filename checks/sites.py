"""The subject's own web sites: which they are, and how one is entered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from exposure_audit.checks.common import Item, entry_of, gap_of, host_of, listed
from exposure_audit.checks.fetching import Fetched, fetch
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import FactId, Gap, Kind, Reason, Subject
from exposure_audit.net.domains import ldh, registrable
from exposure_audit.net.interface import OK
from exposure_audit.net.robots import Robots

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
    """Where a site is entered: the URL that answers first, in order."""

    urls: tuple[str, ...]
    named: bool = False
    """Whether only the domain was declared, so that there may be no web site at all."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the subject's own."""

    name: str
    """Its host, which stands for the hosts under it too."""
    own: FactId
    starts: list[Start] = field(default_factory=list)

    @property
    def shared(self) -> bool:
        """Whether it is a listed publisher's, so that only the declared page is the subject's."""
        return listed(self.starts[0].urls[0]) is not None

    def inside(self, url: str) -> bool:
        """Tell whether a URL belongs to the site."""
        return f".{host_of(url)}".endswith(f".{self.name}")


def sites_of(subject: Subject) -> Mapping[str, Site]:
    """Group the declared places by site, web sites before bare domains."""
    sites: dict[str, Site] = {}
    domains = [(fact, ldh(fact.value)) for fact in subject.of_kind(Kind.DOMAIN)]
    declared = {registrable(host) for _, host in domains}
    for fact in subject.of_kind(Kind.WEBSITE):
        name = _site_of(host_of(fact.value), declared)
        sites.setdefault(name, Site(name, fact.id)).starts.append(Start((fact.value,)))
    for fact, host in domains:
        name = registrable(host)
        start = Start(_addresses(host), named=True)
        sites.setdefault(name, Site(name, fact.id)).starts.append(start)
    return sites


def _addresses(host: str) -> tuple[str, ...]:
    """Return where a domain's site may stand: with and without `www`, https before http."""
    bare = host.removeprefix("www.")
    names = (host, bare if host != bare else f"www.{host}")
    return tuple(f"{scheme}://{name}/" for scheme in ("https", "http") for name in names)


def _site_of(host: str, declared: Collection[str]) -> str:
    """Return the registrable domain where it is the subject's own, or else the host alone.

    `anna.blogs.example` is one tenant of many: her neighbours' blogs are not hers.
    """
    domain = registrable(host)
    own = domain in declared or host in {domain, f"www.{domain}"}
    return domain if own else host


T = TypeVar("T")


async def entered(
    task: Task, site: Site, start: Start, visit: Callable[[str], Awaitable[T]]
) -> T | Item:
    """Return what the first URL of a start that answers brings, or why none does."""
    failed: list[Gap] = []
    for url in start.urls:
        try:
            return await visit(url)
        except GatherError as error:
            failed.append(gap_of(error, host_of(url)))
            if error.reason not in _UNREACHED:
                return failed[0]
    return (await _nameless(task, site, start) if start.named else None) or failed[0]


async def _nameless(task: Task, site: Site, start: Start) -> Item | None:
    """Return what it means that the DNS itself knows no web server at any of the names.

    An empty entry where there is no site, a gap where there is no such domain at all; None where
    a server may stand.
    """
    hosts = dict.fromkeys(host_of(url) for url in start.urls)
    asked = [(host, kind) for host in hosts for kind in ("A", "AAAA")]
    exists = False
    try:
        for host, kind in asked:
            answer = await task.channel.resolve(host, kind)
            exists |= answer.exists
            if answer.records:
                return None
    except GatherError as error:
        gap_of(error)
        return None
    if not exists:
        return Gap(Reason.NOT_FOUND, host_of(start.urls[0]))
    return entry_of(start.urls[0], site.name, (), task.clock.now(), own=site.own)


@dataclass(slots=True)
class Visitor:
    """Fetches single pages of one site, as its robots.txt allows."""

    task: Task
    site: Site
    robots: Robots = field(default_factory=Robots)
    _entered: set[str] = field(default_factory=set)

    async def fronts(self) -> AsyncIterator[Fetched | Item]:
        """Yield each front page once, or why there is none to see."""
        for start in self.site.starts:
            found = await entered(self.task, self.site, start, self._enter)
            if found is not None:
                yield found

    async def _enter(self, url: str) -> Fetched | None:
        if url in self._entered:
            return None
        fetched = await self.fetch(url)
        seen = {url, fetched.response.url} & self._entered
        self._entered |= {url, fetched.response.url}
        return None if seen else fetched

    async def fetch(
        self, url: str, *, found_on: str | None = None, accept: Collection[int] = OK
    ) -> Fetched:
        """Fetch a page of the site; raises `GatherError`, for a redirect away from it too."""
        return await fetch(self.task, url, self._gate, found_on=found_on, accept=accept)

    async def _gate(self, url: str) -> Reason | None:
        if not self.site.inside(url):
            return Reason.UNFAMILIAR_HOST
        allowed = await self.robots.allowed(self.task.channel, url)
        return None if allowed else Reason.REFUSED_BY_ROBOTS
