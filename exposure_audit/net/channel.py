"""One attempt's way to the network: egress, budget, pacing, keys and redirects around each request.

Implements `net.interface.Channel`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from yarl import URL

from exposure_audit.errors import GatherError
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import CheckId, FactId, Reason
from exposure_audit.net import rdap
from exposure_audit.net.config import HostKey
from exposure_audit.net.dns import Dns
from exposure_audit.net.domains import ldh
from exposure_audit.net.egress import EgressGuard, Shipment, same_host, texts_of
from exposure_audit.net.faults import REDIRECTS, status_reason
from exposure_audit.net.http import OWN_HEADERS, Http, Outgoing, check_url, next_url, parse_url
from exposure_audit.net.interface import OK, DnsAnswer, Response
from exposure_audit.net.ledger import Ledger
from exposure_audit.net.pacing import Pacer
from exposure_audit.net.rdap import Bootstrap
from exposure_audit.net.walls import leads_to_login, wall_reason
from exposure_audit.net.whois import Whois
from exposure_audit.result import RESOLVER, Disclosure

_SHARED = frozenset({"accept", "accept-language"})
"""Headers of a check that also go to a host that a redirect leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What the channels of a room share."""

    http: Http
    dns: Dns
    whois: Whois
    bootstrap: Bootstrap
    pacer: Pacer
    ledger: Ledger
    limits: Limits
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """One request of a chain, before it is looked over."""

    outgoing: Outgoing
    echo: bool
    ours: bool


@dataclass(slots=True)
class RoomChannel:
    """See `net.interface.Channel`; counts its requests."""

    check: CheckId
    guard: EgressGuard
    keys: tuple[HostKey, ...]
    wiring: Wiring
    requests: int = field(default=0, init=False)
    """Requests made so far, each hop and each DNS or WHOIS question included."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = OK,
        max_bytes: int | None = None,
        follow: bool = True,
        found_on: str | None = None,
    ) -> Response:
        """See `Channel.get`."""
        limits = self.wiring.limits
        asked = parse_url(url, limits)
        if params:
            asked = check_url(asked.update_query(dict(params)), limits)
        source = parse_url(found_on, limits) if found_on else None
        outgoing = Outgoing(
            method="GET",
            url=asked,
            headers=headers or {},
            max_bytes=max_bytes or limits.body_bytes,
        )
        echo = self.guard.echo(asked, source)
        ours = source is None or same_host(asked, source)
        return await self._chain(
            _Hop(outgoing=outgoing, echo=echo, ours=ours), accept, follow=follow
        )

    async def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = OK,
        max_bytes: int | None = None,
    ) -> Response:
        """See `Channel.post`."""
        limits = self.wiring.limits
        outgoing = Outgoing(
            method="POST",
            url=parse_url(url, limits),
            headers=headers or {},
            form=form,
            max_bytes=max_bytes or limits.body_bytes,
        )
        hop = _Hop(outgoing=outgoing, echo=False, ours=True)
        return answer_of(await self._send(hop), accept)

    async def resolve(self, name: str, record_type: str) -> DnsAnswer:
        """See `Channel.resolve`."""
        asked = ldh(name)
        facts = await self._look_over(RESOLVER, Shipment("", (name, asked)))
        self.wiring.dns.ready()
        self._disclosed(RESOLVER, facts)
        answer = await self.wiring.dns.resolve(asked, record_type)
        return replace(answer, name=name)

    async def rdap(self, domain: str) -> Response | None:
        """See `Channel.rdap`."""
        asked = ldh(domain)
        # Before the list of servers is fetched: what may not be asked costs no request at all.
        self.guard.check(Shipment("", (domain, asked)), frozenset())
        base = await self.wiring.bootstrap.base_for(asked)
        if base is None:
            return None
        return await self.get(
            f"{base}domain/{asked}",
            headers={"Accept": rdap.MEDIA_TYPE},
            accept=frozenset({200, 404}),
            max_bytes=self.wiring.limits.json_bytes,
        )

    async def whois(self, domain: str) -> str | None:
        """See `Channel.whois`."""
        asked = ldh(domain)
        found = self.wiring.whois.server_for(asked)
        if found is None:
            return None
        server, exempt = found
        async with self.wiring.pacer.turn(server[0]):
            facts = await self._look_over(server[0], Shipment(server[0], (domain, asked)))
            told = partial(self._told, server[0], facts)
            return await self.wiring.whois.ask(asked, server, exempt=exempt, told=told)

    async def _chain(self, hop: _Hop, accept: Collection[int], *, follow: bool) -> Response:
        start = hop.outgoing.url
        seen = {start}
        while True:
            response = await self._send(hop)
            if not _leads_on(response, accept, follow=follow):
                if leads_to_login(start, hop.outgoing.url):
                    raise GatherError(Reason.LOGIN, hop.outgoing.url.raw_host or "")
                return answer_of(response, accept)
            hop = self._next(hop, response)
            if hop.outgoing.url in seen or len(seen) > self.wiring.limits.redirects:
                raise GatherError(Reason.REDIRECT_LOOP, start.raw_host or "")
            seen.add(hop.outgoing.url)

    def _next(self, hop: _Hop, response: Response) -> _Hop:
        """Return the request that a redirect asks for; see `next_url`, `check_redirect`."""
        here = hop.outgoing.url
        url = next_url(here, response.headers["location"], self.wiring.limits)
        echo = self.guard.check_redirect(url, here)
        headers = {
            name: value
            for name, value in hop.outgoing.headers.items()
            if url.raw_host == here.raw_host or name.lower() in _SHARED
        }
        outgoing = replace(hop.outgoing, url=url, headers=headers)
        return _Hop(outgoing=outgoing, echo=echo, ours=False)

    async def _send(self, hop: _Hop) -> Response:
        """Send one request in its turn, if it may be sent at all."""
        outgoing = hop.outgoing
        host = outgoing.url.raw_host or ""
        texts = texts_of(outgoing.url, outgoing.form, outgoing.headers)
        shipment = Shipment(host, texts, ours=hop.ours, echo=hop.echo)
        async with self.wiring.pacer.turn(host):
            told = partial(self._told, host, await self._look_over(host, shipment))
            keyed = _checked(outgoing.headers) | self._key_headers(outgoing.url)
            return await self.wiring.http.send(replace(outgoing, headers=keyed), told)

    def _key_headers(self, url: URL) -> dict[str, str]:
        """Return the keys for a public host; none ever crosses an open connection."""
        if url.scheme != "https":
            return {}
        return {key.header: key.value for key in self.keys if key.host == url.raw_host}

    async def _look_over(self, host: str, shipment: Shipment) -> frozenset[FactId]:
        """Return what a request would disclose, and count it, before a byte leaves."""
        ledger = self.wiring.ledger
        known = ledger.facts_at(host)
        facts = self.guard.check(shipment, known)
        if self.requests >= self.wiring.limits.requests_per_attempt:
            raise GatherError(Reason.BUDGET, host)
        self.requests += 1
        while not await ledger.meant(host, facts, known):
            known = ledger.facts_at(host)
            facts = self.guard.check(shipment, known)
        return facts

    def _told(self, host: str, facts: frozenset[FactId]) -> None:
        """Note that a host was reached, and what it is told."""
        self.wiring.ledger.saw(host)
        self._disclosed(host, facts)

    def _disclosed(self, host: str, facts: frozenset[FactId]) -> None:
        if facts:
            self.wiring.ledger.disclosed(
                Disclosure(
                    time=self.wiring.clock.now(),
                    check=self.check,
                    host=host,
                    facts=tuple(sorted(facts)),
                )
            )


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in OWN_HEADERS}


def _leads_on(response: Response, accept: Collection[int], *, follow: bool) -> bool:
    return (
        follow
        and response.status in REDIRECTS
        and response.status not in accept
        and bool(response.headers.get("location"))
    )


def answer_of(response: Response, accept: Collection[int]) -> Response:
    """Return a response that is one; raises `GatherError` for a wall or another status."""
    host = URL(response.url).raw_host or ""
    if wall := wall_reason(response):
        raise GatherError(wall, host, "a wall in front of the page")
    if response.status not in accept:
        raise GatherError(status_reason(response.status), host, f"HTTP {response.status}")
    return response
