"""An authoritative DNS server on loopback, over UDP and TCP (RFC 1034, 1035, 7766)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.zone

from exposure_audit.sandbox.dns_faults import failing_reply
from exposure_audit.sandbox.faults import DNS, Faults, fault_at
from exposure_audit.sandbox.schema import ZoneText
from exposure_audit.sandbox.streams import LOOPBACK, conversing

_TRIES = 20
_PLAIN_UDP_BYTES = 512
_TCP_BYTES = 65_535
_IDLE_SECONDS = 5.0


class Zones:
    """Answers questions about its zones; REFUSED for every other name."""

    def __init__(self, zones: Sequence[ZoneText], faults: Faults) -> None:
        read = (
            dns.zone.from_text(zone.records, origin=zone.name, relativize=False) for zone in zones
        )
        self._zones = {cast("dns.name.Name", zone.origin): zone for zone in read}
        self._faults = faults

    def reply(self, wire: bytes, *, udp: bool) -> bytes | None:
        """Answer one message; None where nothing is to be said."""
        try:
            query = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            return None
        if query.flags & dns.flags.QR or len(query.question) != 1:
            return None
        fault = fault_at(self._faults, DNS)
        if fault is not None:
            return failing_reply(query, fault, udp=udp)
        return self._answer(query).to_wire(max_size=_room(query, udp=udp), prefer_truncation=udp)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        question = query.question[0]
        zone = self._zone_of(question.name)
        if zone is None or question.rdclass != dns.rdataclass.IN:
            response.set_rcode(dns.rcode.REFUSED)
        else:
            response.flags |= dns.flags.AA
            _fill(response, zone, question.name, question.rdtype)
        return response

    def _zone_of(self, name: dns.name.Name) -> dns.zone.Zone | None:
        """Return the zone that holds a name: the one with the longest origin."""
        held = [origin for origin in self._zones if name.is_subdomain(origin)]
        return self._zones[max(held, key=len)] if held else None


def _room(query: dns.message.Message, *, udp: bool) -> int:
    """Return how many bytes the asker takes (EDNS, RFC 6891)."""
    return max(_PLAIN_UDP_BYTES, query.payload) if udp else _TCP_BYTES


def _fill(
    response: dns.message.Message,
    zone: dns.zone.Zone,
    name: dns.name.Name,
    rdtype: dns.rdatatype.RdataType,
) -> None:
    """Put the records into the answer, or the SOA into the authority (RFC 2308)."""
    found = zone.get_rrset(name, rdtype)
    if found is not None:
        response.answer.append(found)
        return
    soa = zone.get_rrset(zone.origin or dns.name.root, dns.rdatatype.SOA)
    if soa is not None:
        response.authority.append(soa)
    if not any(node.is_subdomain(name) for node in zone.nodes):
        response.set_rcode(dns.rcode.NXDOMAIN)


class _Datagrams(asyncio.DatagramProtocol):
    """Answers each datagram with one."""

    def __init__(self, zones: Zones) -> None:
        self._zones = zones
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        reply = self._zones.reply(data, udp=True)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)


async def _stream(zones: Zones, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer length-prefixed messages until the asker is done or idle."""
    with suppress(TimeoutError, OSError, asyncio.IncompleteReadError):
        while True:
            async with asyncio.timeout(_IDLE_SECONDS):
                size = int.from_bytes(await reader.readexactly(2))
                reply = zones.reply(await reader.readexactly(size), udp=False)
            if reply is None:
                break
            writer.write(len(reply).to_bytes(2) + reply)
            await writer.drain()


@asynccontextmanager
async def serve(zones: Zones) -> AsyncIterator[int]:
    """Listen on one free loopback port, UDP and TCP, until the block ends.

    Raises `OSError` where no port is free for both.
    """
    async with AsyncExitStack() as held:
        for _ in range(_TRIES):
            datagrams, port = await _datagrams(zones)
            try:
                await held.enter_async_context(conversing(partial(_stream, zones), port=port))
            except OSError as error:
                # Another program holds this port for TCP.
                datagrams.close()
                refused = error
                continue
            held.callback(datagrams.close)
            yield port
            return
        raise refused


async def _datagrams(zones: Zones) -> tuple[asyncio.BaseTransport, int]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Datagrams(zones), local_addr=(LOOPBACK, 0)
    )
    return transport, int(transport.get_extra_info("sockname")[1])
