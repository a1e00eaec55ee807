"""Nothing that comes from outside can make the room reach the inside."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig


async def secret(_request: web.Request) -> web.Response:
    return web.Response(text="inside")


LITERALS = [
    "127.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "127.0.0.1.",
    "0.0.0.0",
    "\N{FULLWIDTH DIGIT ONE}27.0.0.1",
    "127\N{IDEOGRAPHIC FULL STOP}0.0.1",
    "[fe80::1]",
    "169.254.169.254",
    "10.0.0.1",
]


@pytest.mark.parametrize("host", LITERALS)
@pytest.mark.parametrize("prefix", ["http://", "https://"])
async def test_no_spelling_of_an_address_inside_is_dialled(
    net: Any, serve: Any, host: str, prefix: str
) -> None:
    port = await serve(secret)
    channel = await net.channel()
    with pytest.raises(GatherError) as caught:
        await channel.get(f"{prefix}{host}:{port}/")
    assert caught.value.reason is Reason.GUARD_INSIDE


async def test_a_user_name_does_not_disguise_a_host(net: Any, serve: Any) -> None:
    channel = await net.channel()
    for url in ("http://site.example@127.0.0.1:{}/", "http://127.0.0.1:{}\\@site.example/"):
        with pytest.raises(GatherError) as caught:
            await channel.get(url.format(await serve(secret)))
        assert caught.value.reason in {Reason.GUARD_INSIDE, Reason.MALFORMED}


async def test_a_system_name_for_this_machine_is_refused(net: Any, serve: Any) -> None:
    channel = await net.channel()
    with pytest.raises(GatherError) as caught:
        await channel.get(f"http://localhost:{await serve(secret)}/")
    assert caught.value.reason is Reason.GUARD_INSIDE


async def test_an_open_connection_to_a_stand_in_is_no_way_in(net: Any, serve: Any) -> None:
    port = await serve(secret)
    channel = await net.web(port)
    assert (await channel.get("https://site.example/")).body == b"inside"
    with pytest.raises(GatherError) as caught:
        await channel.get(f"http://127.0.0.1:{port}/")
    assert caught.value.reason is Reason.GUARD_INSIDE


async def test_an_allowed_host_passes_on_its_port_only(net: Any, serve: Any) -> None:
    port, other = await serve(secret), await serve(secret)
    channel = await net.channel(NetConfig(allow_hosts=frozenset({("127.0.0.1", port)})))
    assert (await channel.get(f"http://127.0.0.1:{port}/")).body == b"inside"
    with pytest.raises(GatherError) as caught:
        await channel.get(f"http://127.0.0.1:{other}/")
    assert caught.value.reason is Reason.GUARD_INSIDE


async def test_an_allowed_name_passes(net: Any, serve: Any) -> None:
    port = await serve(secret)
    channel = await net.channel(NetConfig(allow_hosts=frozenset({("localhost", port)})))
    assert (await channel.get(f"http://localhost:{port}/")).body == b"inside"


async def test_a_stand_in_may_be_a_name(net: Any, serve: Any) -> None:
    stand_in = f"http://localhost:{await serve(secret)}"
    channel = await net.channel(NetConfig(origins={"https://site.example": stand_in}))
    assert (await channel.get("https://site.example/")).body == b"inside"


@pytest.mark.server
@pytest.mark.parametrize("name", ["inside", "mixed", "six", "mapped", "nat", "alias"])
async def test_a_public_name_that_leads_inside_is_refused(
    net: Any, serve: Any, nsd: str, name: str
) -> None:
    channel = await net.channel(NetConfig(dns=(nsd,)))
    with pytest.raises(GatherError) as caught:
        await channel.get(f"http://{name}.example:{await serve(secret)}/")
    assert caught.value.reason is Reason.GUARD_INSIDE


@pytest.mark.server
async def test_a_name_of_the_real_dns_can_be_allowed(net: Any, serve: Any, nsd: str) -> None:
    port = await serve(secret)
    allowed = frozenset({("alias.example", port)})
    channel = await net.channel(NetConfig(dns=(nsd,), allow_hosts=allowed))
    assert (await channel.get(f"http://alias.example:{port}/")).body == b"inside"
    with pytest.raises(GatherError):
        await channel.get(f"http://inside.example:{port}/")
