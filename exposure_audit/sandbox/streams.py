"""Listens for TCP conversations, and cuts those that are still open at the end."""

from __future__ import annotations

import asyncio
import socket  # noqa: TID251  (the option that makes a close a reset)
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LOOPBACK = "127.0.0.1"
BEAT_SECONDS = 0.01
"""Between two bytes that drip: below any limit for one read."""

Converse = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def conversing(
    converse: Converse, *, port: int = 0, limit: int = 65_536
) -> AsyncIterator[int]:
    """Listen on a loopback port (0: a free one) until the block ends; gives the port.

    `limit` is the longest line in bytes. Raises `OSError` where the port is taken.
    """
    open_now: set[asyncio.Task[None]] = set()
    ended = False

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, writer)
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A connection that was accepted just before the end is reported after it.
        if ended:
            writer.close()
            return
        task = asyncio.create_task(one(reader, writer))
        open_now.add(task)
        task.add_done_callback(open_now.discard)

    server = await asyncio.start_server(connected, LOOPBACK, port, limit=limit)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        ended = True
        server.close()
        for task in tuple(open_now):
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
        await server.wait_closed()


def reset(transport: asyncio.BaseTransport) -> None:
    """Cut a connection with RST in place of FIN."""
    own = transport.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
