"""A look-alike of the Companies House public data API.

Shapes and errors after developer-specs.company-information.service.gov.uk and the publisher's
forum (seen November 2026): Basic authentication, 600 requests in five minutes, then 429.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from exposure_audit.sandbox import company_records as records
from exposure_audit.sandbox.quota import Quota
from exposure_audit.sandbox.schema import Officer, World
from exposure_audit.sandbox.search_index import folded

HOST = "api.company-information.service.gov.uk"
WINDOW_SECONDS = 300.0

_NUMBER = re.compile(r"^[A-Z0-9]{8}$")
_PAGE_DEFAULT = {"search": 20, "list": 35}
_PAGE_MOST = 100


class CompaniesHouse:
    """Answers the five calls that an audit makes."""

    def __init__(self, world: World, quota: Quota) -> None:
        self._key = world.keys.companies_house
        self._quota = quota
        self._companies = {company.number: company for company in world.company}
        self._officers = {officer.id: officer for officer in world.officer}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Check the key, count the request, answer it."""
        refusal = self._refusal(request.headers.get("Authorization", ""))
        if refusal is not None:
            return refusal
        if not self._quota.take():
            return web.Response(status=429, headers=self._rate_headers())
        response = self._route(request)
        response.headers.update(self._rate_headers())
        return response

    def _refusal(self, header: str) -> web.Response | None:
        if not header:
            return _service_error(401, "Empty Authorization header")
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "basic" or _user_of(token) != (self._key, ""):
            return _service_error(401, "Invalid Authorization")
        return None

    def _rate_headers(self) -> Mapping[str, str]:
        return {
            "X-Ratelimit-Limit": str(self._quota.most),
            "X-Ratelimit-Remain": str(self._quota.left),
            "X-Ratelimit-Reset": str(self._quota.resets_in),
            "X-Ratelimit-Window": "5m",
        }

    def _route(self, request: web.Request) -> web.Response:
        match request.path.strip("/").split("/"):
            case ["search", "officers"]:
                return self._search(request)
            case ["officers", officer_id, "appointments"]:
                return self._appointments(request, officer_id)
            case ["company", number, *rest]:
                return self._company(request, number, rest)
            case _:
                return web.Response(status=404)

    def _search(self, request: web.Request) -> web.Response:
        words = folded(request.query.get("q", "")).split()
        if not words:
            return _service_error(400, "Missing parameter q")
        hits = [officer for officer in self._officers.values() if _named(officer, words)]
        items = [records.search_item(officer) for officer in hits]
        body = _paged(request, items, _PAGE_DEFAULT["search"])
        page = body["start_index"] // max(1, body["items_per_page"]) + 1
        return web.json_response({"kind": "search#officers", "page_number": page, **body})

    def _appointments(self, request: web.Request, officer_id: str) -> web.Response:
        officer = self._officers.get(officer_id)
        if officer is None:
            return _not_found("officer-appointments-not-found")
        items = [
            records.appointment(officer, post, self._companies[post.company])
            for post in officer.appointment
        ]
        body = _paged(request, items, _PAGE_DEFAULT["list"])
        return web.json_response({**records.appointments_head(officer), **body})

    def _company(self, request: web.Request, number: str, rest: Sequence[str]) -> web.Response:
        if not _NUMBER.match(number):
            # A malformed number is a server error at the real API (its forum, thread 3180).
            body = {"exception_id": "sandbox", "error": "Internal server error"}
            return web.json_response(body, status=500)
        company = self._companies.get(number)
        if company is None:
            return _not_found("company-profile-not-found")
        match rest:
            case []:
                return web.json_response(records.profile(company))
            case ["officers"]:
                items = records.officers_of(company, self._officers.values())
            case ["persons-with-significant-control"]:
                items = records.controls(company)
                if not items:
                    return _not_found("company-psc-not-found")
            case _:
                return web.Response(status=404)
        body = _paged(request, items, _PAGE_DEFAULT["list"])
        return web.json_response({**records.list_head(company, rest[0], items), **body})


def _user_of(token: str) -> tuple[str, str] | None:
    """Return the user name and password of a Basic token (RFC 7617), or None."""
    try:
        name, _, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, password


def _named(officer: Officer, words: Sequence[str]) -> bool:
    """Whether a search for these words would show the officer: the real one is as generous."""
    return set(words) <= set(folded(f"{officer.forename} {officer.surname}").split())


def _paged(request: web.Request, items: Sequence[Any], default: int) -> dict[str, Any]:
    size = min(_number(request, "items_per_page", default), _PAGE_MOST)
    start = _number(request, "start_index", 0)
    return {
        "items_per_page": size,
        "start_index": start,
        "total_results": len(items),
        "items": list(items[start : start + size]),
    }


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else default


def _service_error(status: int, words: str) -> web.Response:
    return web.json_response({"error": words, "type": "ch:service"}, status=status)


def _not_found(word: str) -> web.Response:
    return web.json_response({"errors": [{"type": "ch:service", "error": word}]}, status=404)
