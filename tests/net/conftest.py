"""Real servers on loopback for the network room's tests."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import CheckId, FactId
from exposure_audit.net.allotment import Allotment, Share
from exposure_audit.net.cache import Cache, NoCache
from exposure_audit.net.channel import RoomChannel
from exposure_audit.net.config import HostKey, NetConfig
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.errand import Errand
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.net.room import Room, Rules
from exposure_audit.net.terms import Terms
from tests.net.real_dns import real_dns

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
RawHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[..., Awaitable[int]]

QUICK = Limits(
    host_interval_seconds=0,
    request_seconds=2.0,
    connect_seconds=1.0,
    dns_seconds=0.6,
    whois_seconds=0.5,
    tries=1,
    retry_seconds=0.0,
)

FACTS = {
    "name": ("sian hughes", "hughes, sian", "sian-hughes"),
    "address:home": ("se15 4qe", "se154qe"),
    "phone:mobile": ("07700900123", "07700 900123"),
    "email:personal": ("sian@mail.example",),
    "date-of-birth": ("1979-03-05",),
    "domain:campaign": ("sian-hughes.example",),
    "domain:plain": ("campaign.example",),
}


def find_facts(text: str) -> frozenset[FactId]:
    """Stand in for the matcher: plain containment."""
    low = text.lower()
    return frozenset(FactId(fact) for fact, forms in FACTS.items() if any(f in low for f in forms))


@pytest.fixture(scope="session")
def facts_in() -> Callable[[str], frozenset[FactId]]:
    return find_facts


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a web server for a handler; gives its port."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler, tls: ssl.SSLContext | None = None) -> int:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await handler(request)

        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        return int(runner.addresses[0][1])

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def raw() -> AsyncIterator[Callable[[RawHandler], Awaitable[int]]]:
    """Start a server that handles its bytes itself; gives its port."""
    servers: list[asyncio.Server] = []

    async def start(handler: RawHandler) -> int:
        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await handler(reader, writer)
            except (ConnectionError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(guarded, "127.0.0.1", 0)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()


@dataclass
class Net:
    """Opens rooms and channels; remembers the ledger."""

    stack: AsyncExitStack
    ledger: MemoryLedger

    async def channel(
        self,
        config: NetConfig | None = None,
        *,
        allowed: frozenset[str] = frozenset(),
        declared: tuple[str, ...] = (),
        keys: tuple[HostKey, ...] = (),
        shares: tuple[Share, ...] | None = None,
        cache: Cache | None = None,
        terms: Mapping[str, Terms] | None = None,
        offline: bool = False,
        own: frozenset[str] = frozenset(),
        **limits: Any,
    ) -> RoomChannel:
        clock = SystemClock()
        rules = Rules(
            limits=replace(QUICK, **limits),
            clock=clock,
            quota=MemoryQuota(clock),
            terms=terms or {},
            offline=offline,
        )
        room = Room(config or NetConfig(), rules)
        await self.stack.enter_async_context(room)
        guard = EgressGuard(
            facts_in=find_facts,
            places_in=lambda _text: frozenset(),
            allowed=frozenset(FactId(fact) for fact in allowed),
            declared_urls=declared,
        )
        anything = Share(fits=lambda _host: True, number=10_000, facts=guard.allowed)
        errand = Errand(
            check=CheckId("test"),
            guard=guard,
            allotment=Allotment((anything,) if shares is None else shares),
            ledger=self.ledger,
            cache=cache or NoCache(),
            own=own,
            keys=keys,
        )
        return room.channel(errand)

    async def web(self, port: int, *, host: str = "site.example", **options: Any) -> RoomChannel:
        """Open a channel on which a server stands in for a host, http and https."""
        stand_in = f"http://127.0.0.1:{port}"
        config = NetConfig(origins={f"{s}://{host}": stand_in for s in ("http", "https")})
        return await self.channel(config, **options)


@pytest.fixture
async def net() -> AsyncIterator[Net]:
    async with AsyncExitStack() as stack:
        yield Net(stack, MemoryLedger())


ZONE = """
$ORIGIN example.
$TTL 60
@ SOA ns.example. sian\\.hughes.example.org. 1 3600 600 86400 60
@ NS ns.example.
ns A 127.0.0.1
txt TXT "v=DMARC1; p=none; " "rua=mailto:sian@mail.example"
latin TXT "caf\\233"
mail MX 10 mx.example.
caa CAA 0 iodef "mailto:sian@mail.example"
inside A 127.0.0.1
mixed A 93.184.216.34
mixed A 10.0.0.1
six AAAA ::1
mapped AAAA ::ffff:127.0.0.1
nat AAAA 64:ff9b::7f00:1
alias CNAME inside.example.
"""


@pytest.fixture(scope="session")
def nsd(
    need_program: Callable[[str, str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Run a real authoritative server; gives its `host:port`."""
    program, folder = need_program("nsd", "nsd"), tmp_path_factory.mktemp("nsd")
    zones = {"example.": ZONE, "broken.test.": None}
    with real_dns(program, folder, zones) as place:
        yield place


@pytest.fixture
async def free_port() -> int:
    """A port on which nobody listens."""
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port


HTTPBIN = """
from httpbin import app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, app, threaded=True)
print(server.port, flush=True)
server.serve_forever()
"""


@pytest.fixture(scope="session")
def httpbin(need_program: Callable[[str, str], Path]) -> Iterator[int]:
    """Run the real httpbin, which stands in an environment of its own; gives its port."""
    peers = Path(__file__).parents[2] / ".venv-peers/bin/python"
    program = need_program(str(peers), "python3-venv; then make test")
    process = subprocess.Popen(
        [program, "-c", HTTPBIN], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=10)


LARGE_ZONE = """
$ORIGIN example.
$TTL 60
@ SOA ns.example. sian\\.hughes.example.org. 1 3600 600 86400 60
@ NS ns.example.
ns A 127.0.0.1
long CNAME large.example.
below NS ns.elsewhere.test.
"""


@pytest.fixture(scope="session")
def large_nsd(
    need_program: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Run a real server with answers that fit into no datagram, and a zone that it delegates."""
    program, folder = need_program("nsd", "nsd"), tmp_path_factory.mktemp("nsd")
    many = "".join(f'large TXT "{number:03} {"x" * 200}"\n' for number in range(100))
    with real_dns(program, folder, {"example.": LARGE_ZONE + many}) as place:
        yield place
