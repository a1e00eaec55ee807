"""Mojeek: https://www.mojeek.com/support/api/search/request_parameters.html and json_response.html.

The key goes in the query, and what is wrong is said inside of an answer that looks sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exposure_audit.checks.common import Shape, host_of, parse
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_engine import Answer, Hit, HitShape, Patience, read_hits, unmarked
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from exposure_audit.net.interface import Response

_REASONS = (("limit", Reason.QUOTA), ("key", Reason.AUTH), ("auth", Reason.AUTH))
"""Words of its errors; the first is the one that its pages show: "Daily Limit Reached"."""


class _MojeekHit(HitShape):
    url: str
    title: str = ""
    desc: str | None = ""

    def hit(self) -> Hit:
        return Hit(self.url, unmarked(self.title), (unmarked(self.desc or ""),))


class _Head(Shape):
    results: int
    """How many it knows of, shown or not."""


class _Body(Shape):
    status: str
    head: _Head | None = None
    results: list[Any] | None = None


class _MojeekAnswer(Shape):
    response: _Body


class Mojeek:
    """Mojeek's own index."""

    title = "Mojeek"
    place = "https://www.mojeek.com/search"

    def __init__(self) -> None:
        self._patience = Patience()

    async def search(self, query: str, task: Task) -> Answer:
        """See `Provider.search`."""
        most = task.limits.results_per_query
        params = {"q": query, "fmt": "json", "t": str(most), "rb": "GB", "rbb": "10"}
        response = await self._patience.ask(lambda: _asked(params, task))
        return _answer(parse(_MojeekAnswer, response).response, most)


async def _asked(params: Mapping[str, str], task: Task) -> Response:
    """Ask once; raises `GatherError` for a refusal in the body too."""
    response = await task.channel.get(Mojeek.place, params=params, max_bytes=task.limits.json_bytes)
    said = parse(_MojeekAnswer, response).response.status
    if said != "OK":
        words = said.lower()
        reason = next((found for word, found in _REASONS if word in words), Reason.SERVER_ERROR)
        raise GatherError(reason, host_of(Mojeek.place), "the answer is an error")
    return response


def _answer(body: _Body, most: int) -> Answer:
    """Return the results; a list that is missing where there is something is no answer."""
    host = host_of(Mojeek.place)
    if body.head is None or (body.results is None and body.head.results):
        raise GatherError(Reason.MALFORMED, host, "not a search answer")
    found = body.results or []
    hits, gaps = read_hits(found[:most], _MojeekHit, Mojeek.place)
    if body.head.results > len(hits) + len(gaps):
        gaps.append(Gap(Reason.BUDGET, host))
    return Answer(tuple(hits), tuple(gaps))
