"""The SSRF table: no link and no redirect makes the room reach the inside."""

from __future__ import annotations

import asyncio
import socket  # noqa: TID251  (who looks whether the trap works)
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from exposure_audit.net.download import fetch
from tests.net.ssrf_cases import ALL, INSIDE, LINKS, MALFORMED, NO_HOSTS, SPLITTING, STAYS
from tests.net.ssrf_trap import (
    HOSTS,
    MANY,
    TRAPS,
    came,
    leading,
    listening,
    outcome,
    redirected,
    trapped,
)


@pytest.fixture
def trap() -> Iterator[int]:
    with trapped() as port:
        yield port


def test_the_trap_notices_a_visitor() -> None:
    listener = listening(*TRAPS[0], 0)
    assert listener is not None
    assert not came(listener)
    with listener, socket.create_connection(listener.getsockname()):
        assert came(listener)


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(set(ALL)) == len(ALL) >= 60
    assert sum(len(hosts) for hosts in HOSTS.values()) + len(NO_HOSTS) + len(LINKS) > 200


@pytest.mark.parametrize("kind", HOSTS)
async def test_a_host_inside_is_not_reached(net: Any, serve: Any, trap: int, kind: str) -> None:
    channel = await net.web(await serve(leading), **MANY)
    urls = [f"http://{host}:{trap}/" for host in HOSTS[kind]]
    asked = {url: await outcome(channel, url) for url in urls}
    asked |= {url: await outcome(channel, url) for url in (u.replace("p:", "ps:") for u in urls)}
    assert asked == dict.fromkeys(asked, INSIDE)
    led = {url: await redirected(channel, url) for url in urls}
    assert led == dict.fromkeys(urls, INSIDE)


async def test_what_is_no_host_is_not_asked(net: Any, serve: Any, trap: int) -> None:
    channel = await net.web(await serve(leading), **MANY)
    urls = [f"http://{host}:{trap}/" for host in NO_HOSTS]
    assert {url: await outcome(channel, url) for url in urls} == dict.fromkeys(urls, MALFORMED)
    sendable = [url for url in urls if "\x00" not in url]
    led = {url: await redirected(channel, url) for url in sendable}
    assert led == dict.fromkeys(sendable, MALFORMED)


async def test_no_way_of_writing_a_link_leads_inside(net: Any, serve: Any, trap: int) -> None:
    channel = await net.web(await serve(leading), **MANY)
    links = {link.replace("{port}", str(trap)): said for link, said in LINKS.items()}
    found = {
        link: (await outcome(channel, link), await redirected(channel, link)) for link in links
    }
    assert found == links
    for link in SPLITTING:
        assert await outcome(channel, link.replace("{port}", str(trap))) in {INSIDE, MALFORMED}


async def test_a_link_that_stays_is_answered_by_the_site_itself(
    net: Any, serve: Any, trap: int
) -> None:
    channel = await net.web(await serve(leading), **MANY)
    for link, (_, said) in LINKS.items():
        if said is STAYS:
            params = {"to": link.replace("{port}", str(trap))}
            answer = await channel.get("http://site.example/", params=params)
            assert (answer.url.split("/")[2], answer.body) == ("site.example", b"public")


async def test_no_chain_of_redirects_leads_inside(net: Any, serve: Any, trap: int) -> None:
    async def handler(request: web.Request) -> web.Response:
        left = int(request.path.strip("/"))
        there = f"http://{'ab'[left % 2]}.example/{left - 1}"
        target = there if left else f"http://127.0.0.1:{trap}/"
        return web.Response(
            status=(301, 302, 303, 307, 308)[left % 5], headers={"Location": target}
        )

    stand_in = f"http://127.0.0.1:{await serve(handler)}"
    origins = dict.fromkeys(("http://a.example", "http://b.example"), stand_in)
    channel = await net.channel(NetConfig(origins=origins), **MANY)
    for hops in range(5):
        assert await outcome(channel, f"http://a.example/{hops}") is INSIDE
    for hops in (5, 6, 9):
        assert await outcome(channel, f"http://a.example/{hops}") is Reason.REDIRECT_LOOP


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "site.example"])
async def test_a_closed_connection_is_not_left_for_an_open_one(
    net: Any, serve: Any, trap: int, host: str
) -> None:
    channel = await net.web(await serve(leading), **MANY)
    there = f"http://{host}:{trap}/"
    assert await redirected(channel, there, "https://site.example") is Reason.TLS


async def test_a_stand_ins_own_address_is_no_link(net: Any, serve: Any, trap: int) -> None:
    visits = []

    async def handler(request: web.Request) -> web.Response:
        visits.append(request.host)
        return await leading(request)

    port = await serve(handler)
    channel = await net.web(port, **MANY)
    for _ in range(3):  # from the second on over a connection that is kept open
        for host in ("127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"):
            assert await redirected(channel, f"http://{host}:{port}/secret") is INSIDE
            assert await outcome(channel, f"http://{host}:{port}/secret") is INSIDE
        assert await redirected(channel, f"http://127.0.0.1:{trap}/") is INSIDE
    assert set(visits) == {"site.example"}


@pytest.mark.parametrize("kind", HOSTS)
async def test_a_download_is_not_led_inside(
    serve: Any, trap: int, tmp_path: Path, kind: str
) -> None:
    config = NetConfig(origins={"http://bulk.example": f"http://127.0.0.1:{await serve(leading)}"})
    host = HOSTS[kind][0]
    for url in (f"http://{host}:{trap}/", f"http://bulk.example/?to=http://{host}:{trap}/"):
        with pytest.raises(GatherError) as caught:
            await asyncio.to_thread(fetch, url, tmp_path / "file", config, Limits())
        assert caught.value.reason is INSIDE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.2", "127.0.0.1", "[::1]", "localhost"])
async def test_what_the_user_named_is_reached_on_its_port_only(
    net: Any, trap: int, tmp_path: Path, host: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nprivate")
        await writer.drain()
        writer.close()

    bare = host.strip("[]")
    try:
        server = await asyncio.start_server(answer, bare, 0)
    except OSError:
        pytest.skip("the machine has no such address")
    port = int(server.sockets[0].getsockname()[1])
    config = NetConfig(allow_hosts=frozenset({(bare, port)}))
    channel = await net.channel(config, **MANY)
    async with server:
        assert (await channel.get(f"http://{host}:{port}/")).body == b"private"
        target = tmp_path / "file"
        assert await asyncio.to_thread(fetch, f"http://{host}:{port}/", target, config, Limits())
        assert await outcome(channel, f"http://{host}:{trap}/") is INSIDE
        for other in {"127.0.0.1", "127.0.0.2", "[::1]", "0x7f.1", "127.0.0.1."} - {host}:
            assert await outcome(channel, f"http://{other}:{port}/") is INSIDE


@pytest.fixture
def temptations(trap: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what other programs take from the environment: proxies, and passwords for hosts."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "ftp_proxy"):
        for each in (name, name.upper()):
            monkeypatch.setenv(each, f"http://someone:secret@127.0.0.1:{trap}")
    monkeypatch.setenv("NO_PROXY", "")
    secret = "login someone\npassword secret\n"
    machines = ("machine site.example", "machine 127.0.0.1", "default")
    (tmp_path / ".netrc").write_text("".join(f"{each}\n{secret}" for each in machines))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))


async def baiting(request: web.Request) -> web.Response:
    """Set a cookie for wherever it may be taken; show what arrived."""
    response = web.json_response(dict(request.headers))
    if request.path == "/start":
        response = web.Response(status=302, headers={"Location": "/end"})
    response.headers.add("Set-Cookie", "track=1; Path=/")
    response.headers.add("Set-Cookie", "wide=1; Path=/; Domain=site.example")
    return response


TELLING = {b"authorization", b"proxy-authorization", b"proxy-connection", b"cookie", b"secret"}


@pytest.mark.usefixtures("temptations")
async def test_the_environment_and_a_cookie_change_no_request(net: Any, serve: Any) -> None:
    port = await serve(baiting)
    # A name: aiohttp's own cookie jar would take none from an address.
    names = ("http://site.example", "https://site.example")
    channel = await net.channel(NetConfig(origins=dict.fromkeys(names, f"http://localhost:{port}")))
    for scheme in ("http", "https"):
        for _ in range(2):
            answer = await channel.get(f"{scheme}://site.example/start")
            assert not [word for word in TELLING if word in answer.body.lower()]
    allowed = await net.channel(NetConfig(allow_hosts=frozenset({("127.0.0.1", port)})))
    answer = await allowed.get(f"http://127.0.0.1:{port}/start")
    assert not [word for word in TELLING if word in answer.body.lower()]


@pytest.mark.usefixtures("temptations")
async def test_the_environment_and_a_cookie_change_no_download(serve: Any, tmp_path: Path) -> None:
    port = await serve(baiting)
    config = NetConfig(
        origins={"https://site.example": f"http://localhost:{port}"},
        allow_hosts=frozenset({("127.0.0.1", port)}),
    )
    for url in ("https://site.example/start", f"http://127.0.0.1:{port}/start"):
        await asyncio.to_thread(fetch, url, tmp_path / "file", config, Limits())
        told = (tmp_path / "file").read_bytes().lower()
        assert b"user-agent" in told
        assert not [word for word in TELLING if word in told]
