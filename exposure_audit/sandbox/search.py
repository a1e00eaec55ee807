"""Look-alikes of the Brave Search API and of a SearXNG instance.

Shapes after api-dashboard.search.brave.com and SearXNG's docs/dev/search_api.rst (LIBRARIES.md 2.1,
November 2026); the bodies of Brave's errors are second-hand.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from exposure_audit.sandbox.quota import Quota
from exposure_audit.sandbox.schema import SearchResult, SearxngRules, World
from exposure_audit.sandbox.search_index import hits

BRAVE_HOST = "api.search.brave.com"
BRAVE_PATH = "/res/v1/web/search"
BRAVE_WINDOW_SECONDS = 2_592_000.0
SEARXNG_HOST = "searxng.example"

_QUERY_CHARACTERS = 400
_QUERY_WORDS = 50
_SEARXNG_PAGE = 10


class Brave:
    """Answers web searches for the holder of the fictional key."""

    def __init__(self, world: World, quota: Quota) -> None:
        self._key = world.keys.brave
        self._results = world.result
        self._quota = quota

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Check path, parameters, key and quota; answer the search."""
        if request.path != BRAVE_PATH:
            return _brave_error(404, "NOT_FOUND", "Not found")
        if _bad_parameters(request) or "X-Subscription-Token" not in request.headers:
            return _brave_error(422, "VALIDATION", "Unable to validate request parameter(s)")
        if request.headers["X-Subscription-Token"] != self._key:
            detail = "The provided subscription token is invalid."
            return _brave_error(422, "SUBSCRIPTION_TOKEN_INVALID", detail)
        if not self._quota.take():
            detail = "Request rate limit exceeded for plan"
            return _brave_error(429, "RATE_LIMITED", detail, self._rate_headers())
        return web.json_response(self._found(request), headers=self._rate_headers())

    def _rate_headers(self) -> Mapping[str, str]:
        window = int(BRAVE_WINDOW_SECONDS)
        return {
            "X-RateLimit-Limit": f"20, {self._quota.most}",
            "X-RateLimit-Policy": f"20;w=1, {self._quota.most};w={window}",
            "X-RateLimit-Remaining": f"19, {self._quota.left}",
            "X-RateLimit-Reset": f"1, {self._quota.resets_in}",
        }

    def _found(self, request: web.Request) -> dict[str, Any]:
        query = request.query["q"]
        count = int(request.query.get("count", "20"))
        start = int(request.query.get("offset", "0")) * count
        found = hits(self._results, query)
        return {
            "type": "search",
            "query": {
                "original": query,
                "is_navigational": False,
                "country": request.query.get("country", "US").lower(),
                "more_results_available": start + count < len(found),
            },
            "mixed": {"type": "mixed", "main": [], "top": [], "side": []},
            "web": {
                "type": "search",
                "family_friendly": True,
                "results": [_brave_result(result) for result in found[start : start + count]],
            },
        }


def _bad_parameters(request: web.Request) -> bool:
    query = request.query.get("q", "").strip()
    if not query or len(query) > _QUERY_CHARACTERS or len(query.split()) > _QUERY_WORDS:
        return True
    count, offset = request.query.get("count", "20"), request.query.get("offset", "0")
    return not _within(count, 1, 20) or not _within(offset, 0, 9)


def _within(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4 and least <= int(text) <= most


def _brave_result(result: SearchResult) -> dict[str, Any]:
    words = html.escape(result.description, quote=False).split(" ")
    parts = urlsplit(result.url)
    return {
        "type": "search_result",
        "subtype": "generic",
        "title": result.title,
        "url": result.url,
        "description": " ".join([f"<strong>{words[0]}</strong>", *words[1:]]),
        "is_source_local": False,
        "language": "en",
        "family_friendly": True,
        "profile": {"name": parts.netloc, "url": result.url, "long_name": parts.netloc},
        "meta_url": {"scheme": parts.scheme, "netloc": parts.netloc, "path": parts.path},
    }


def _brave_error(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    error = {"id": "sandbox", "status": status, "code": code, "detail": detail, "meta": {}}
    body = {"type": "ErrorResponse", "error": error, "time": 0}
    return web.json_response(body, status=status, headers=headers)


class Searxng:
    """Answers `/search`, by GET or POST, in the formats that its settings allow."""

    def __init__(self, rules: SearxngRules, results: Sequence[SearchResult]) -> None:
        self._rules = rules
        self._results = results

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one search: 400 without a query, 403 for a format that is switched off."""
        if request.path != "/search" or request.method not in {"GET", "POST"}:
            return web.Response(status=404)
        values = await request.post() if request.method == "POST" else request.query
        chosen = str(values.get("format", "html"))
        if chosen not in self._rules.formats:
            return web.Response(status=403)
        query = str(values.get("q", "")).strip()
        if not query:
            return web.Response(status=400, text="No query")
        page = str(values.get("pageno", "1"))
        found = self._page(query, int(page) if _within(page, 1, 99) else 1)
        return self._html(found) if chosen == "html" else self._json(query, found)

    def _page(self, query: str, number: int) -> list[SearchResult]:
        found = hits(self._results, query)
        return found[(number - 1) * _SEARXNG_PAGE : number * _SEARXNG_PAGE]

    def _html(self, found: Sequence[SearchResult]) -> web.Response:
        items = "".join(
            f"<article><a href='{html.escape(result.url)}'>{html.escape(result.title)}</a>"
            f"<p>{html.escape(result.description)}</p></article>"
            for result in found
        )
        text = f"<!doctype html><title>SearXNG</title><main>{items}</main>"
        return web.Response(text=text, content_type="text/html")

    def _json(self, query: str, found: Sequence[SearchResult]) -> web.Response:
        return web.json_response(
            {
                "query": query,
                "results": [_searxng_result(place, hit) for place, hit in enumerate(found, 1)],
                "answers": [],
                "corrections": [],
                "infoboxes": [],
                "suggestions": [],
                "unresponsive_engines": [list(pair) for pair in self._rules.unresponsive],
            }
        )


def _searxng_result(place: int, result: SearchResult) -> dict[str, Any]:
    parts = urlsplit(result.url)
    return {
        "url": result.url,
        "title": result.title,
        "content": result.description,
        "engine": "sandbox",
        "engines": ["sandbox"],
        "positions": [place],
        "score": 1.0 / place,
        "category": "general",
        "template": "default.html",
        "publishedDate": None,
        "thumbnail": "",
        "parsed_url": [*parts[:3], "", parts.query, parts.fragment],
    }
