"""The Gazette: notices that the search for a name finds, each read whole.

The feed shows the beginning of a notice only, so the notice itself is fetched. What was scanned
page by page has no text of its own there; of that the excerpt is judged, and the rest is a gap.
Shape of the feed: https://github.com/TheGazette/DevDocs, notice/notice-feed.md (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import Field

from exposure_audit.checks.common import (
    LAST,
    Item,
    Shape,
    entry_of,
    from_response,
    gap_of,
    parse,
    part,
    plain,
    shaped,
)
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name, quoted
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Kind, PartKind, Reason
from exposure_audit.net.interface import Response

HOST = "www.thegazette.co.uk"
_FEED = f"https://{HOST}/all-notices/notice/data.json"
_PUBLISHER = "The Gazette"
_NOTICE = re.compile(rf"^https?://{re.escape(HOST)}/(?:id/)?notice/([A-Za-z0-9-]{{1,40}})$")
PAGE = 50
NOTICES = 8
"""So many notices are read whole, for each name: of three names' there is time for that."""


class _Feed(Shape):
    """The search's answer; without any entry it has no such member, with one an object."""

    total: int = Field(alias="f:total")
    entry: Any = None

    @property
    def entries(self) -> list[Any]:
        """The entries as a list."""
        if self.entry is None:
            return []
        return self.entry if isinstance(self.entry, list) else [self.entry]


class _Entry(Shape):
    id: str
    title: str | None = None
    content: Any = None

    @property
    def notice(self) -> str | None:
        """The notice's own id; None for a scanned page of an issue."""
        found = _NOTICE.match(self.id)
        return found[1] if found else None


class Gazette:
    """Searches each name as a phrase, and reads the notices."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        reading = _Reading(task)
        for name in task.subject.of_kind(Kind.NAME):
            async for item in reading.search(name.value):
                yield item


@dataclass(slots=True)
class _Reading:
    task: Task
    done: set[str] = field(default_factory=set)
    """Entries that were read, so that none is read twice."""

    async def search(self, name: str) -> AsyncIterator[Item]:
        """Yield what stands in the notices that the search finds, and that it was asked."""
        try:
            feed = await self._feed(name)
        except GatherError as error:
            yield _gap(error)
            return
        left = NOTICES
        for value in feed.entries:
            try:
                entry = shaped(_Entry, value, HOST)
                if entry.id in self.done:
                    continue
                self.done.add(entry.id)
                left -= entry.notice is not None
                for item in await self._entry(entry, fetch=left >= 0):
                    yield item
            except GatherError as error:
                yield _gap(error)
        if feed.total > len(feed.entries):
            yield Gap(Reason.BUDGET, HOST)
        yield entry_of(_FEED, _PUBLISHER, (), self.task.clock.now(), title="Notice search")

    async def _feed(self, name: str) -> _Feed:
        response = await self.task.channel.get(
            _FEED,
            params={"text": quoted(name), "results-page-size": str(PAGE)},
            headers={"accept": "application/json"},
            max_bytes=self.task.limits.json_bytes,
        )
        feed = parse(_Feed, response)
        if feed.total and not feed.entries:
            raise GatherError(Reason.MALFORMED, HOST, "a total without entries")
        return feed

    async def _entry(self, entry: _Entry, *, fetch: bool) -> list[Item]:
        if entry.notice is None:
            return [*self._excerpt(entry, entry.id), Gap(Reason.UNSUPPORTED, HOST)]
        # Its address alone tells it from others: a search engine shows the same page.
        place = f"https://{HOST}/notice/{entry.notice}"
        if not fetch:
            return [*self._excerpt(entry, place), Gap(Reason.BUDGET, HOST)]
        response = await self.task.channel.get(place, found_on=_FEED)
        return await self._notice(response, entry)

    async def _notice(self, response: Response, entry: _Entry) -> list[Item]:
        """Return a notice that names the subject, and what of it could not be read."""
        reading = await from_response(self.task, response)
        document = reading.document
        texts = [each.text for each in document.parts]
        if not bears_name(self.task, (entry.title or "", *texts)):
            # Somebody of a longer name, if it is that notice at all.
            other = () if _stands(entry.title, texts) else (Gap(Reason.MALFORMED, HOST),)
            return [*other, *reading.gaps]
        found = replace(document, publisher=_PUBLISHER, title=entry.title or "", entry=True)
        return [found, *reading.gaps]

    def _excerpt(self, entry: _Entry, place: str) -> list[Item]:
        text = plain(entry.content) if isinstance(entry.content, str) else ""
        if not bears_name(self.task, (entry.title or "", text)):
            return []
        parts = (part(PartKind.SNIPPET, text, "the notice's beginning"),)
        now = self.task.clock.now()
        title = entry.title or ""
        return [entry_of(place, _PUBLISHER, parts, now, title=title, entry=True)]


def _stands(title: str | None, texts: list[str]) -> bool:
    """Tell whether a notice's title stands in its page."""
    words = (title or "").casefold().split()
    return bool(words) and " ".join(words) in " ".join(" ".join(texts).casefold().split())


def _gap(error: GatherError) -> Gap:
    if error.reason in LAST:
        raise error
    return gap_of(error, HOST)


CHECK = Gazette()
