"""Web search: what search engines show for the subject's name, and the pages behind it.

Titles and snippets are always judged; a page itself is fetched only where its host is on the
shipped list of publishers or the user allowed it, and where its robots.txt does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from exposure_audit.checks.common import (
    Item,
    entry_of,
    gap_of,
    host_of,
    part,
    publisher_of,
)
from exposure_audit.checks.fetching import Gate, fetch, items_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_providers import Hit, Provider, providers
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, PartKind, Reason
from exposure_audit.net.robots import Robots

_ANSWERS = frozenset({200, 404, 410})


class WebSearch:
    """Asks every engine for each name in quotes, then looks at each result once."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; raises `GatherError` (no-key) where no engine is set up."""
        engines = list(providers(task))
        if not engines:
            raise GatherError(Reason.NO_KEY)
        found = _Found(task)
        for engine in engines:
            for name in task.subject.of_kind(Kind.NAME):
                for item in await found.ask(engine, name.value):
                    yield item
        gate = _gate(task)
        for hit, place in found.hits.values():
            yield _snippet(task, hit)
            for item in await _page(task, hit.url, place, gate):
                yield item


@dataclass(slots=True)
class _Found:
    """The results so far, each once; a second engine's words are added to the first's."""

    task: Task
    hits: dict[str, tuple[Hit, str]] = field(default_factory=dict)
    """By URL without its fragment: the hit, and where it was found first."""

    async def ask(self, engine: Provider, name: str) -> list[Item]:
        """Ask one engine one name; return what it could not look at, and that it was asked."""
        try:
            answer = await engine.search('"{}"'.format(name.replace('"', " ")), self.task)
        except GatherError as error:
            return [gap_of(error, host_of(engine.place))]
        gaps = [gap for hit in answer.hits if (gap := self._add(hit, engine.place))]
        asked = entry_of(engine.place, engine.title, (), self.task.clock.now(), title="Web search")
        return [asked, *answer.gaps, *gaps]

    def _add(self, hit: Hit, place: str) -> Gap | None:
        url = hit.url.partition("#")[0]
        if not _usable(url, self.task.limits.url_characters):
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


def _snippet(task: Task, hit: Hit) -> Document:
    texts = (part(PartKind.SNIPPET, text, "search result") for text in hit.snippets)
    address = part(PartKind.LINK, unquote(urlsplit(hit.url).path), "the page's own address")
    return entry_of(
        hit.url, publisher_of(hit.url), (*texts, address), task.clock.now(), title=hit.title
    )


async def _page(task: Task, url: str, place: str, gate: Gate) -> tuple[Item, ...]:
    """Read the page behind a result; one that is gone is a document without parts."""
    try:
        fetched = await fetch(task, url, gate, found_on=place, accept=_ANSWERS)
    except GatherError as error:
        return (gap_of(error, host_of(url)),)
    return await items_of(task, fetched)


def _gate(task: Task) -> Gate:
    robots = Robots()

    async def gate(url: str) -> Reason | None:
        if reason := task.may_visit(url):
            return reason
        allowed = await robots.allowed(task.channel, url)
        return None if allowed else Reason.REFUSED_BY_ROBOTS

    return gate


CHECK = WebSearch()
