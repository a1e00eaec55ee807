"""A web server that misbehaves on the bare socket as it is told to."""

from __future__ import annotations

import asyncio
import socket  # noqa: TID251  (the option that makes a close a reset)
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
FINE = OK + b"Content-Length: 4\r\n\r\nfine"
"""What stands at every path that has no case."""

_BEAT_SECONDS = 0.01
"""Between two bytes that drip: far below any limit for one read."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One connection, once a request stands on it."""

    path: str
    head: bytes
    """All that was sent up to the empty line."""
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        """Send, and wait until it is off."""
        self.writer.write(data)
        await self.writer.drain()

    async def stall(self) -> None:
        """Say no more, and keep the connection."""
        await asyncio.Event().wait()

    def reset(self) -> None:
        """End with RST in place of FIN."""
        own = self.writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Talk = Callable[[Peer], Awaitable[None]]


def saying(*pieces: bytes, then: str = "close") -> Talk:
    """Send these, each in a packet of its own, then close, reset or stall."""

    async def talk(peer: Peer) -> None:
        for piece in pieces:
            await peer.say(piece)
            await asyncio.sleep(_BEAT_SECONDS)
        if then == "stall":
            await peer.stall()
        if then == "reset":
            peer.reset()

    return talk


def dripping(start: bytes, rest: Iterator[bytes]) -> Talk:
    """Send the start, then a little of the rest at every beat."""

    async def talk(peer: Peer) -> None:
        await peer.say(start)
        for piece in rest:
            await peer.say(piece)
            await asyncio.sleep(_BEAT_SECONDS)

    return talk


def pouring(start: bytes, piece: bytes) -> Talk:
    """Send the start, then the same piece without end."""

    async def talk(peer: Peer) -> None:
        await peer.say(start)
        while True:
            await peer.say(piece)

    return talk


async def endless_redirects(peer: Peer) -> None:
    """Lead to ever new addresses."""
    left = int(peer.path.rpartition("/")[2] or "0") if peer.path[-1].isdigit() else 0
    await peer.say(redirect(f"{peer.path.rstrip('0123456789/')}/{left + 1}".encode()))


def redirect(location: bytes) -> bytes:
    """Return a redirect to somewhere."""
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"


@dataclass(slots=True)
class Hostile:
    """Serves one talk at every path below `/case`, and a fine page everywhere else."""

    talk: Talk
    open_now: set[asyncio.Task[None]] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Listen on a free loopback port until the block ends; gives the port."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for task in tuple(self.open_now):
                task.cancel()
            await asyncio.gather(*self.open_now, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self.open_now.add(task)
        task.add_done_callback(self.open_now.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                while (peer := await self._asked(reader, writer)) and peer.path == "/fine":
                    await peer.say(FINE)
                if peer:
                    await self.talk(peer)
        finally:
            writer.close()

    async def _asked(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Peer | None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        self.asked.append(path)
        return Peer(path, head, writer)
