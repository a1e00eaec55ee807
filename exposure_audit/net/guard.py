"""The SSRF guard: which addresses may be dialled, checked at the socket and once more at the name.

`socket_factory` sees every address that aiohttp really dials, IP literals included; a resolver
alone would not (aiohttp never asks it about literals). A host with one bad address is refused
whole, so that no race between its addresses decides.
"""

from __future__ import annotations

import ipaddress
import re
import socket  # noqa: TID251  (the network room is where sockets are opened)
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from aiohttp import AddrInfoType

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason

Place = tuple[str, int]
"""A host or address in lower case, and a port."""

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# `is_global` of Python 3.11.7 says yes to several of these; the rest are here so that the rule
# does not move with the Python version. IANA special-purpose registries, read November 2026.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host agent: looks public, is inside
        "169.254.0.0/16",  # link-local, with the clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "64:ff9b::/96",  # NAT64 (RFC 6052): leads to any IPv4 address
        "64:ff9b:1::/48",
        "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4: leads to any IPv4 address
        "3fff::/20",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",  # site-local, deprecated (RFC 3879), still routed here and there
        "ff00::/8",
    )
)
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+\.?", re.IGNORECASE)
# RFC 6761, 6.3, and what distributions write into /etc/hosts.
_THIS_MACHINE = frozenset(
    {
        "ip6-localhost",
        "ip6-loopback",
        "localhost.localdomain",
        "localhost4",
        "localhost4.localdomain4",
        "localhost6",
        "localhost6.localdomain6",
    }
)


class AddressRefused(OSError):
    """An address inside the user's machine or network, or of no public use.

    It is an `OSError`: with anything else aiohappyeyeballs ends in an IndexError for a host with
    several addresses.
    """


@dataclass(slots=True)
class Dial:
    """What one request may reach besides public addresses, and whether the guard spoke."""

    stand_in: Place | None = None
    permitted: set[Place] = field(default_factory=set)
    """Addresses of exempt names, noted by the resolver."""
    refused: bool = False
    told: Callable[[], None] | None = None
    """To be called for each connection that the request goes over."""


DIAL: ContextVar[Dial | None] = ContextVar("dial", default=None)
"""Set around each request; the same object is seen by the tasks that aiohttp starts for it."""


def refused(address: str) -> bool:
    """Tell whether an address must not be reached; what is no address is refused too."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return True
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return refused(str(found.ipv4_mapped))
        if found.scope_id is not None or found not in _GLOBAL_UNICAST:
            return True
    return any(found in network for network in _REFUSED) or not found.is_global


def literal(host: str) -> bool:
    """Tell whether a host is an IP address in its usual spelling."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4_096)
def canonical(host: str) -> str:
    """Return a host in one spelling, so that two can be compared."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        # An address with a dot behind it is no address: a resolver might be asked for it.
        return host.lower() if numeric(host) else host.lower().rstrip(".")


def numeric(host: str) -> bool:
    """Tell whether a host is a number in some spelling (`0x7f.1`, `2130706433`), or a literal.

    The WHATWG URL standard's rule: a host whose last label is numeric is an IPv4 address.
    """
    last = host.rstrip(".").rpartition(".")[2].lower()
    return ":" in host or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None


def this_machine(host: str) -> bool:
    """Tell whether a name means the user's own machine, whatever a resolver says of it."""
    name = host.lower().rstrip(".")
    return name in _THIS_MACHINE or name.rpartition(".")[2] == "localhost"


class Guard:
    """Decides about hosts and addresses; knows what the user's settings exempt."""

    def __init__(self, allow_hosts: Iterable[Place] = ()) -> None:
        self._allowed = frozenset((canonical(host), port) for host, port in allow_hosts)

    def exempt(self, host: str, port: int) -> bool:
        """Tell whether the settings let exactly this host and port through."""
        dial = DIAL.get()
        place = (canonical(host), port)
        return place in self._allowed or (
            dial is not None and (place == dial.stand_in or place in dial.permitted)
        )

    def host(self, host: str, port: int) -> None:
        """Refuse a host for what it is, before anything is looked up or dialled for it.

        Raises `AddressRefused` for an address inside, for a name of this machine and for odd
        spellings of numbers, whatever they stand for; `GatherError` (malformed) for what is no
        host name.
        """
        if self.exempt(host, port):
            return
        if numeric(host):
            if refused(host):
                self._refuse()
        elif this_machine(host):
            self._refuse()
        elif not _HOST.fullmatch(host):
            raise GatherError(Reason.MALFORMED, detail="not a host name")

    def admit(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Check all addresses that a name stands for; raises `AddressRefused` for one bad one."""
        found = tuple(addresses)
        if self.exempt(host, port):
            if dial := DIAL.get():
                dial.permitted.update((canonical(address), port) for address in found)
        elif any(refused(address) for address in found):
            self._refuse()

    def socket_factory(self, addr_info: AddrInfoType) -> socket.socket:
        """Open a socket for the address that is about to be dialled, or refuse it."""
        family, kind, protocol, _, address = addr_info
        host, port = str(address[0]), int(address[1])
        if refused(host) and not self.exempt(host, port):
            self._refuse()
        return socket.socket(family, kind, protocol)

    def _refuse(self) -> None:
        if dial := DIAL.get():
            dial.refused = True
        raise AddressRefused("an address inside is not reached")
