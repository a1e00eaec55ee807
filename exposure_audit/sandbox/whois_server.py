"""A port-43 server that speaks as a registry's does (RFC 3912; layout as Nominet's)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, suppress

from exposure_audit.sandbox.faults import GARBAGE, WHOIS, Fault, Faults, fault_at
from exposure_audit.sandbox.schema import Registrant, Registration
from exposure_audit.sandbox.streams import conversing

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
            writer.write(await self._reply(query))
            await writer.drain()

    async def _reply(self, query: bytes) -> bytes:
        fault = fault_at(self._faults, WHOIS)
        if fault is Fault.SLOW:
            await asyncio.Event().wait()
        if fault is Fault.RATE_LIMITED:
            return _wire(_QUOTA)
        if fault is Fault.GARBAGE:
            return GARBAGE
        if fault is not None:
            return b""
        return _wire(self.text(query.decode("utf-8", "replace")))


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
