"""Resolvers that fail or lie: only NXDOMAIN and NODATA are answers without records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import Reason
from exposure_audit.net.dns import MOST_RECORDS, Dns
from tests.net.lying_dns import LIES, NAME, Liar, Lie, lying, saying

QUICK = Limits(dns_seconds=2.0)
HASTY = Limits(dns_seconds=0.12)
MOST_SECONDS = 1.5
SOA = "ns.example. hostmaster.example. 1 3600 600 86400 60"
FAILURES = frozenset({Reason.DNS_FAILURE, Reason.TIMEOUT})


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_lie_is_a_failure_and_never_an_empty_answer(lie: Lie) -> None:
    async with lying(lie) as server:
        resolver = Dns((server,), HASTY, SystemClock())
        began = time.monotonic()
        failed = await asyncio.gather(
            resolver.resolve(NAME, "TXT"), resolver.addresses(NAME), return_exceptions=True
        )
    assert all(isinstance(each, GatherError) and each.reason in FAILURES for each in failed)
    assert time.monotonic() - began < MOST_SECONDS


@pytest.mark.parametrize(
    "lie",
    [
        saying(),
        saying(authority=(f"example. SOA {SOA}",)),
        saying(authority=(f"example. SOA {SOA}", "example. NS ns.example.")),
        saying(f"{NAME}. CNAME away.example.", authority=(f"example. SOA {SOA}",)),
    ],
)
async def test_the_ways_of_saying_that_there_are_no_such_records(lie: Lie) -> None:
    """RFC 2308, 2.2: with the SOA, and of old without anything."""
    async with lying(lie) as server:
        answer = await Dns((server,), QUICK, SystemClock()).resolve(NAME, "TXT")
    assert (answer.records, answer.exists) == ((), True)


async def test_no_such_name_is_an_answer() -> None:
    async with lying(saying(rcode=3, authority=(f"example. SOA {SOA}",))) as server:
        resolver = Dns((server,), QUICK, SystemClock())
        answer = await resolver.resolve(NAME, "TXT")
        assert (answer.records, answer.exists) == ((), False)
        with pytest.raises(GatherError) as caught:
            await resolver.addresses(NAME)
    assert caught.value.reason is Reason.DNS_FAILURE


async def test_aliases_to_the_records_are_followed() -> None:
    told = saying(f"{NAME}. CNAME b.example.", "b.example. CNAME c.example.", "c.example. TXT hi")
    async with lying(told) as server:
        answer = await Dns((server,), QUICK, SystemClock()).resolve(NAME, "TXT")
    assert answer.records == ("hi",)


async def test_more_records_than_are_read_are_told() -> None:
    """10,000 of them: never a part taken for the whole."""
    few = [f"{NAME}. A 192.0.2.{number}" for number in range(MOST_RECORDS)]
    many = [*few, *(f"{NAME}. A 10.{n // 256}.{n % 256}.1" for n in range(3_000))]
    async with lying(saying(*few)) as server:
        assert len((await Dns((server,), QUICK, SystemClock()).resolve(NAME, "A")).records) == 200
    async with lying(saying(*many)) as server:
        resolver = Dns((server,), QUICK, SystemClock())
        with pytest.raises(GatherError) as caught:
            await resolver.resolve(NAME, "A")
        assert caught.value.reason is Reason.TOO_LARGE
        assert len(await resolver.addresses(NAME)) <= 32


async def test_the_next_resolver_is_asked_where_the_first_one_fails() -> None:
    good = saying(f"{NAME}. TXT hello")
    async with lying(saying(rcode=2)) as broken, lying(saying(rcode=5)) as lame, lying(good) as ok:
        answer = await Dns((broken, lame, ok), QUICK, SystemClock()).resolve(NAME, "TXT")
    assert answer.records == ("hello",)


def truncated(query: dns.message.Message) -> Iterable[bytes]:
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.TC
    return [reply.to_wire()]


Stream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


def streaming(data: bytes, *, stall: bool = False) -> Stream:
    """Answer a question over TCP with these bytes; `%` stands for the id."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        question = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
        writer.write(data.replace(b"%%", question[:2]))
        if stall:
            await asyncio.Event().wait()

    return handler


@asynccontextmanager
async def truncating(raw: Any, handler: Stream | None) -> AsyncIterator[str]:
    """A resolver that says over UDP: ask over TCP."""
    port = await raw(handler) if handler else 0
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Liar(truncated), local_addr=("127.0.0.1", port)
    )
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        transport.close()


STREAMS: Mapping[str, Stream | None] = {
    "nobody listens": None,
    "cut at once": streaming(b""),
    "cut in the length": streaming(b"\x00"),
    "cut in the message": streaming(b"\x00\x40%%\x81\x80"),
    "stalled": streaming(b"", stall=True),
    "stalled in the message": streaming(b"\x00\x40%%\x81\x80", stall=True),
    "an empty message": streaming(b"\x00\x00"),
    "noise": streaming(b"\xff\xff" + bytes(65_535)),
    "a wrong id": streaming(b"\x00\x0cxx\x81\x80" + bytes(8)),
    "truncated once more": streaming(b"\x00\x0c%%\x83\x80" + bytes(8)),
}


@pytest.mark.parametrize("handler", STREAMS.values(), ids=STREAMS)
async def test_a_truncated_answer_that_cannot_be_had_whole_is_a_failure(
    raw: Any, handler: Stream | None
) -> None:
    began = time.monotonic()
    async with truncating(raw, handler) as server:
        with pytest.raises(GatherError) as caught:
            await Dns((server,), HASTY, SystemClock()).resolve(NAME, "TXT")
    assert caught.value.reason in FAILURES
    assert time.monotonic() - began < MOST_SECONDS


@pytest.mark.server
@pytest.mark.parametrize("name", ["large.example", "long.example"])
async def test_a_real_servers_truncated_answer_is_had_over_tcp(large_nsd: str, name: str) -> None:
    answer = await Dns((large_nsd,), Limits(), SystemClock()).resolve(name, "TXT")
    assert sorted(text[:3] for text in answer.records) == [f"{n:03}" for n in range(100)]


@pytest.mark.server
async def test_a_real_servers_referral_is_no_answer(large_nsd: str) -> None:
    with pytest.raises(GatherError) as caught:
        await Dns((large_nsd,), Limits(), SystemClock()).resolve("x.below.example", "TXT")
    assert caught.value.reason is Reason.DNS_FAILURE


@pytest.mark.server
async def test_a_real_servers_alias_to_a_name_without_such_records(nsd: str) -> None:
    answer = await Dns((nsd,), Limits(), SystemClock()).resolve("alias.example", "MX")
    assert (answer.records, answer.exists) == ((), True)
