"""Tells when a host is reached: aiohttp's own word for an open connection, a new or a used one."""

from __future__ import annotations

from types import SimpleNamespace

import aiohttp


def tracing() -> aiohttp.TraceConfig:
    """Tell each request's `trace_request_ctx` of an open connection."""

    async def connected(
        _session: aiohttp.ClientSession, context: SimpleNamespace, _params: object
    ) -> None:
        context.trace_request_ctx()

    made = aiohttp.TraceConfig()
    made.on_connection_create_end.append(connected)
    made.on_connection_reuseconn.append(connected)
    return made
