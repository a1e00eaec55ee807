"""The DNS: records for the checks, and addresses for every host that is dialled.

The resolvers are those of the settings or the system's own; they are exempt from the address
guard, since a home router is one. NXDOMAIN and NODATA are answers, everything else is a failure.
"""

from __future__ import annotations

import asyncio
import socket  # noqa: TID251  (the network room is where names become addresses)
from collections.abc import Sequence
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rdata
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import dns.resolver

from exposure_audit.errors import GatherError
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import Reason
from exposure_audit.net.domains import ldh
from exposure_audit.net.guard import literal
from exposure_audit.net.interface import DnsAnswer
from exposure_audit.net.places import place

AT_ONCE = 50
"""Queries in flight; servers drop more (LIBRARIES.md 1.3)."""
MOST_RECORDS = 200
MOST_ADDRESSES = 32


class _NoSuchName(GatherError):
    """NXDOMAIN: an answer to a question for records, a failure for a host to be dialled."""


class Dns:
    """Asks the configured resolvers."""

    def __init__(self, servers: Sequence[str], limits: Limits, clock: Clock) -> None:
        self._servers = tuple(place(server, 53) for server in servers)
        self._limits = limits
        self._clock = clock
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._resolver: dns.asyncresolver.Resolver | None = None

    @property
    def servers(self) -> str:
        """Who is asked, in a word; empty for the system's own resolvers."""
        return " ".join(f"{host}:{port}" for host, port in self._servers)

    async def resolve(self, name: str, record_type: str) -> DnsAnswer:
        """See `net.interface.Channel.resolve`."""
        try:
            records = await self._query(ldh(name), record_type)
        except _NoSuchName:
            return DnsAnswer(name, record_type, (), self._clock.now(), exists=False)
        if len(records) > MOST_RECORDS:
            raise GatherError(Reason.TOO_LARGE, name, "DNS")
        texts = tuple(_text(record) for record in records)
        return DnsAnswer(name, record_type, texts, self._clock.now())

    def ready(self) -> None:
        """Find the resolvers; raises `GatherError` (dns-failure) where there is none to ask."""
        self._made()

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Return all addresses of a host, IPv4 first; raises `GatherError` where there is none."""
        if literal(host):
            return (host,)
        found = await (self._ask_both(host) if self._servers else self._system(host))
        if not found:
            raise GatherError(Reason.DNS_FAILURE, host, "has no address")
        return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]

    async def _ask_both(self, host: str) -> list[str]:
        four, six = await asyncio.gather(
            self._query(host, "A"), self._query(host, "AAAA"), return_exceptions=True
        )
        if isinstance(four, BaseException) and isinstance(six, BaseException):
            raise four
        answers = [each for each in (four, six) if not isinstance(each, BaseException)]
        return [record.to_text() for answer in answers for record in answer]

    async def _system(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._limits.dns_seconds):
                found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except TimeoutError as error:
            raise GatherError(Reason.TIMEOUT, host, "name lookup") from error
        except (OSError, UnicodeError) as error:
            raise GatherError(Reason.DNS_FAILURE, host) from error
        return [str(info[4][0]) for info in found]

    async def _query(self, name: str, record_type: str) -> Sequence[dns.rdata.Rdata]:
        try:
            async with self._slots:
                answer = await self._made().resolve(
                    name, record_type, raise_on_no_answer=False, search=False
                )
        except dns.resolver.NXDOMAIN as error:
            raise _NoSuchName(Reason.DNS_FAILURE, name, "no such name") from error
        except dns.exception.Timeout as error:
            raise GatherError(Reason.TIMEOUT, name, "DNS") from error
        except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel) as error:
            raise GatherError(Reason.MALFORMED, name, "not a domain name") from error
        except (dns.exception.DNSException, OSError) as error:
            raise GatherError(Reason.DNS_FAILURE, name) from error
        if answer.rrset is None and not _says_none(answer.response):
            raise GatherError(Reason.DNS_FAILURE, name, "no answer to the question")
        return tuple(answer)

    def _made(self) -> dns.asyncresolver.Resolver:
        if self._resolver is None:
            self._resolver = make_resolver(dns.asyncresolver.Resolver, self._servers)
            self._resolver.lifetime = self._limits.dns_seconds
        return self._resolver


def make_resolver(kind: type[Any], servers: Sequence[tuple[str, int]]) -> Any:
    """Make a dnspython resolver (sync or async) for some servers, or the system's for none.

    Raises `GatherError` (dns-failure) where the system names no resolver.
    """
    if not servers:
        try:
            return kind()
        except dns.resolver.NoResolverConfiguration as error:
            raise GatherError(Reason.DNS_FAILURE, detail="no resolver on this machine") from error
    resolver = kind(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in servers]
    return resolver


def addresses_now(host: str, servers: Sequence[tuple[str, int]], seconds: float) -> tuple[str, ...]:
    """As `Dns.addresses`, for code that blocks; without servers the system's own lookup."""
    if literal(host):
        return (host,)
    try:
        found = _resolve_now(host, servers, seconds) if servers else _system_now(host)
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise GatherError(Reason.DNS_FAILURE, host) from error
    if not found:
        raise GatherError(Reason.DNS_FAILURE, host, "has no address")
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _resolve_now(host: str, servers: Sequence[tuple[str, int]], seconds: float) -> list[str]:
    resolver = make_resolver(dns.resolver.Resolver, servers)
    resolver.lifetime = seconds
    return list(resolver.resolve_name(host).addresses())


def _system_now(host: str) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def _says_none(response: dns.message.Message) -> bool:
    """Tell NODATA from a referral and from an answer to something else (RFC 2308, 2.2)."""
    told = {rrset.rdtype for rrset in response.authority}
    return dns.rdatatype.SOA in told or not (response.answer or response.authority)


def _text(record: dns.rdata.Rdata) -> str:
    """Return the presentation format; a TXT's strings joined and unquoted (RFC 7208, 3.3)."""
    if isinstance(record, dns.rdtypes.ANY.TXT.TXT):
        return b"".join(record.strings).decode("utf-8", "replace")
    return record.to_text()
