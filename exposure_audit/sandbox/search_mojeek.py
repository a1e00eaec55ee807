"""A look-alike of the Mojeek Search API.

Shapes after mojeek.com/support/api/search (November 2026): errors stand in the body of an answer
that looks sound. The words of the error for a wrong key are ours; those for the limit are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from exposure_audit.sandbox.quota import Quota
from exposure_audit.sandbox.schema import SearchResult, World
from exposure_audit.sandbox.search_index import hits

MOJEEK_HOST = "www.mojeek.com"
MOJEEK_PATH = "/search"
MOJEEK_WINDOW_SECONDS = 86_400.0

_MOST_RESULTS = 100


class Mojeek:
    """Answers web searches for the holder of the fictional key."""

    def __init__(self, world: World, quota: Quota) -> None:
        self._key = world.keys.mojeek
        self._results = world.result
        self._quota = quota

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Check path, key and quota; answer the search."""
        if request.path != MOJEEK_PATH or request.query.get("fmt") != "json":
            return web.Response(status=404)
        if request.query.get("api_key") != self._key:
            return _status("ERROR: Invalid API Key")
        if not self._quota.take():
            return _status("ERROR: Daily Limit Reached")
        return web.json_response({"response": self._found(request.query)})

    def _found(self, query: Mapping[str, str]) -> dict[str, Any]:
        start, count = _number(query, "s", 1) - 1, _number(query, "t", 10)
        found = hits(self._results, query.get("q", ""))
        shown = found[start : start + count]
        return {
            "status": "OK",
            "head": {
                "query": query.get("q", ""),
                "timer": 0.1,
                "start": start + 1,
                "return": len(shown),
                "exact": True,
                "results": len(found),
                "dups": 0,
            },
            "results": _results(shown),
        }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    within = text.isascii() and text.isdecimal() and 0 < len(text) < 4
    return min(max(1, int(text)), _MOST_RESULTS) if within else default


def _results(shown: Sequence[SearchResult]) -> list[dict[str, Any]]:
    return [
        {
            "url": result.url,
            "title": result.title,
            "desc": result.description,
            "size": "12kb",
            "date": "01 Mar 2025",
        }
        for result in shown
    ]


def _status(text: str) -> web.Response:
    return web.json_response({"response": {"status": text}})
