"""Tells when a host is reached: a socket that notes it, and aiohttp's word for used connections.

aiohttp itself speaks only once TLS is agreed; by then the host has seen this machine and its own
name.
"""

from __future__ import annotations

import socket  # noqa: TID251  (the network room is where sockets are opened)
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import AddrInfoType

from exposure_audit.net.guard import Guard

TOLD: ContextVar[Callable[[], None] | None] = ContextVar("told", default=None)
"""What to call once the host of the current request is reached; it may be called repeatedly."""


class _Noting(socket.socket):
    """A socket that tells when it is connected: asyncio asks it for SO_ERROR then."""

    def getsockopt(self, *args: Any) -> Any:
        """See `socket.socket.getsockopt`."""
        found = super().getsockopt(*args)
        if args == (socket.SOL_SOCKET, socket.SO_ERROR) and found == 0 and (told := TOLD.get()):
            told()
        return found


def socket_factory(guard: Guard, addr_info: AddrInfoType) -> socket.socket:
    """Open a socket as the guard does; raises `AddressRefused`."""
    made = guard.socket_factory(addr_info)
    return _Noting(made.family, made.type, made.proto, fileno=made.detach())


def tracing() -> aiohttp.TraceConfig:
    """Tell each request's `trace_request_ctx` of an open connection, a new or a used one."""

    async def connected(
        _session: aiohttp.ClientSession, context: SimpleNamespace, _params: object
    ) -> None:
        context.trace_request_ctx()

    made = aiohttp.TraceConfig()
    made.on_connection_create_end.append(connected)
    made.on_connection_reuseconn.append(connected)
    return made
