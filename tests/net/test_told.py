"""What the ledger says was told: only what was handed to an open connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.channel import RoomChannel
from exposure_audit.net.config import NetConfig

ALLOWED = frozenset({"name", "email:personal", "domain:plain"})
NAME = {"q": "sian hughes"}


async def failure(channel: RoomChannel, url: str) -> Reason:
    with pytest.raises(GatherError) as caught:
        await channel.get(url, params=NAME)
    return caught.value.reason


async def test_a_host_that_cannot_be_looked_up_was_told_nothing(net: Any, free_port: int) -> None:
    channel = await net.channel(NetConfig(dns=(f"127.0.0.1:{free_port}",)), allowed=ALLOWED)
    assert await failure(channel, "https://site.example/") is Reason.DNS_FAILURE
    assert (net.ledger.hosts, net.ledger.disclosures) == ((), ())


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_refused_connection_told_nothing(net: Any, free_port: int, scheme: str) -> None:
    origins = {"https://site.example": f"{scheme}://127.0.0.1:{free_port}"}
    channel = await net.channel(NetConfig(origins=origins), allowed=ALLOWED)
    assert await failure(channel, "https://site.example/") is Reason.CONNECTION
    assert (net.ledger.hosts, net.ledger.disclosures) == ((), ())


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
async def test_an_address_inside_was_told_nothing(net: Any, host: str) -> None:
    channel = await net.channel(allowed=ALLOWED)
    assert await failure(channel, f"https://{host}/") is Reason.GUARD_INSIDE
    assert (net.ledger.hosts, net.ledger.disclosures) == ((), ())


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read the first bytes and reset the connection."""
    await reader.read(16)
    writer.transport.abort()


async def mute(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    while await reader.read(1024):
        continue


@pytest.mark.parametrize(("server", "reason"), [(cut, Reason.CONNECTION), (mute, Reason.TIMEOUT)])
async def test_what_fails_after_the_connection_was_told(
    net: Any, raw: Any, server: Callable[..., Any], reason: Reason
) -> None:
    channel = await net.web(await raw(server), allowed=ALLOWED, request_seconds=0.3)
    assert await failure(channel, "https://site.example/") is reason
    assert net.ledger.hosts == ("site.example",)
    assert [each.facts for each in net.ledger.disclosures] == [("name",)]


@pytest.mark.parametrize("server", [cut, mute])
async def test_a_connection_that_ends_while_tls_is_agreed_was_told(
    net: Any, raw: Any, server: Callable[..., Any]
) -> None:
    origins = {"https://site.example": f"https://127.0.0.1:{await raw(server)}"}
    channel = await net.channel(
        NetConfig(origins=origins), allowed=ALLOWED, connect_seconds=0.3, request_seconds=1.0
    )
    await failure(channel, "https://site.example/")
    assert net.ledger.hosts == ("site.example",)


async def test_a_whois_server_is_noted_once_it_is_connected(
    net: Any, raw: Any, free_port: int
) -> None:
    dead = await net.channel(
        NetConfig(whois={"example": f"127.0.0.1:{free_port}"}), allowed=ALLOWED
    )
    with pytest.raises(GatherError):
        await dead.whois("campaign.example")
    assert (net.ledger.hosts, net.ledger.disclosures) == ((), ())
    config = NetConfig(whois={"example": f"127.0.0.1:{await raw(cut)}"})
    channel = await net.channel(config, allowed=ALLOWED)
    with suppress(GatherError):
        await channel.whois("campaign.example")
    assert net.ledger.hosts == ("127.0.0.1",)
    assert [each.facts for each in net.ledger.disclosures] == [("domain:plain",)]


async def test_the_pair_is_kept_apart_even_where_the_first_half_did_not_arrive(
    net: Any, free_port: int
) -> None:
    first = await net.web(free_port, allowed=ALLOWED)
    await failure(first, "https://site.example/")
    assert net.ledger.facts_at("site.example") == {"name"}
    with pytest.raises(GatherError) as caught:
        await first.get("https://site.example/", params={"q": "sian@mail.example"})
    assert caught.value.reason is Reason.GUARD_EGRESS
