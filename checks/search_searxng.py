"""SearXNG: https://github.com/searxng/searxng, docs/dev/search_api.rst at 9fea412 (2026-08-22)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from exposure_audit.checks.common import Shape, gap_of, host_of, parse
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_engine import Answer, Hit, HitShape, Patience, read_hits
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, Reason

_REASONS = (
    ("too many requests", Reason.RATE_LIMITED),
    ("captcha", Reason.CAPTCHA),
    ("access denied", Reason.BLOCKED),
    ("timeout", Reason.TIMEOUT),
    ("connection", Reason.CONNECTION),
    ("network", Reason.CONNECTION),
    ("ssl", Reason.TLS),
    ("parsing", Reason.MALFORMED),
)
_DEPTH = 4
_KNOWN = '"Electoral Commission"'
"""What every engine has something of; it is nobody's name."""


class _SearxngHit(HitShape):
    url: str
    title: str = ""
    content: str | None = ""

    def hit(self) -> Hit:
        return Hit(self.url, self.title, (self.content or "",))


class _Page(Shape):
    results: list[Any]
    unresponsive_engines: tuple[tuple[str, ...], ...]
    """Without it nothing says that every engine answered."""
    answers: tuple[Any, ...] = ()
    infoboxes: tuple[Any, ...] = ()
    suggestions: tuple[Any, ...] = ()
    corrections: tuple[Any, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no engine had anything to say."""
        return not any(
            (self.results, self.answers, self.infoboxes, self.suggestions, self.corrections)
        )


@dataclass(slots=True)
class _Read:
    """The pages of one query so far."""

    hits: dict[str, Hit] = field(default_factory=dict)
    boxes: dict[Hit, None] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)

    def add(self, page: _Page, place: str) -> bool:
        """Take a page in; return whether it shows a result that no page before did."""
        hits, gaps = read_hits(page.results, _SearxngHit, place)
        self.gaps += [*gaps, *(_engine_gap(engine, place) for engine in page.unresponsive_engines)]
        self.boxes |= dict.fromkeys(_box(each, place) for each in (*page.answers, *page.infoboxes))
        before = len(self.hits)
        for hit in hits:
            self.hits.setdefault(hit.url, hit)
        return len(self.hits) > before

    def answer(self, most: int) -> Answer:
        """Return what was read, each gap once."""
        hits = (*self.boxes, *list(self.hits.values())[:most])
        return Answer(hits, tuple(dict.fromkeys(self.gaps)))


class Searxng:
    """A SearXNG that the user runs; it forwards to the engines that are set up there."""

    title = "SearXNG"

    def __init__(self, base: str) -> None:
        self.place = f"{base.rstrip('/')}/search"
        self._patience = Patience()
        self._proved = False
        """Whether some engine behind it has shown anything yet."""
        self._doubted = False
        """Whether the known positive was asked for."""

    async def search(self, query: str, task: Task) -> Answer:
        """See `Provider.search`; asks page by page, since an answer does not tell its end."""
        host = host_of(self.place)
        page = await self._page(query, 1, task)
        read, number, most = _Read(), 1, task.limits.results_per_query
        # A SearXNG without engines answers like one whose engines know nobody of that name, so
        # that takes a known positive: an earlier answer with something in it, or a question for it.
        self._proved |= not page.empty
        if not page.unresponsive_engines and not await self._is_proved(task):
            read.gaps.append(Gap(Reason.CANARY_FAILED, host))
        while page.results:
            news = read.add(page, self.place)
            if not news or len(read.hits) >= most:
                read.gaps.append(Gap(Reason.BUDGET, host))
                return read.answer(most)
            number += 1
            try:
                page = await self._page(query, number, task)
            except GatherError as error:
                read.gaps.append(gap_of(error, host))
                return read.answer(most)
        read.add(page, self.place)
        return read.answer(most)

    async def _is_proved(self, task: Task) -> bool:
        """Tell whether some engine shows anything; asks once where none has yet."""
        if not self._proved and not self._doubted:
            self._doubted = True
            try:
                self._proved = not (await self._page(_KNOWN, 1, task)).empty
            except EgressRefused:
                raise
            except GatherError:
                return False
        return self._proved

    async def _page(self, query: str, number: int, task: Task) -> _Page:
        """Ask for a page, by POST, which keeps the query out of access logs."""
        form = {
            "q": query,
            "format": "json",
            "language": "en-GB",
            "safesearch": "0",
            "pageno": str(number),
        }
        response = await self._patience.ask(
            lambda: task.channel.post(self.place, form=form, max_bytes=task.limits.json_bytes)
        )
        return parse(_Page, response)


def _box(value: object, place: str) -> Hit:
    """Return an answer or an infobox as a result; it stands on SearXNG's own page if it has none.

    Their shapes differ by engine and release, so all their texts are taken.
    """
    texts = tuple(_texts(value))
    own = value if isinstance(value, dict) else {}
    links = [own.get("url"), own.get("id"), *texts]
    url = next((link for link in links if isinstance(link, str) and _is_link(link)), place)
    title = own.get("infobox") or own.get("title")
    return Hit(url, title if isinstance(title, str) else "", texts)


def _is_link(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text


def _texts(value: object, depth: int = _DEPTH) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each, depth - 1)


def _engine_gap(engine: Sequence[str], place: str) -> Gap:
    said = " ".join(engine[1:]).lower()
    reason = next((reason for words, reason in _REASONS if words in said), Reason.SERVER_ERROR)
    return Gap(reason, host_of(place))
