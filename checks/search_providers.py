"""Search engines behind one small interface.

Brave: https://api-dashboard.search.brave.com/api-reference/web/search/get (2025-26).
SearXNG: docs/dev/search_api.rst of searxng/searxng at 9fea412 (2026-08-22).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from exposure_audit.checks.common import Shape, gap_of, host_of, parse, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason

_MARK = re.compile(r"</?strong>", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Hit:
    """A result as a search engine shows it."""

    url: str
    title: str
    snippets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine said to one query, and what it could not look at."""

    hits: tuple[Hit, ...]
    gaps: tuple[Gap, ...] = ()


class Provider(Protocol):
    """A search engine."""

    title: str
    """How reports name it."""
    place: str
    """The public address that is asked."""

    async def search(self, query: str, task: Task) -> Answer:
        """Ask one query; raises `GatherError` where there is no usable answer."""


class _BraveHit(Shape):
    url: str
    title: str = ""
    description: str | None = ""
    extra_snippets: tuple[str, ...] = ()

    def hit(self) -> Hit:
        """Return it without the marks that Brave sets around the words that it found."""
        texts = (self.description or "", *self.extra_snippets)
        return Hit(self.url, _unmarked(self.title), tuple(_unmarked(text) for text in texts))


class _Results(Shape):
    results: list[Any]


class _BraveQuery(Shape):
    more_results_available: bool = False


class _BraveAnswer(Shape):
    type: str
    query: _BraveQuery
    web: _Results | None = None
    """Absent where there is no web result."""


class Brave:
    """Brave's own index; counts 1 to 20 results on a page."""

    title = "Brave Search"
    place = "https://api.search.brave.com/res/v1/web/search"

    async def search(self, query: str, task: Task) -> Answer:
        """See `Provider.search`."""
        params = {
            "q": query,
            "country": "GB",
            "search_lang": "en",
            "count": str(min(20, task.limits.results_per_query)),
            "safesearch": "off",
            "result_filter": "web",
            "extra_snippets": "true",
        }
        response = await task.channel.get(
            self.place,
            params=params,
            headers={"accept": "application/json"},
            max_bytes=task.limits.json_bytes,
        )
        answer = parse(_BraveAnswer, response)
        more = answer.query.more_results_available
        if answer.type != "search" or (more and answer.web is None):
            raise GatherError(Reason.MALFORMED, host_of(self.place), "not a search answer")
        found = answer.web.results if answer.web else []
        return _answer(self.place, found, _BraveHit, task, more=more)


class _SearxngHit(Shape):
    url: str
    title: str = ""
    content: str | None = ""

    def hit(self) -> Hit:
        """Return it as it stands."""
        return Hit(self.url, self.title, (self.content or "",))


class _SearxngAnswer(Shape):
    results: list[Any]
    unresponsive_engines: tuple[tuple[str, ...], ...] = ()


class Searxng:
    """A SearXNG that the user runs; it forwards to the engines that are set up there."""

    title = "SearXNG"

    def __init__(self, base: str) -> None:
        self.place = f"{base.rstrip('/')}/search"

    async def search(self, query: str, task: Task) -> Answer:
        """See `Provider.search`; by POST, which keeps the query out of access logs."""
        form = {"q": query, "format": "json", "language": "en-GB", "safesearch": "0"}
        response = await task.channel.post(self.place, form=form, max_bytes=task.limits.json_bytes)
        found = parse(_SearxngAnswer, response)
        failed = tuple(_engine_gap(engine, self.place) for engine in found.unresponsive_engines)
        return _answer(self.place, found.results, _SearxngHit, task, gaps=failed)


def providers(task: Task) -> Iterator[Provider]:
    """Yield the engines that the user has set up."""
    if "brave" in task.providers:
        yield Brave()
    if task.searxng:
        yield Searxng(task.searxng)


def _answer(
    place: str,
    found: list[Any],
    model: type[_BraveHit] | type[_SearxngHit],
    task: Task,
    *,
    more: bool = False,
    gaps: tuple[Gap, ...] = (),
) -> Answer:
    """Read each result on its own; what the cap or a second page holds was not looked at."""
    most = task.limits.results_per_query
    left = list(gaps)
    hits: list[Hit] = []
    for value in found[:most]:
        try:
            hits.append(shaped(model, value, host_of(place)).hit())
        except GatherError as error:
            left.append(gap_of(error))
    if more or len(found) > most:
        left.append(Gap(Reason.BUDGET, host_of(place)))
    return Answer(tuple(hits), tuple(left))


def _engine_gap(engine: Sequence[str], place: str) -> Gap:
    said = " ".join(engine[1:]).lower()
    reason = next((reason for words, reason in _REASONS if words in said), Reason.SERVER_ERROR)
    return Gap(reason, host_of(place))


def _unmarked(text: str) -> str:
    return html.unescape(_MARK.sub("", text))
