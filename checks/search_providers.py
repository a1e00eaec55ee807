"""The search engines that can be set up, Brave among them.

Brave: https://api-dashboard.search.brave.com/api-reference/web/search/get (2025-26).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exposure_audit.checks.common import Shape, host_of, parse
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_engine import (
    Answer,
    Hit,
    HitShape,
    Patience,
    Provider,
    read_hits,
    unmarked,
)
from exposure_audit.checks.search_mojeek import Mojeek
from exposure_audit.checks.search_searxng import Searxng
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason

__all__ = ["Answer", "Brave", "Hit", "Mojeek", "Provider", "Searxng", "providers"]


class _BraveHit(HitShape):
    url: str
    title: str = ""
    description: str | None = ""
    extra_snippets: tuple[str, ...] = ()

    def hit(self) -> Hit:
        """Return it without the marks that Brave sets around the words that it found."""
        texts = (self.description or "", *self.extra_snippets)
        return Hit(self.url, unmarked(self.title), tuple(unmarked(text) for text in texts))


class _Results(Shape):
    results: list[Any]


class _BraveQuery(Shape):
    more_results_available: bool = False
    altered: str | None = None
    """What Brave searched for in place of the query."""


class _BraveAnswer(Shape):
    type: str
    query: _BraveQuery
    web: _Results | None = None
    """Absent where there is no web result."""


class Brave:
    """Brave's own index; counts 1 to 20 results on a page."""

    title = "Brave Search"
    place = "https://api.search.brave.com/res/v1/web/search"

    def __init__(self) -> None:
        self._patience = Patience()

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
        response = await self._patience.ask(
            lambda: task.channel.get(
                self.place,
                params=params,
                headers={"accept": "application/json"},
                max_bytes=task.limits.json_bytes,
            )
        )
        return _brave_answer(parse(_BraveAnswer, response), query, task)


def _brave_answer(answer: _BraveAnswer, query: str, task: Task) -> Answer:
    """Return the results; what the cap or a second page holds was not looked at."""
    host = host_of(Brave.place)
    more = answer.query.more_results_available
    if answer.type != "search" or (more and answer.web is None):
        raise GatherError(Reason.MALFORMED, host, "not a search answer")
    found = answer.web.results if answer.web else []
    most = task.limits.results_per_query
    hits, gaps = read_hits(found[:most], _BraveHit, Brave.place)
    if answer.query.altered not in {None, "", query}:
        gaps.append(Gap(Reason.MALFORMED, host))
    if more or len(found) > most:
        gaps.append(Gap(Reason.BUDGET, host))
    return Answer(tuple(hits), tuple(gaps))


def providers(task: Task) -> Iterator[Provider]:
    """Yield the engines that the user has set up."""
    if "brave" in task.providers:
        yield Brave()
    if "mojeek" in task.providers:
        yield Mojeek()
    if task.searxng:
        yield Searxng(task.searxng)
