"""WHOIS on port 43 (RFC 3912): one question, one text, the connection closes.

Referrals to a registrar's own server are not followed: they lead to servers that nobody listed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.dns import Dns
from exposure_audit.net.domains import ldh
from exposure_audit.net.guard import DIAL, AddressRefused, Dial, Guard, Place
from exposure_audit.net.places import place

PORT = 43
# The new TLDs run whois.nic.<tld> by their registry agreements (ICANN, specification 4).
_SERVERS = {
    "com": "whois.verisign-grs.com",
    "cymru": "whois.nic.cymru",
    "eu": "whois.eu",
    "io": "whois.nic.io",
    "london": "whois.nic.london",
    "me": "whois.nic.me",
    "net": "whois.verisign-grs.com",
    "org": "whois.publicinterestregistry.org",
    "scot": "whois.nic.scot",
    "uk": "whois.nic.uk",
    "wales": "whois.nic.wales",
}
# Without the word, Verisign also looks for name servers and registrars.
_QUERIES = {"whois.verisign-grs.com": "domain {}"}
_TOO_MUCH = re.compile(
    r"quota exceeded|quota .{0,60}exceeded|limit exceeded|queries exceeded|excessive quer|"
    r"exceeded the (?:maximum|allowed|query)|too many (?:queries|"
    r"requests|connections)|rate.?limit|(?:quer(?:y|ies)|connections?) (?:limit|rate)|"
    r"try again (?:later|in)|blacklisted|temporarily (?:blocked|denied)",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"(?:access|query|connection|request)\b.{0,80}\b(?:denied|restricted|refused)|"
    r"\b(?:banned|blocked|not (?:authori[sz]ed|permitted|allowed))\b",
    re.IGNORECASE,
)
# Nominet writes the value on the following line.
_DOMAIN = re.compile(r"^[ \t]*domain(?:[ \t]*name)?[ \t.]*:\s*(\S+)", re.I | re.M)
_RECORD = re.compile(
    r"^[ \t]*(?:registrant|registrar|registry (?:domain|expiry)|registered|registration status|"
    r"relevant dates|data validation|holder|owner|sponsoring|name ?servers?|nserver|created|"
    r"creation|updated|expir(?:es|y)|script|admin|tech)\b[^:\n]{0,40}:",
    re.I | re.M,
)
# Only at the start of a line: "404 Not Found" and "the database was not found" are no answers.
_NONE = re.compile(
    r"^[ \t%#*>]*(?:no match\b|(?:(?:the )?(?:queried )?(?:domain|object)(?: name)? (?:\S+ )?)?"
    r"(?:not found\b|does not exist\b)|no (?:match(?:es)?|entries|data|objects?) found\b|"
    r"status:[ \t]*(?:free|available)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SHORT = 1_500
"""A refusal is shorter than this (characters); terms of use may speak of limits too."""


def overrides_of(servers: Mapping[str, str]) -> Mapping[str, Place]:
    """Read the settings' servers by suffix; raises `SettingsError`."""
    return {tld.lower().strip("."): place(server, PORT) for tld, server in servers.items()}


def server_for(domain: str, overrides: Mapping[str, Place]) -> tuple[Place, bool] | None:
    """Return the server for a domain and whether an override named it; longest suffix wins."""
    labels = domain.split(".")
    suffixes = [".".join(labels[start:]) for start in range(len(labels))]
    for suffix in suffixes:
        if found := overrides.get(suffix):
            return found, True
    for suffix in suffixes:
        if server := _SERVERS.get(suffix):
            return (server, PORT), False
    return None


class Whois:
    """Asks the registries' WHOIS servers."""

    def __init__(self, servers: Mapping[str, str], limits: Limits, dns: Dns, guard: Guard) -> None:
        self._overrides = overrides_of(servers)
        self._limits = limits
        self._dns = dns
        self._guard = guard

    def server_for(self, domain: str) -> tuple[Place, bool] | None:
        """Return the server for a domain, and whether the settings named it."""
        return server_for(domain, self._overrides)

    async def ask(
        self, domain: str, server: Place, *, exempt: bool, told: Callable[[], None]
    ) -> str:
        """Ask a server for a domain in LDH form; raises `GatherError`.

        `told` is called once the server is connected, before it is asked.
        """
        host = server[0]
        token = DIAL.set(Dial(stand_in=server if exempt else None))
        try:
            async with asyncio.timeout(self._limits.whois_seconds):
                query = _QUERIES.get(host, "{}").format(domain)
                body = await self._exchange(server, query, told)
        except TimeoutError as error:
            raise GatherError(Reason.TIMEOUT, host, "WHOIS") from error
        except AddressRefused as error:
            raise GatherError(Reason.GUARD_INSIDE, host, "leads to an address inside") from error
        except OSError as error:
            raise GatherError(Reason.CONNECTION, host, "WHOIS") from error
        finally:
            DIAL.reset(token)
        return _judged(_decoded(body), domain, host)

    async def _exchange(self, server: Place, query: str, told: Callable[[], None]) -> bytes:
        reader, writer = await self._connect(server)
        told()
        try:
            writer.write(query.encode("ascii") + b"\r\n")
            await writer.drain()
            return await self._read(reader, server[0])
        finally:
            writer.close()

    async def _connect(self, server: Place) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Dial the addresses that were checked, one after the other."""
        host, port = server
        self._guard.host(host, port)
        addresses = await self._dns.addresses(host)
        self._guard.admit(host, port, addresses)
        last = OSError("no address")
        for address in addresses:
            try:
                return await asyncio.open_connection(address, port)
            except OSError as error:
                last = error
        raise last

    async def _read(self, reader: asyncio.StreamReader, host: str) -> bytes:
        body = bytearray()
        while chunk := await reader.read(16_384):
            body += chunk
            if len(body) > self._limits.whois_bytes:
                raise GatherError(Reason.TOO_LARGE, host, "WHOIS")
        return bytes(body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", "replace")


def says_none(text: str) -> bool:
    """Whether a reply says that the domain is not registered."""
    return bool(_NONE.search(text))


def _judged(text: str, domain: str, host: str) -> str:
    """Return a reply that is an answer; a refusal, silence and noise are none.

    An answer is a record of the domain that was asked for, or says that there is none: a reply
    that only repeats the question may be any error.
    """
    if _is_record(text, domain) or says_none(text):
        return text
    if len(text) <= _SHORT and _TOO_MUCH.search(text):
        raise GatherError(Reason.QUOTA, host, "WHOIS")
    if len(text) <= _SHORT and _REFUSED.search(text):
        raise GatherError(Reason.BLOCKED, host, "WHOIS")
    raise GatherError(Reason.MALFORMED, host, "no WHOIS answer")


def _is_record(text: str, domain: str) -> bool:
    """Whether a line names the domain and another one tells something about it."""
    named = any(_same(found[1], domain) for found in _DOMAIN.finditer(text))
    return named and bool(_RECORD.search(text))


def _same(written: str, domain: str) -> bool:
    try:
        return ldh(written.strip("\"'.,")) == ldh(domain)
    except GatherError:
        return False
