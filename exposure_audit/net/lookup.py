"""The resolver that aiohttp is given: every address of a host is checked before one is dialled."""

from __future__ import annotations

import ipaddress
import socket  # noqa: TID251  (names of address families)

from aiohttp.abc import AbstractResolver, ResolveResult

from exposure_audit.errors import GatherError
from exposure_audit.net.dns import Dns
from exposure_audit.net.guard import Guard


class LookupFailed(OSError):
    """A host could not be resolved; an `OSError`, as aiohttp expects."""


class GuardedResolver(AbstractResolver):
    """Resolves through the room's own DNS and refuses a host with one bad address."""

    def __init__(self, dns: Dns, guard: Guard) -> None:
        self._dns = dns
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See `aiohttp.abc.AbstractResolver.resolve`."""
        try:
            addresses = await self._dns.addresses(host)
        except GatherError as error:
            raise LookupFailed(error.reason.value) from error
        self._guard.admit(host, port, addresses)
        results = [_result(host, port, address) for address in addresses]
        return [each for each in results if family in {socket.AF_UNSPEC, each["family"]}]

    async def close(self) -> None:
        """Nothing to close."""


def _result(host: str, port: int, address: str) -> ResolveResult:
    six = isinstance(ipaddress.ip_address(address), ipaddress.IPv6Address)
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=socket.AF_INET6 if six else socket.AF_INET,
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )
