"""The ways in which a part of the fictional web can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from enum import StrEnum

from aiohttp import web

from exposure_audit.sandbox.streams import BEAT_SECONDS, reset

EVERYWHERE = "*"
DNS = "dns"
WHOIS = "whois"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What goes wrong; for DNS and WHOIS each stands for the nearest that they know."""

    DOWN = "down"
    """The connection is cut before any answer."""
    RESET = "reset"
    """The same with a reset."""
    SLOW = "slow"
    """No answer ever comes."""
    STALL = "stall"
    """The head of a good answer comes, and nothing more."""
    DRIP = "drip"
    """A body comes byte by byte and never ends."""
    SHORT = "short"
    """The connection is cut before the body is as long as it was said to be."""
    HUGE = "huge"
    """A body pours in and never ends."""
    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"
    MISSING = "missing"
    """Nothing is found, whatever is asked."""
    RATE_LIMITED = "rate-limited"
    ERROR = "error"
    UNAVAILABLE = "unavailable"
    CHALLENGE = "challenge"
    """202 with a script to run first."""
    LOOP = "loop"
    """A redirect to itself."""
    LOGIN = "login"
    """A redirect to a page that asks who is there."""
    GARBAGE = "garbage"
    """200 with bytes that are no HTML, no JSON and no text."""
    EMPTY = "empty"
    """200 without a body."""
    WALL = "wall"
    """200 with a page that asks whether the visitor is a person."""
    BROKEN_JSON = "broken-json"
    """200 with JSON that ends too early."""
    EMPTY_OBJECT = "empty-object"
    """200 with a JSON object that holds nothing."""
    OTHER_SHAPE = "other-shape"
    """200 with JSON that means something else."""


Faults = MutableMapping[str, Fault]
"""Host name, `DNS`, `WHOIS` or `EVERYWHERE` to what fails there; may change while it runs."""

GARBAGE = bytes(range(256)) * 8
_SORRY = "Sorry."
_HTML = "text/html"
_JSON = "application/json"
_LOGIN_PATH = "/login"
_WALL = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Checking your browser before you go on</h1><div id='cf-challenge'>"
    "Verify you are human</div></body></html>"
)
_CHALLENGE = "<!doctype html><html><body><script src='/challenge.js'></script></body></html>"
_LOGIN = (
    "<!doctype html><html><head><title>Sign in</title></head><body><form method='post'>"
    "<input name='user'><input name='word' type='password'></form></body></html>"
)
_ANSWERS: Mapping[Fault, tuple[int, str, bytes]] = {
    Fault.FORBIDDEN: (403, "text/plain", _SORRY.encode()),
    Fault.UNAUTHORIZED: (401, "text/plain", _SORRY.encode()),
    Fault.MISSING: (404, "text/plain", _SORRY.encode()),
    Fault.RATE_LIMITED: (429, "text/plain", _SORRY.encode()),
    Fault.ERROR: (500, "text/plain", _SORRY.encode()),
    Fault.UNAVAILABLE: (503, "text/plain", _SORRY.encode()),
    Fault.CHALLENGE: (202, _HTML, _CHALLENGE.encode()),
    Fault.GARBAGE: (200, _HTML, GARBAGE),
    Fault.EMPTY: (200, _HTML, b""),
    Fault.WALL: (200, _HTML, _WALL.encode()),
    Fault.BROKEN_JSON: (200, _JSON, b'{"items": [{"name": "Some'),
    Fault.EMPTY_OBJECT: (200, _JSON, b"{}"),
    Fault.OTHER_SHAPE: (200, _JSON, b'[{"items": "none", "web": 7, "total_results": {}}, null]'),
}
_HEADERS = {
    Fault.RATE_LIMITED: {"Retry-After": "60"},
    Fault.UNAUTHORIZED: {"WWW-Authenticate": "Basic"},
}
_FLOOD = b"a" * 65_536


def fault_at(faults: Faults, place: str) -> Fault | None:
    """Return what fails at a place, its own fault before the general one."""
    return faults.get(place) or faults.get(EVERYWHERE)


async def failing(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Answer a request, or fail to, as the fault says."""
    if fault in _ANSWERS:
        status, kind, body = _ANSWERS[fault]
        headers = {"Content-Type": f"{kind}; charset=utf-8", **_HEADERS.get(fault, {})}
        return web.Response(status=status, body=body, headers=headers)
    if fault is Fault.LOOP:
        return web.Response(status=302, headers={"Location": str(request.rel_url)})
    if fault is Fault.LOGIN:
        if request.path == _LOGIN_PATH:
            return web.Response(text=_LOGIN, content_type=_HTML)
        return web.Response(status=302, headers={"Location": _LOGIN_PATH})
    if fault is Fault.SLOW:
        await asyncio.Event().wait()
    if fault in {Fault.STALL, Fault.DRIP, Fault.SHORT, Fault.HUGE}:
        await _unfinished(request, fault)
    return _cut(request, fault)


async def _unfinished(request: web.Request, fault: Fault) -> None:
    """Begin a good answer that never becomes one."""
    answer = web.StreamResponse(headers={"Content-Type": f"{_HTML}; charset=utf-8"})
    if fault is Fault.SHORT:
        answer.content_length = 10_000
    await answer.prepare(request)
    if fault is Fault.STALL:
        await asyncio.Event().wait()
    await answer.write(b"<p>")
    while fault is not Fault.SHORT:
        await answer.write(b"a" if fault is Fault.DRIP else _FLOOD)
        await asyncio.sleep(BEAT_SECONDS if fault is Fault.DRIP else 0)


def _cut(request: web.Request, fault: Fault) -> web.Response:
    """Cut the connection; the answer is for the server, which wants one."""
    transport = request.transport
    if transport is None:
        pass
    elif fault is Fault.RESET:
        reset(transport)
    elif fault is Fault.SHORT:
        # What was written goes out first.
        transport.close()
    else:
        transport.abort()
    return web.Response(status=500)
