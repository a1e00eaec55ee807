"""A trap on the inside addresses that this machine has, and ways to ask for what leads there."""

from __future__ import annotations

import socket  # noqa: TID251  (the trap)
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from tests.net.ssrf_cases import ADDRESSES, NAMES, ODD_NUMBERS

MANY = {"requests_per_attempt": 10_000}
TRAPS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1"))


def host_of(address: str) -> str:
    return f"[{address}]" if ":" in address else address


HOSTS = {
    **{kind: tuple(map(host_of, listed.split())) for kind, listed in ADDRESSES.items()},
    **{f"number, {kind}": tuple(listed.split()) for kind, listed in ODD_NUMBERS.items()},
    **{f"name, {kind}": tuple(listed.split()) for kind, listed in NAMES.items()},
}


def listening(family: int, address: str, port: int) -> socket.socket | None:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.bind((address, port))
    except OSError:  # the machine has no such address
        made.close()
        return None
    made.listen(8)
    made.setblocking(False)
    return made


def came(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@contextmanager
def trapped() -> Iterator[int]:
    """Listen on one port of every inside address; gives the port.

    At the end nobody may have come: the kernel keeps a connection that nobody accepted.
    """
    first = listening(*TRAPS[0], 0)
    assert first is not None
    port = int(first.getsockname()[1])
    listeners = [first, *filter(None, (listening(*place, port) for place in TRAPS[1:]))]
    yield port
    visited = [listener.getsockname()[0] for listener in listeners if came(listener)]
    for listener in listeners:
        listener.close()
    assert visited == []


async def outcome(channel: Any, url: str) -> Reason | None:
    """Return why a URL is not read, or None where it is."""
    try:
        await channel.get(url)
    except GatherError as error:
        return error.reason
    return None


async def leading(request: web.Request) -> web.Response:
    """Stand in for a public site: redirect to what the query says, or answer."""
    if target := request.query.get("to"):
        return web.Response(status=302, headers={"Location": target})
    return web.Response(text="public")


async def redirected(channel: Any, target: str, site: str = "http://site.example") -> Reason | None:
    try:
        await channel.get(f"{site}/", params={"to": target})
    except GatherError as error:
        return error.reason
    return None
