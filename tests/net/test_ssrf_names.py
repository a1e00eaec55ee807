"""The SSRF table over names: no answer of the DNS makes the room reach the inside."""

from __future__ import annotations

import socket  # noqa: TID251  (names of address families)
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from exposure_audit.net.dialling import Dialler
from exposure_audit.net.dns import Dns
from exposure_audit.net.guard import DIAL, AddressRefused, Dial, Guard
from exposure_audit.net.lookup import GuardedResolver
from exposure_audit.net.whois import Whois
from tests.net.real_dns import real_dns
from tests.net.ssrf_cases import ADDRESSES, ALL, INSIDE
from tests.net.ssrf_trap import HOSTS, MANY, leading, outcome, redirected, trapped

PUBLIC = "93.184.216.34"


@pytest.fixture
def trap() -> Iterator[int]:
    with trapped() as port:
        yield port


ZONE = f"""
$ORIGIN rebound.example.
$TTL 60
@ SOA ns 1 1 3600 600 86400 60
@ NS ns
ns A {PUBLIC}
good-bad A {PUBLIC}
good-bad A 127.0.0.1
bad-six A {PUBLIC}
bad-six AAAA ::1
bad-mapped A {PUBLIC}
bad-mapped AAAA ::ffff:127.0.0.2
first CNAME second
second CNAME a0
both A 127.0.0.1
both AAAA ::1
* A 127.0.0.1
"""


def record(number: int, address: str) -> str:
    return f"a{number} {'AAAA' if ':' in address else 'A'} {address}\n"


@pytest.fixture(scope="module")
def liar(
    need_program: Callable[[str, str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Run a real DNS server whose public names stand for addresses inside."""
    program, folder = need_program("nsd", "nsd"), tmp_path_factory.mktemp("liar")
    zone = ZONE + "".join(map(record, range(len(ALL)), ALL))
    with real_dns(program, folder, {"rebound.example.": zone}) as place:
        yield place


MIXED = ["good-bad", "bad-six", "bad-mapped", "first", "second", "both", "anything", "a.b.c"]


@pytest.mark.server
async def test_no_answer_of_the_dns_leads_inside(
    net: Any, serve: Any, trap: int, liar: str
) -> None:
    stand_in = f"http://127.0.0.1:{await serve(leading)}"
    config = NetConfig(dns=(liar,), origins={"http://site.example": stand_in})
    channel = await net.channel(config, **MANY)
    names = {name: name for name in MIXED} | {f"a{n}": address for n, address in enumerate(ALL)}
    found = {}
    for name, address in names.items():
        url = f"http://{name}.rebound.example:{trap}/"
        found[address] = {await outcome(channel, url), await redirected(channel, url)}
    assert found == {address: {INSIDE} for address in names.values()}


@pytest.mark.server
async def test_a_stand_ins_name_is_no_way_in_even_while_its_connection_is_open(
    net: Any, serve: Any, liar: str
) -> None:
    visits = []

    async def handler(request: web.Request) -> web.Response:
        visits.append(request.host)
        return await leading(request)

    place = f"http://private.rebound.example:{await serve(handler)}"
    config = NetConfig(dns=(liar,), origins={"http://site.example": place})
    channel = await net.channel(config, **MANY)
    for _ in range(2):
        assert await outcome(channel, "http://site.example/") is None
        assert await outcome(channel, f"{place}/") is INSIDE
        assert await redirected(channel, f"{place}/secret") is INSIDE
    assert set(visits) == {"site.example"}


@pytest.mark.server
async def test_no_name_of_a_whois_server_leads_inside(trap: int, liar: str) -> None:
    whois = Whois({}, Limits(), Dns((liar,), Limits(), SystemClock()), Guard())
    for name in MIXED:
        assert await refusal(whois, f"{name}.rebound.example", trap) is INSIDE


async def refusal(whois: Whois, host: str, port: int) -> Reason | None:
    reached: list[str] = []
    try:
        await whois.ask(
            "site.example", (host, port), exempt=False, told=lambda: reached.append(host)
        )
    except GatherError as error:
        return None if reached else error.reason
    return None


class Said(Dns):
    """A resolver that says what it is told to, one answer after the other, the last for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        super().__init__((), Limits(), SystemClock())
        self.answers = list(answers)
        self.asked: list[str] = []

    async def addresses(self, host: str) -> tuple[str, ...]:
        """See `Dns.addresses`."""
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def not_dialled(host: str, port: int, answer: tuple[str, ...]) -> bool:
    """Tell whether the downloads' dialler refuses a host."""
    with Dialler(Guard(), lambda _: answer, 1, 5) as dialler:
        try:
            dialler.dial(host, port)
        except AddressRefused:
            return True
    return False


def plain(hosts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Give the hosts that are ASCII, as the parts below the URL see them."""
    for kind in hosts.values():
        yield from (host.strip("[]") for host in kind if host.isascii())


async def test_whois_and_downloads_dial_no_host_inside(trap: int) -> None:
    said = Said((PUBLIC,))
    whois = Whois({}, Limits(), said, Guard())
    for host in plain(HOSTS):
        assert await refusal(whois, host, trap) is INSIDE, host
        assert not_dialled(host, trap, (PUBLIC,)), host
    assert said.asked == []


async def test_whois_and_downloads_dial_no_answer_inside(trap: int) -> None:
    for address in ALL:
        for answer in ((address,), (PUBLIC, address), (address, PUBLIC)):
            whois = Whois({}, Limits(), Said(answer), Guard())
            assert await refusal(whois, "whois.example", trap) is INSIDE, answer
            assert not_dialled("bulk.example", trap, answer), answer


async def test_an_answer_that_changes_is_checked_each_time() -> None:
    said = Said((PUBLIC,), ("127.0.0.1",))
    resolver = GuardedResolver(said, Guard())
    found = await resolver.resolve("turning.example", 80)
    assert [each["host"] for each in found] == [PUBLIC]
    with pytest.raises(AddressRefused):
        await resolver.resolve("turning.example", 80)
    assert said.asked == ["turning.example"] * 2


class Turned(AbstractResolver):
    """What a rebinding would have to be: another address than the one that was checked."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """See `AbstractResolver.resolve`."""
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=self.address, port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize("kind", ADDRESSES)
async def test_the_address_that_is_dialled_is_what_counts(trap: int, kind: str) -> None:
    guard = Guard({("127.0.0.1", trap + 1), ("turning.example", trap + 1)})
    for address in ADDRESSES[kind].split():
        connector = aiohttp.TCPConnector(
            resolver=Turned(address), socket_factory=guard.socket_factory
        )
        async with aiohttp.ClientSession(connector=connector) as session:
            token = DIAL.set(dial := Dial())
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"http://turning.example:{trap}/")
            DIAL.reset(token)
        assert dial.refused, address
