"""The results of several engines, each once: their snippets, and the pages behind them.

Titles and snippets are always judged; a page itself is fetched only where its host is on the
shipped list of publishers or the user allowed it, and where its robots.txt does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from exposure_audit.checks.common import Item, entry_of, gap_of, host_of, part, publisher_of
from exposure_audit.checks.fetching import Gate, fetch, items_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_archive import copy_of
from exposure_audit.checks.search_engine import Hit, Provider
from exposure_audit.checks.search_providers import providers
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, PartKind, Reason
from exposure_audit.net.robots import Robots

_ANSWERS = frozenset({200, 404, 410})


async def searched(task: Task, queries: Sequence[str]) -> AsyncIterator[Item]:
    """Ask every engine every query, then look at each result once.

    Raises `GatherError` (no-key) where no engine is set up.
    """
    found = Found(task)
    for engine in engines(task):
        for query in queries:
            for item in await found.ask(engine, query):
                yield item
    # All that is at hand first: pages and copies may take longer than the attempt has.
    for hit, _ in found.hits.values():
        yield snippet(task, hit)
    gate = _gate(task)
    for hit, place in found.hits.values():
        for item in await _page(task, hit.url, place, gate):
            yield item


def engines(task: Task) -> tuple[Provider, ...]:
    """Return the engines that are set up; raises `GatherError` (no-key) where none is."""
    found = tuple(providers(task))
    if not found:
        raise GatherError(Reason.NO_KEY)
    return found


@dataclass(slots=True)
class Found:
    """The results so far, each once; a second engine's words are added to the first's."""

    task: Task
    hits: dict[str, tuple[Hit, str]] = field(default_factory=dict)
    """By URL without its fragment: the hit, and where it was found first."""
    _refused: set[Gap] = field(default_factory=set)

    async def ask(self, engine: Provider, query: str, site: str = "") -> list[Item]:
        """Ask one engine once; return what it could not look at, and that it was asked.

        With `site`, a result of another one shows that the engine did not keep to the question.
        """
        try:
            answer = await engine.search(query, self.task)
        except GatherError as error:
            return self._once(gap_of(error, host_of(engine.place)))
        gaps = [gap for hit in answer.hits if (gap := self._add(hit, engine.place, site))]
        asked = entry_of(engine.place, engine.title, (), self.task.clock.now(), title="Web search")
        return [asked, *answer.gaps, *gaps]

    def _once(self, gap: Gap) -> list[Item]:
        """Return a gap the first time: an engine that refuses does so at every query."""
        new = gap not in self._refused
        self._refused.add(gap)
        return [gap] if new else []

    def _add(self, hit: Hit, place: str, site: str) -> Gap | None:
        url = hit.url.partition("#")[0]
        most = self.task.limits.url_characters
        if not _usable(url, most) or not _stands_at(url, site):
            return Gap(Reason.MALFORMED, host_of(place))
        known, first = self.hits.get(url, (replace(hit, url=url, snippets=()), place))
        texts = (hit.title, *hit.snippets)
        self.hits[url] = (
            replace(known, snippets=tuple(dict.fromkeys((*known.snippets, *texts)))),
            first,
        )
        return None


def _usable(url: str, most: int) -> bool:
    return len(url) <= most and url.startswith(("http://", "https://")) and bool(host_of(url))


def _stands_at(url: str, site: str) -> bool:
    return not site or f".{host_of(url)}".endswith(f".{site}")


def snippet(task: Task, hit: Hit, *, entry: bool = False) -> Document:
    """Return what the engines show of a result."""
    texts = (part(PartKind.SNIPPET, text, "search result") for text in hit.snippets)
    address = part(PartKind.LINK, unquote(urlsplit(hit.url).path), "the page's own address")
    return entry_of(
        hit.url,
        publisher_of(hit.url),
        (*texts, address),
        task.clock.now(),
        title=hit.title,
        entry=entry,
    )


async def _page(task: Task, url: str, place: str, gate: Gate) -> tuple[Item, ...]:
    """Read the page behind a result; one that is gone is a document without parts.

    Of one on an unfamiliar host a dated copy is read, if there is one; it was not visited for that.
    """
    try:
        fetched = await fetch(task, url, gate, found_on=place, accept=_ANSWERS)
    except GatherError as error:
        gap = gap_of(error, host_of(url))
        if gap != Gap(Reason.UNFAMILIAR_HOST, host_of(url)) or gap.host == host_of(place):
            return (gap,)
        copy = await copy_of(task, url, place)
        return (copy, gap) if copy else (gap,)
    return await items_of(task, fetched)


def _gate(task: Task) -> Gate:
    robots = Robots()

    async def gate(url: str) -> Reason | None:
        if reason := task.may_visit(url):
            return reason
        allowed = await robots.allowed(task.channel, url)
        return None if allowed else Reason.REFUSED_BY_ROBOTS

    return gate
