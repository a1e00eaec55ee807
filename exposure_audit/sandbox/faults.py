"""The ways in which a part of the fictional web can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from enum import StrEnum

from aiohttp import web

EVERYWHERE = "*"
DNS = "dns"
WHOIS = "whois"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What goes wrong; for DNS and WHOIS each stands for the nearest that they know."""

    DOWN = "down"
    """The connection is cut before any answer."""
    SLOW = "slow"
    """No answer ever comes."""
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate-limited"
    ERROR = "error"
    UNAVAILABLE = "unavailable"
    LOOP = "loop"
    """A redirect to itself."""
    GARBAGE = "garbage"
    """200 with bytes that are no HTML, no JSON and no text."""
    EMPTY = "empty"
    """200 without a body."""
    WALL = "wall"
    """200 with a page that asks whether the visitor is a person."""


Faults = MutableMapping[str, Fault]
"""Host name, `DNS`, `WHOIS` or `EVERYWHERE` to what fails there; may change while it runs."""

GARBAGE = bytes(range(256)) * 8
_STATUS = {
    Fault.FORBIDDEN: 403,
    Fault.RATE_LIMITED: 429,
    Fault.ERROR: 500,
    Fault.UNAVAILABLE: 503,
}
_WALL = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Checking your browser before you go on</h1><div id='cf-challenge'>"
    "Verify you are human</div></body></html>"
)


def fault_at(faults: Faults, place: str) -> Fault | None:
    """Return what fails at a place, its own fault before the general one."""
    return faults.get(place) or faults.get(EVERYWHERE)


async def failing(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Answer a request, or fail to, as the fault says."""
    if fault in _STATUS:
        headers = {"Retry-After": "60"} if fault is Fault.RATE_LIMITED else {}
        return web.Response(status=_STATUS[fault], text="Sorry.", headers=headers)
    if fault is Fault.LOOP:
        return web.Response(status=302, headers={"Location": str(request.rel_url)})
    if fault is Fault.GARBAGE:
        return web.Response(body=GARBAGE, content_type="text/html", charset="utf-8")
    if fault is Fault.EMPTY:
        return web.Response(body=b"", content_type="text/html")
    if fault is Fault.WALL:
        return web.Response(text=_WALL, content_type="text/html")
    if fault is Fault.SLOW:
        await asyncio.Event().wait()
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
