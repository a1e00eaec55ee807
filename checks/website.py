"""Website: every page and file of the subject's own sites, as a visitor can reach them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field

from exposure_audit.checks.common import Item, host_of, listed
from exposure_audit.checks.crawl import Start, Walk
from exposure_audit.checks.frontier import Frontier
from exposure_audit.checks.interface import Task
from exposure_audit.model import FactId, Kind
from exposure_audit.net.domains import ldh, registrable


class Website:
    """Walks each declared web site, and the site of each declared domain, once."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for name, site in _sites(task).items():
            # On a listed publisher's host, such as a platform, only that page is the subject's.
            depth = 0 if listed(site.starts[0].urls[0]) else task.limits.crawl_depth
            frontier = Frontier(name, depth, task.limits.url_characters)
            walk = Walk(task, site.own, frontier)
            async for item in walk.over(site.starts):
                yield item


@dataclass(frozen=True, slots=True)
class _Site:
    own: FactId
    starts: list[Start] = field(default_factory=list)


def _sites(task: Task) -> dict[str, _Site]:
    """Group the declared places by site, web sites before bare domains."""
    sites: dict[str, _Site] = {}
    domains = [(fact, ldh(fact.value)) for fact in task.subject.of_kind(Kind.DOMAIN)]
    declared = {registrable(host) for _, host in domains}
    for fact in task.subject.of_kind(Kind.WEBSITE):
        site = sites.setdefault(_site_of(host_of(fact.value), declared), _Site(fact.id))
        site.starts.append(Start((fact.value,)))
    for fact, host in domains:
        site = sites.setdefault(registrable(host), _Site(fact.id))
        site.starts.append(Start(_addresses(host), named=True))
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


CHECK = Website()
