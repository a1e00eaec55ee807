"""A port-43 server that speaks as a registry's does (RFC 3912; layout as Nominet's)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, suppress

from exposure_audit.sandbox.faults import GARBAGE, WHOIS, Fault, Faults, fault_at
from exposure_audit.sandbox.schema import Registrant, Registration
from exposure_audit.sandbox.streams import BEAT_SECONDS, conversing, reset

_QUERY_BYTES = 1024
_IDLE_SECONDS = 5.0
_WITHHELD = """\
    Data validation:
        Registrant data are not shown: the registrant has not agreed.
"""
_KNOWN = """\
    Domain name:
        {domain}

{holder}
    Registrar:
        Sample Registrar Ltd [Tag = SAMPLE]
        URL: https://registrar.example/

    Relevant dates:
        Registered on: {registered:%d-%b-%Y}

    Registration status:
        Registered until expiry date.

    Name servers:
        ns1.registry.example

    --
    This WHOIS information is provided for free by the sandbox's fictional registry.
"""
_UNKNOWN = """\

    No match for "{domain}".

    This domain name has not been registered.

    --
    This WHOIS information is provided for free by the sandbox's fictional registry.
"""
_QUOTA = """\

    The WHOIS query quota for 127.0.0.1 has been exceeded
    and will be replenished in 60 seconds.
"""
_DENIED = "Error: access denied.\n"
_ERROR = "Error: internal server error.\n"
_MOVED = "This service has moved. Ask whois.elsewhere.example.\n"
_LABELS = "    Domain name:\n\n    Registrant:\n\n    Registrar:\n"
_OTHER = "    Domain name:\n        elsewhere.example\n\n    Registrar:\n        Sample Registrar\n"
_TEXTS = {
    Fault.FORBIDDEN: _DENIED,
    Fault.UNAUTHORIZED: _DENIED,
    Fault.CHALLENGE: _DENIED,
    Fault.WALL: "Verify that you are human: https://registry.example/check\n",
    Fault.RATE_LIMITED: _QUOTA,
    Fault.ERROR: _ERROR,
    Fault.UNAVAILABLE: _ERROR,
    Fault.LOOP: _MOVED,
    Fault.LOGIN: _MOVED,
    Fault.MISSING: _UNKNOWN,
    Fault.EMPTY_OBJECT: _LABELS,
    Fault.OTHER_SHAPE: _OTHER,
}
_CUT_AT = 60
"""Bytes of a record that are no record yet."""


class Whois:
    """Answers one query per connection."""

    def __init__(self, registrations: Sequence[Registration], faults: Faults) -> None:
        self._registrations = {entry.domain: entry for entry in registrations}
        self._faults = faults

    def text(self, query: str) -> str:
        """Return what the registry says of a domain."""
        domain = query.strip().lower().rstrip(".")
        entry = self._registrations.get(domain)
        if entry is None:
            return _UNKNOWN.format(domain=domain[:253])
        return _KNOWN.format(
            domain=domain, holder=_holder(entry.registrant), registered=entry.registered
        )

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one line and answer it; a line that is too long or too late is not answered."""
        with suppress(TimeoutError, OSError, ValueError):
            async with asyncio.timeout(_IDLE_SECONDS):
                query = await reader.readline()
            await self._answer(query.decode("utf-8", "replace"), writer)

    async def _answer(self, query: str, writer: asyncio.StreamWriter) -> None:
        fault = fault_at(self._faults, WHOIS)
        record = _wire(self.text(query))
        if fault in {Fault.SLOW, Fault.STALL}:
            writer.write(record[:_CUT_AT] if fault is Fault.STALL else b"")
            await asyncio.Event().wait()
        elif fault in {Fault.DRIP, Fault.HUGE}:
            await _endless(writer, drip=fault is Fault.DRIP)
        elif fault is Fault.RESET:
            reset(writer.transport)
        else:
            writer.write(record if fault is None else _failed(fault, record, query.strip()))
            await writer.drain()


async def _endless(writer: asyncio.StreamWriter, *, drip: bool) -> None:
    while True:
        writer.write(b"\n" if drip else _wire(_LABELS) * 100)
        await writer.drain()
        await asyncio.sleep(BEAT_SECONDS if drip else 0)


def _failed(fault: Fault, record: bytes, domain: str) -> bytes:
    """Return what stands in place of a record."""
    if fault is Fault.SHORT:
        return record[:_CUT_AT]
    if fault in {Fault.GARBAGE, Fault.BROKEN_JSON}:
        return GARBAGE
    return _wire(_TEXTS.get(fault, "").format(domain=domain[:253]))


def _wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _holder(holder: Registrant | None) -> str:
    if holder is None:
        return _WITHHELD
    lines = (holder.street, holder.town, holder.postcode, "United Kingdom")
    address = "".join(f"        {line}\n" for line in lines)
    return f"    Registrant:\n        {holder.name}\n\n    Registrant's address:\n{address}"


def serve(whois: Whois) -> AbstractAsyncContextManager[int]:
    """Listen on a free loopback port until the block ends."""
    return conversing(whois.converse, limit=_QUERY_BYTES)
