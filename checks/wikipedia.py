"""Wikipedia: the articles whose title bears a name, each read whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from exposure_audit.checks import mediawiki
from exposure_audit.checks.common import LAST, Item, Shape, entry_of, from_response, gap_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name, quoted
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Kind, Reason
from exposure_audit.net.interface import Response

HOST = "en.wikipedia.org"
ARTICLES = 10
"""So many articles are read, for each name."""


class _Hit(Shape):
    pageid: int
    title: str


class _Info(Shape):
    totalhits: int


class _Query(Shape):
    search: list[_Hit]
    searchinfo: _Info


class _Found(Shape):
    query: _Query


class _Page(Shape):
    pageid: int
    title: str
    text: str


class _Parsed(Shape):
    parse: _Page


class Wikipedia:
    """Searches the titles for each name."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        reading = _Reading(task)
        for name in task.subject.of_kind(Kind.NAME):
            async for item in reading.titled(name.value):
                yield item


@dataclass(slots=True)
class _Reading:
    task: Task
    done: set[int] = field(default_factory=set)
    """Articles that were read, so that none is read twice."""

    async def titled(self, name: str) -> AsyncIterator[Item]:
        """Yield the articles of a title, and that their index was asked."""
        try:
            query = await self._query(name)
            for hit in query.search[:ARTICLES]:
                if hit.pageid not in self.done:
                    self.done.add(hit.pageid)
                    for item in await self._article(hit.pageid):
                        yield item
        except GatherError as error:
            if error.reason in LAST:
                raise
            yield gap_of(error, HOST)
            return
        if query.searchinfo.totalhits > ARTICLES:
            yield Gap(Reason.BUDGET, HOST)
        now = self.task.clock.now()
        yield entry_of(f"https://{HOST}/", "Wikipedia", (), now, title="Search in titles")

    async def _query(self, name: str) -> _Query:
        found = await mediawiki.ask(
            self.task,
            HOST,
            _Found,
            action="query",
            list="search",
            srsearch=f"intitle:{quoted(name)}",
            srnamespace="0",
            srlimit=str(ARTICLES),
        )
        query = found.query
        if query.searchinfo.totalhits and not query.search:
            raise GatherError(Reason.MALFORMED, HOST, "a total without entries")
        return query

    async def _article(self, pageid: int) -> list[Item]:
        """Return an article as it is shown, without a name in its address."""
        parsed = await mediawiki.ask(
            self.task, HOST, _Parsed, told=True, action="parse", pageid=str(pageid), prop="text"
        )
        page = parsed.parse
        if page.pageid != pageid:
            raise GatherError(Reason.MALFORMED, HOST, "another article")
        now = self.task.clock.now()
        place = f"https://{HOST}/?curid={pageid}"
        shown = {"content-type": "text/html; charset=utf-8"}
        body = page.text.encode("utf-8", "replace")
        reading = await from_response(self.task, Response(place, 200, shown, body, now))
        texts = (part.text for part in reading.document.parts)
        if not bears_name(self.task, (page.title, *texts)):
            return [*reading.gaps]
        record = f"{HOST}/{pageid}"
        found = replace(reading.document, title=page.title, record=record, entry=True)
        return [found, *reading.gaps]


CHECK = Wikipedia()
