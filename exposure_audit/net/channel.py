"""One attempt's way to the network: URLs, redirects, keys and names around each question.

Implements `net.interface.Channel`; every question goes through `net.exchange`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net import questions, rdap
from exposure_audit.net.dns import Dns
from exposure_audit.net.domains import ldh
from exposure_audit.net.egress import Shipment, same_host, texts_of
from exposure_audit.net.exchange import Exchange, Question, Told
from exposure_audit.net.hops import (
    Hop,
    answer_of,
    checked,
    keyless,
    keys_for,
    leads_on,
    shared_headers,
)
from exposure_audit.net.http import Http, Outgoing, check_url, next_url, parse_url
from exposure_audit.net.interface import OK, DnsAnswer, Response
from exposure_audit.net.rdap import Bootstrap
from exposure_audit.net.walls import leads_to_login
from exposure_audit.net.whois import Whois
from exposure_audit.result import RESOLVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The protocols that the channels of a room speak."""

    http: Http
    dns: Dns
    whois: Whois
    bootstrap: Bootstrap
    limits: Limits


@dataclass(slots=True)
class RoomChannel:
    """See `net.interface.Channel`."""

    exchange: Exchange
    wiring: Wiring

    @property
    def requests(self) -> int:
        """Requests made so far, each hop, repetition, DNS and WHOIS question included."""
        return self.exchange.requests

    @property
    def waited(self) -> float:
        """Seconds spent on waiting for a turn."""
        return self.exchange.waited

    @property
    def as_of(self) -> datetime | None:
        """When the oldest kept answer that was used was got, or None."""
        return self.exchange.as_of

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
        echo = self.exchange.errand.guard.echo(asked, source)
        ours = source is None or same_host(asked, source)
        return await self._chain(
            Hop(outgoing=outgoing, echo=echo, ours=ours), accept, follow=follow
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
        hop = Hop(outgoing=outgoing, echo=False, ours=True)
        return answer_of(await self._send(hop), accept)

    async def resolve(self, name: str, record_type: str) -> DnsAnswer:
        """See `Channel.resolve`."""
        asked = ldh(name)
        dns = self.wiring.dns

        async def ask(told: Told, _extra: Mapping[str, str]) -> Response:
            dns.ready()
            told()
            return questions.dns_response(await dns.resolve(asked, record_type))

        question = Question(
            host=RESOLVER,
            key=f"dns {record_type} {asked} by {dns.servers}",
            shipment=Shipment("", (name, asked)),
            ask=ask,
        )
        answer = await self.exchange.answer(question)
        return replace(questions.dns_answer(answer), name=name)

    async def rdap(self, domain: str) -> Response | None:
        """See `Channel.rdap`."""
        asked = ldh(domain)
        # Before the list of servers is fetched: what may not be asked costs no request at all.
        self.exchange.errand.guard.check(Shipment("", (domain, asked)), frozenset())
        base = await self.wiring.bootstrap.base_for(asked, self._bootstrap)
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
        whois = self.wiring.whois
        found = whois.server_for(asked)
        if found is None:
            return None
        server, exempt = found

        async def ask(told: Told, _extra: Mapping[str, str]) -> Response:
            text = await whois.ask(asked, server, exempt=exempt, told=told)
            return questions.whois_response(asked, text, self.exchange.common.clock.now())

        question = Question(
            host=server[0],
            key=f"whois {server} {asked}",
            shipment=Shipment(server[0], (domain, asked)),
            ask=ask,
        )
        return (await self.exchange.answer(question)).body.decode()

    async def _bootstrap(self, url: str) -> Response:
        limit = self.wiring.limits.json_bytes
        return await self.get(url, headers={"Accept": "application/json"}, max_bytes=limit)

    async def _chain(self, hop: Hop, accept: Collection[int], *, follow: bool) -> Response:
        start = hop.outgoing.url
        seen = {start}
        while True:
            response = await self._send(hop)
            if not leads_on(response, accept, follow=follow):
                if leads_to_login(start, hop.outgoing.url):
                    raise GatherError(Reason.LOGIN, hop.outgoing.url.raw_host or "")
                return answer_of(response, accept)
            hop = self._next(hop, response)
            if hop.outgoing.url in seen or len(seen) > self.wiring.limits.redirects:
                raise GatherError(Reason.REDIRECT_LOOP, start.raw_host or "")
            seen.add(hop.outgoing.url)

    def _next(self, hop: Hop, response: Response) -> Hop:
        """Return what a redirect asks for; see `next_url`, `keyless`, `check_redirect`."""
        here = hop.outgoing.url
        to = next_url(here, response.headers["location"], self.wiring.limits)
        url = keyless(self.exchange.errand.keys, to)
        echo = self.exchange.errand.guard.check_redirect(url, here)
        headers = shared_headers(hop.outgoing, url)
        outgoing = replace(hop.outgoing, url=url, headers=headers)
        return Hop(outgoing=outgoing, echo=echo, ours=False)

    async def _send(self, hop: Hop) -> Response:
        """Send one request in its turn, if it may be sent at all."""
        outgoing = hop.outgoing
        host = outgoing.url.raw_host or ""
        texts = texts_of(outgoing.url, outgoing.form, outgoing.headers)
        own = checked(outgoing.headers)
        keys, query = keys_for(self.exchange.errand.keys, outgoing.url)

        async def ask(told: Told, extra: Mapping[str, str]) -> Response:
            request = replace(outgoing, headers={**own, **extra, **keys}, secret=query)
            return await self.wiring.http.send(request, told)

        response = await self.exchange.answer(
            Question(
                host=host,
                key=questions.key_of(outgoing, self.wiring.http.via(outgoing.url)),
                shipment=Shipment(host, texts, ours=hop.ours, echo=hop.echo),
                ask=ask,
                safe=outgoing.method == "GET",
                shared=outgoing.method == "GET" and not (keys or query),
            )
        )
        if len(response.body) > outgoing.max_bytes:
            raise GatherError(Reason.TOO_LARGE, host)
        return response
