"""The network room beside bare aiohttp: requests per second on loopback, limits off.

Both ask the same server, which has a process of its own and never sleeps: what it costs to wake a
process is no matter of the client's. They alternate in one run. Everything
that protects a request is on in the room: the plan, the guard with a real profile's facts, the
ledger, the addresses, the bounds, the marks of walls. The target is 0.6 of bare aiohttp (H1).
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from exposure_audit import profile
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId
from exposure_audit.net.allotment import Allotment, Share
from exposure_audit.net.cache import NoCache
from exposure_audit.net.channel import RoomChannel
from exposure_audit.net.config import NetConfig
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.errand import Errand
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.net.room import Room, Rules
from exposure_audit.net.terms import Terms

HOST = "127.0.0.1"
ROUNDS, REQUESTS, AT_ONCE, TARGET = 5, 2_000, 10, 0.6
PROFILE = Path(__file__).parent.parent / "examples" / "profile.toml"

SERVER = """
import asyncio
from aiohttp import web

WORDS = "The committee met on Tuesday and heard from the members. "
PAGE = ("<html><head><title>Minutes</title></head><body>"
        + "".join(f"<p>{number} {WORDS}</p>" for number in range(500)) + "</body></html>")
BODIES = {"page": (PAGE.encode(), "text/html"), "record": (b'{"items": [' + b'"a b c", ' * 200
          + b'"d"]}', "application/json")}

async def answer(request):
    body, kind = BODIES[request.match_info["kind"]]
    return web.Response(body=body, content_type=kind)

async def main():
    app = web.Application()
    app.router.add_get("/{kind}/{number}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    while True:
        await asyncio.sleep(0)

asyncio.run(main())
"""

Fetch = Callable[[str], Awaitable[int]]
"""Gets a path, returns the length of the body."""


async def bare(port: int, stack: AsyncExitStack) -> Fetch:
    """Return plain aiohttp."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))

    async def fetch(path: str) -> int:
        async with session.get(f"http://127.0.0.1:{port}{path}") as response:
            return len(await response.read())

    return fetch


async def room(port: int, stack: AsyncExitStack) -> Fetch:
    """Return a channel of the network room to the same server."""
    clock = SystemClock()
    endless = 10**9
    limits = Limits(host_interval_seconds=0, requests_per_attempt=endless)
    rules = Rules(
        limits=limits,
        clock=clock,
        quota=MemoryQuota(clock),
        terms={HOST: Terms(source=HOST, rate=None, at_once=AT_ONCE)},
    )
    config = NetConfig(allow_hosts=frozenset({(HOST, port)}))
    subject = profile.parse(PROFILE.read_text("utf-8"), "example", clock.now().date())
    matcher = OwnMatcher(subject)
    share = Share(fits=lambda host: host == HOST, number=endless, facts=frozenset())
    errand = Errand(
        check=CheckId("bench"),
        guard=EgressGuard(
            facts_in=matcher.facts_in, places_in=matcher.places_in, allowed=frozenset()
        ),
        allotment=Allotment((share,)),
        ledger=MemoryLedger(),
        cache=NoCache(),
    )
    opened = await stack.enter_async_context(Room(config, rules))
    channel: RoomChannel = opened.channel(errand)

    async def fetch(path: str) -> int:
        return len((await channel.get(f"http://{HOST}:{port}{path}")).body)

    return fetch


async def rate(fetch: Fetch, kind: str, first: int) -> tuple[float, float]:
    """Return requests per second, by the clock and of our own processor time.

    Every path is asked once.
    """
    paths = iter([f"/{kind}/{number}" for number in range(first, first + REQUESTS)])

    async def worker() -> None:
        for path in paths:
            assert await fetch(path) > 1_000

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return REQUESTS / (time.perf_counter() - began), REQUESTS / (time.process_time() - used)


async def measure(port: int) -> None:
    """Print both rates and their ratio, for each kind of answer."""
    async with AsyncExitStack() as stack:
        ways = {"bare aiohttp": await bare(port, stack), "room": await room(port, stack)}
        for kind in ("record", "page"):
            rates: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
            for number in range(ROUNDS + 1):
                for name, fetch in ways.items():
                    found = await rate(fetch, kind, number * REQUESTS)
                    if number:
                        rates[name].append(found)
            for at, clock in enumerate(("wall", "processor")):
                pairs = zip(rates["room"], rates["bare aiohttp"], strict=True)
                ratio = statistics.median(ours[at] / plain[at] for ours, plain in pairs)
                words = ", ".join(
                    f"{name} {statistics.median(each[at] for each in found):,.0f}/s"
                    for name, found in rates.items()
                )
                print(f"network room, {kind}, {clock}: {words}, ratio {ratio:.2f} ({TARGET})")


def main() -> None:
    """Print the figures."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            asyncio.run(measure(int(server.stdout.readline())))
        finally:
            server.terminate()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"network room: peak memory {memory} MB")


if __name__ == "__main__":
    main()
