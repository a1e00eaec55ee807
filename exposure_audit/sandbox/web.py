"""One HTTP server for every host of the fictional web, told apart by the Host header."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from exposure_audit.limits import Clock
from exposure_audit.sandbox import companies_house, rdap, search, search_mojeek
from exposure_audit.sandbox.answering import Answering
from exposure_audit.sandbox.faults import Faults, Handler, failing, fault_at
from exposure_audit.sandbox.quota import Quota
from exposure_audit.sandbox.sites import SiteServer, host_of, misdirected, to_https
from exposure_audit.sandbox.streams import LOOPBACK
from exposure_audit.sandbox.world import LoadedWorld

_SHUTDOWN_SECONDS = 0.1
"""A request that a fault keeps waiting must not hold up the end."""


@dataclass(frozen=True, slots=True)
class WebPorts:
    """Where the server listens."""

    https: int
    """Stands in for https origins; speaks TLS where a context was given."""
    http: int
    """Stands in for plain http origins; redirects."""


def handlers(loaded: LoadedWorld, clock: Clock) -> dict[str, Handler]:
    """Return what answers for each host."""
    world = loaded.world
    house = Quota(world.quotas.companies_house, companies_house.WINDOW_SECONDS, clock)
    brave = Quota(world.quotas.brave, search.BRAVE_WINDOW_SECONDS, clock)
    mojeek = Quota(world.quotas.mojeek, search_mojeek.MOJEEK_WINDOW_SECONDS, clock)
    found: dict[str, Handler] = {
        rdap.BOOTSTRAP_HOST: rdap.bootstrap,
        rdap.HOST: rdap.RdapServer(world.registration).answer,
        companies_house.HOST: companies_house.CompaniesHouse(world, house).answer,
        search.BRAVE_HOST: search.Brave(world, brave).answer,
        search_mojeek.MOJEEK_HOST: search_mojeek.Mojeek(world, mojeek).answer,
        search.SEARXNG_HOST: search.Searxng(world.searxng, world.result).answer,
    }
    for site in world.site:
        found[site.host] = SiteServer(site, loaded.bodies).answer
    for host in dict.fromkeys(service.host for service in loaded.services):
        files = [service for service in loaded.services if service.host == host]
        found[host] = Answering(files, loaded.bodies, clock, found.get(host)).answer
    return found


def application(by_host: Mapping[str, Handler], faults: Faults) -> web.Application:
    """Return the server's application: the fault of a host comes before its answer."""

    async def dispatch(request: web.Request) -> web.StreamResponse:
        host = host_of(request)
        handler = by_host.get(host)
        if handler is None:
            return misdirected(host)
        fault = fault_at(faults, host)
        return await (failing(request, fault) if fault else handler(request))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", dispatch)
    return app


@asynccontextmanager
async def serve(
    by_host: Mapping[str, Handler], faults: Faults, tls: ssl.SSLContext | None
) -> AsyncIterator[WebPorts]:
    """Listen on two free loopback ports until the block ends."""
    async with (
        _listening(application(by_host, faults), tls) as https,
        _listening(to_https(by_host.__contains__), None) as http,
    ):
        yield WebPorts(https, http)


@asynccontextmanager
async def _listening(app: web.Application, tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    # Without cancellation a request that waits outlives its asker, and the server.
    runner = web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0, ssl_context=tls).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
