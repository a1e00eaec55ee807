"""A resolver that lies, and its lies."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import dns.message
import dns.name
import dns.rcode
import dns.rrset

Lie = Callable[[dns.message.Message], Iterable[bytes]]
NAME = "site.example"


class Liar(asyncio.DatagramProtocol):
    """Answers each question as it likes."""

    def __init__(self, lie: Lie) -> None:
        self._lie = lie

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        for reply in self._lie(dns.message.from_wire(data)):
            self._transport.sendto(reply, addr)


@asynccontextmanager
async def lying(lie: Lie) -> AsyncIterator[str]:
    """A resolver on a free UDP port; gives its `host:port`."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Liar(lie), local_addr=("127.0.0.1", 0)
    )
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()


def records(*lines: str) -> list[dns.rrset.RRset]:
    """Read `name type data` lines."""
    parsed = (line.split(" ", 2) for line in lines)
    return [dns.rrset.from_text(name, 60, "IN", kind, data) for name, kind, data in parsed]


def saying(
    *answer: str, authority: tuple[str, ...] = (), rcode: int = 0, asked: str | None = None
) -> Lie:
    """Answer with these records, to what was asked or to another question."""

    def lie(query: dns.message.Message) -> Iterable[bytes]:
        if asked:
            other = dns.message.make_query(asked, query.question[0].rdtype)
            other.id = query.id
            query = other
        reply = dns.message.make_response(query, recursion_available=True)
        reply.answer.extend(records(*answer))
        reply.authority.extend(records(*authority))
        reply.set_rcode(dns.rcode.Rcode(rcode))
        return [reply.to_wire()]

    return lie


def wrong_id(query: dns.message.Message) -> Iterable[bytes]:
    (true,) = saying(f"{NAME}. TXT hello")(query)
    return [struct.pack("!H", (query.id + shift) % 65_536) + true[2:] for shift in range(1, 300)]


def echo(query: dns.message.Message) -> Iterable[bytes]:
    return [query.to_wire()]


def cut(query: dns.message.Message) -> Iterable[bytes]:
    (true,) = saying(f"{NAME}. TXT hello")(query)
    return [true[:-3]]


def longer(query: dns.message.Message) -> Iterable[bytes]:
    (true,) = saying(f"{NAME}. TXT hello")(query)
    return [true + b"and more"]


def loop_in_a_name(query: dns.message.Message) -> Iterable[bytes]:
    """The answer's name points at itself (RFC 1035, 4.1.4)."""
    head = struct.pack("!HHHHHH", query.id, 0x8180, 1, 1, 0, 0)
    question = query.to_wire()[12 : 12 + len(dns.name.from_text(NAME).to_wire() or b"") + 4]
    here = len(head) + len(question)
    pointer = struct.pack("!H", 0xC000 | here)
    return [head + question + pointer + struct.pack("!HHIH", 16, 1, 60, 6) + b"\x05hello"]


def wrong_length(query: dns.message.Message) -> Iterable[bytes]:
    """A text that says it is longer than its record."""
    (true,) = saying(f"{NAME}. TXT hello")(query)
    return [true[:-6] + b"\xff" + true[-5:]]


def more_than_told(query: dns.message.Message) -> Iterable[bytes]:
    """The head counts 10,000 records where there is one."""
    (true,) = saying(f"{NAME}. TXT hello")(query)
    return [true[:6] + struct.pack("!H", 10_000) + true[8:]]


def flood(query: dns.message.Message) -> Iterable[bytes]:
    return [struct.pack("!H", (query.id + 1) % 65_536) + bytes(500)] * 2_000


CHAIN = [f"c{number}.example. CNAME c{number + 1}.example." for number in range(60)]
LIES: Mapping[str, Lie] = {
    "a wrong id": wrong_id,
    "a flood of wrong ids": flood,
    "the question itself": echo,
    "noise": lambda _query: [bytes(range(256))],
    "noise with the right id": lambda query: [query.id.to_bytes(2) + bytes(range(254))],
    "nothing at all": lambda _query: [b""],
    "a head alone": lambda query: [struct.pack("!HHHHHH", query.id, 0x8180, 0, 0, 0, 0)],
    "cut short": cut,
    "longer than it is": longer,
    "a wrong length": wrong_length,
    "a wrong count": more_than_told,
    "a name that leads to itself": loop_in_a_name,
    "another question": saying("other.example. TXT hello", asked="other.example"),
    "no such name, of another question": saying(rcode=3, asked="other.example"),
    "records of another name": saying("other.example. TXT hello"),
    "records of another type": saying(f"{NAME}. MX 10 mx.example."),
    "an alias that leads nowhere": saying(f"{NAME}. CNAME away.example."),
    "an alias and another name": saying(f"{NAME}. CNAME away.example.", "other.example. TXT hello"),
    "an alias of itself": saying(f"{NAME}. CNAME {NAME}."),
    "aliases in a ring": saying(f"{NAME}. CNAME b.example.", f"b.example. CNAME {NAME}."),
    "a chain of sixty aliases": saying(
        f"{NAME}. CNAME c0.example.", *CHAIN, "c60.example. TXT hello"
    ),
    "a referral": saying(authority=("example. NS ns.elsewhere.test.",)),
    "an upward referral": saying(authority=(". NS a.root-servers.example.",)),
    **{f"rcode {code}": saying(rcode=code) for code in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 15)},
}
