"""Faults of real servers, each with its reason."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import USER_AGENT, HostKey, NetConfig

URL = "https://site.example/page"

STATUSES = {
    201: Reason.MALFORMED,
    202: Reason.CAPTCHA,
    204: Reason.MALFORMED,
    301: Reason.MALFORMED,
    400: Reason.BLOCKED,
    401: Reason.AUTH,
    402: Reason.QUOTA,
    403: Reason.BLOCKED,
    404: Reason.NOT_FOUND,
    407: Reason.BLOCKED,
    408: Reason.TIMEOUT,
    410: Reason.NOT_FOUND,
    429: Reason.RATE_LIMITED,
    451: Reason.BLOCKED,
    500: Reason.SERVER_ERROR,
    502: Reason.SERVER_ERROR,
    503: Reason.SERVER_ERROR,
    504: Reason.TIMEOUT,
    511: Reason.LOGIN,
}


def answering(data: bytes, *, stall: bool = False) -> Callable[..., Awaitable[None]]:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(data)
        await writer.drain()
        if stall:
            await asyncio.sleep(30)

    return handler


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
FAULTS: list[tuple[str, Callable[..., Awaitable[None]], Reason]] = [
    ("closes at once", answering(b""), Reason.CONNECTION),
    ("garbage", answering(b"\x00\xff nonsense\r\n\r\n"), Reason.MALFORMED),
    ("bad status", answering(b"HTTP/1.1 abc\r\n\r\n"), Reason.MALFORMED),
    ("header without end", answering(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 40_000), Reason.TOO_LARGE),
    ("cut body", answering(HEAD + b"Content-Length: 100\r\n\r\nshort"), Reason.CONNECTION),
    (
        "bad chunk",
        answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"),
        Reason.MALFORMED,
    ),
    (
        "says it is large",
        answering(HEAD + b"Content-Length: 9999\r\n\r\n" + b"a" * 9999),
        Reason.TOO_LARGE,
    ),
    ("never ends", answering(HEAD + b"\r\n" + b"a" * 9999, stall=True), Reason.TOO_LARGE),
    ("stalls before the head", answering(b"", stall=True), Reason.TIMEOUT),
    (
        "stalls in the body",
        answering(HEAD + b"Content-Length: 9\r\n\r\na", stall=True),
        Reason.TIMEOUT,
    ),
    ("drips", drip, Reason.TIMEOUT),
    (
        "brotli",
        answering(HEAD + b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx"),
        Reason.MALFORMED,
    ),
    (
        "not the gzip it says",
        answering(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        Reason.MALFORMED,
    ),
]


@pytest.mark.parametrize(("_name", "handler", "reason"), FAULTS, ids=[f[0] for f in FAULTS])
async def test_each_fault_has_its_reason(
    net: Any, raw: Any, _name: str, handler: object, reason: Reason
) -> None:
    channel = await net.web(await raw(handler), request_seconds=0.4, body_bytes=5_000)
    with pytest.raises(GatherError) as caught:
        await channel.get(URL)
    assert caught.value.reason is reason
    assert caught.value.host == "site.example"


@pytest.mark.parametrize(("status", "reason"), STATUSES.items())
async def test_a_status_that_is_not_accepted_is_no_answer(
    net: Any, serve: Any, status: int, reason: Reason
) -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    channel = await net.web(await serve(handler))
    with pytest.raises(GatherError) as caught:
        await channel.get(URL)
    assert caught.value.reason is reason
    if status != 301:
        assert (await channel.get(URL, accept={status})).status == status


async def test_nobody_listens(net: Any, free_port: int) -> None:
    channel = await net.web(free_port)
    with pytest.raises(GatherError) as caught:
        await channel.get(URL)
    assert caught.value.reason is Reason.CONNECTION


def packed(data: bytes, wbits: int) -> bytes:
    made = zlib.compressobj(wbits=wbits)
    return made.compress(data) + made.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello")),
        ("gzip", gzip.compress(b"hel") + gzip.compress(b"lo")),
        ("deflate", packed(b"hello", 15)),
        ("deflate", packed(b"hello", -15)),
        ("identity", b"hello"),
    ],
    ids=["gzip", "gzip-in-two", "deflate", "deflate-bare", "identity"],
)
async def test_a_packed_body_is_unpacked(net: Any, raw: Any, encoding: str, body: bytes) -> None:
    head = HEAD + f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    channel = await net.web(await raw(answering(head + body)))
    assert (await channel.get(URL)).body == b"hello"


@pytest.mark.parametrize("cut", [10, 200])
async def test_a_bomb_and_a_cut_stream_are_no_body(net: Any, raw: Any, cut: int) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    body = bomb if cut == 10 else bomb[:cut]
    head = HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    channel = await net.web(await raw(answering(head + body)), body_bytes=1_000_000)
    with pytest.raises(GatherError) as caught:
        await channel.get(URL)
    assert caught.value.reason is (Reason.TOO_LARGE if cut == 10 else Reason.MALFORMED)


async def test_a_request_names_the_public_host_and_the_project_and_nothing_else(
    net: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async def handler(request: web.Request) -> web.Response:
        response = web.json_response(dict(request.headers))
        response.set_cookie("track", "1")
        return response

    channel = await net.web(await serve(handler))
    await channel.get(URL)
    answer = await channel.get(URL, headers={"Cookie": "x", "Host": "evil.example", "X-Own": "1"})
    seen = {name.lower(): value for name, value in answer.json().items()}
    assert seen["host"] == "site.example"
    assert seen["user-agent"] == USER_AGENT
    assert seen["accept-encoding"] == "gzip, deflate, br, zstd"
    assert seen["x-own"] == "1"
    assert not {"cookie", "referer", "authorization"} & seen.keys()
    assert answer.url == URL


async def test_an_origin_stands_in_for_exactly_its_scheme_host_and_port(
    net: Any, serve: Any
) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=request.host)

    port = await serve(handler)
    stand_in = f"http://127.0.0.1:{port}"
    channel = await net.channel(
        NetConfig(
            origins={"https://Site.Example:443/": stand_in, "http://bücher.example:81": stand_in},
            dns=("127.0.0.1:9",),
        ),
        dns_seconds=0.1,
    )
    assert (await channel.get("https://site.example/")).body == b"site.example"
    assert (await channel.get("http://BÜCHER.example:81")).body == b"xn--bcher-kva.example:81"
    for other in ("http://site.example/", "https://site.example:444/", "https://www.site.example"):
        with pytest.raises(GatherError) as caught:
            await channel.get(other)
        assert caught.value.reason is Reason.DNS_FAILURE


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://site.example/", Reason.MALFORMED),
        ("file:///etc/passwd", Reason.MALFORMED),
        ("//site.example/", Reason.MALFORMED),
        ("https://", Reason.MALFORMED),
        ("https://site.example:0/", Reason.MALFORMED),
        ("https://site.example:99999/", Reason.MALFORMED),
        ("https://user:pass@site.example/", Reason.MALFORMED),
        ("https://site.example/" + "a" * 4_000, Reason.TOO_LARGE),
    ],
)
async def test_what_is_no_web_address_is_not_asked(net: Any, url: str, reason: Reason) -> None:
    channel = await net.channel()
    with pytest.raises(GatherError) as caught:
        await channel.get(url)
    assert caught.value.reason is reason
    assert channel.requests == 0


async def test_a_key_goes_to_its_own_host_over_tls_only(net: Any, serve: Any) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/away":
            raise web.HTTPFound("https://other.example/")
        return web.Response(text=request.headers.get("X-Key", "none"))

    stand_in = f"http://127.0.0.1:{await serve(handler)}"
    names = ("https://site.example", "http://site.example", "https://other.example")
    key = HostKey(host="site.example", header="X-Key", value="secret")
    channel = await net.channel(NetConfig(origins=dict.fromkeys(names, stand_in)), keys=(key,))
    assert (await channel.get("https://site.example/")).body == b"secret"
    assert (await channel.get("http://site.example/")).body == b"none"
    assert (await channel.get("https://other.example/")).body == b"none"
    assert (await channel.get("https://site.example/away")).body == b"none"
    assert "secret" not in repr(channel)


async def test_a_form_is_posted_and_its_redirect_is_not_followed(net: Any, serve: Any) -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/moved":
            raise web.HTTPFound("/page")
        return web.Response(text=(await request.post()).get("q", ""))  # type: ignore[arg-type]

    channel = await net.web(await serve(handler))
    assert (await channel.post(URL, form={"q": "a b"})).body == b"a b"
    with pytest.raises(GatherError) as caught:
        await channel.post("https://site.example/moved", form={"q": "a"})
    assert caught.value.reason is Reason.MALFORMED


async def test_parameters_are_sent_and_the_fragment_is_not(net: Any, serve: Any) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=request.path_qs)

    channel = await net.web(await serve(handler))
    answer = await channel.get("https://site.example/a?x=1#part", params={"q": "b & c"})
    assert answer.body == b"/a?x=1&q=b+%26+c"
    assert answer.headers["content-type"].startswith("text/plain")


async def test_the_budget_of_an_attempt_ends_it(net: Any, serve: Any) -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    channel = await net.web(await serve(handler), requests_per_attempt=2)
    await channel.get(URL)
    await channel.get(URL)
    with pytest.raises(GatherError) as caught:
        await channel.get(URL)
    assert caught.value.reason is Reason.BUDGET
    assert channel.requests == 2
