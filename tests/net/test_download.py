from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from exposure_audit.net.download import fetch

LIMITS = Limits(request_seconds=1, connect_seconds=1, attempt_seconds=5, file_bytes=200_000)
BODY = bytes(range(256)) * 500


async def handler(request: web.Request) -> web.StreamResponse:
    if "to" in request.query:
        raise web.HTTPFound(request.query["to"])
    if request.path == "/missing":
        raise web.HTTPNotFound
    if request.path == "/large":
        return web.Response(body=bytes(300_000))
    if request.path == "/host":
        return web.Response(text=request.host)
    return web.Response(body=BODY)


async def get(url: str, folder: Path, config: NetConfig, limits: Limits = LIMITS) -> bytes:
    """Download in a thread, since the server lives in this one's loop."""
    target = folder / "file"
    size = await asyncio.to_thread(fetch, url, target, config, limits)
    assert size == target.stat().st_size
    return target.read_bytes()


def allowing(port: int) -> NetConfig:
    return NetConfig(allow_hosts=frozenset({("127.0.0.1", port), ("localhost", port)}))


async def test_a_file_is_streamed_from_an_allowed_host(serve: Any, tmp_path: Path) -> None:
    port = await serve(handler)
    for host in ("127.0.0.1", "localhost"):
        assert await get(f"http://{host}:{port}/", tmp_path, allowing(port)) == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


async def test_a_stand_in_sees_the_public_host(serve: Any, tmp_path: Path) -> None:
    stand_in = f"http://127.0.0.1:{await serve(handler)}"
    config = NetConfig(origins={"https://bulk.example": stand_in})
    assert await get("https://bulk.example/host", tmp_path, config) == b"bulk.example"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", Reason.NOT_FOUND),
        ("/large", Reason.TOO_LARGE),
        ("/?to=/?to=/", Reason.REDIRECT_LOOP),
        ("/?to=http://127.0.0.1:1/", Reason.GUARD_INSIDE),
        ("/?to=http://2130706433/", Reason.GUARD_INSIDE),
        ("/?to=ftp://a.example/", Reason.MALFORMED),
    ],
)
async def test_a_failed_download_leaves_no_file(
    serve: Any, tmp_path: Path, path: str, reason: Reason
) -> None:
    port = await serve(handler)
    limits = replace(LIMITS, redirects=0) if reason is Reason.REDIRECT_LOOP else LIMITS
    with pytest.raises(GatherError) as caught:
        await get(f"http://127.0.0.1:{port}{path}", tmp_path, allowing(port), limits)
    assert caught.value.reason is reason
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "[::ffff:127.0.0.1]"]
)
async def test_an_address_inside_is_refused(serve: Any, tmp_path: Path, host: str) -> None:
    with pytest.raises(GatherError) as caught:
        await get(f"http://{host}:{await serve(handler)}/", tmp_path, NetConfig())
    assert caught.value.reason is Reason.GUARD_INSIDE


@pytest.mark.server
async def test_one_bad_address_refuses_the_host(serve: Any, tmp_path: Path, nsd: str) -> None:
    config = NetConfig(dns=(nsd,))
    with pytest.raises(GatherError) as caught:
        await get(f"http://mixed.example:{await serve(handler)}/", tmp_path, config)
    assert caught.value.reason is Reason.GUARD_INSIDE


async def drip_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        writer.write(b"X-%d: 1\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")


@pytest.mark.parametrize(
    ("server", "reason"),
    [(drip_head, Reason.TIMEOUT), (drip_body, Reason.TIMEOUT), (cut, Reason.CONNECTION)],
)
async def test_a_server_cannot_outstay_the_deadline_or_cut_short(
    raw: Any, tmp_path: Path, server: Any, reason: Reason
) -> None:
    port = await raw(server)
    limits = replace(LIMITS, attempt_seconds=0.4)
    with pytest.raises(GatherError) as caught:
        await get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port), limits)
    assert caught.value.reason is reason
    assert list(tmp_path.iterdir()) == []


def saying(head: bytes, body: bytes = b"") -> Callable[..., Awaitable[None]]:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        assert b"accept-encoding: identity" in asked.lower()
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body)

    return server


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "identity, gzip", "x"])
async def test_an_encoding_that_was_not_asked_for_is_refused(
    raw: Any, tmp_path: Path, encoding: str
) -> None:
    body = gzip.compress(bytes(LIMITS.file_bytes * 10))
    heads = [f"Content-Encoding: {each}\r\n" for each in encoding.split(", ")]
    port = await raw(saying("".join(heads).encode(), body))
    with pytest.raises(GatherError) as caught:
        await get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port))
    assert caught.value.reason is Reason.MALFORMED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("head", [b"Content-Encoding: Identity \r\n", b"Content-Encoding:\r\n"])
async def test_no_encoding_may_be_said_in_several_ways(
    raw: Any, tmp_path: Path, head: bytes
) -> None:
    port = await raw(saying(head, b"hello"))
    assert await get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port)) == b"hello"


async def test_the_bound_is_exact(raw: Any, tmp_path: Path) -> None:
    for more, head in ((0, b""), (0, b"Content-Length: 200000\r\n"), (1, b"")):
        port = await raw(saying(head, bytes(LIMITS.file_bytes + more)))
        asked = get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port))
        if not more:
            assert len(await asked) == LIMITS.file_bytes
            continue
        with pytest.raises(GatherError) as caught:
            await asked
        assert caught.value.reason is Reason.TOO_LARGE


CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        (CHUNKED, b"5\r\nhello\r\n", Reason.CONNECTION),
        (CHUNKED, b"9\r\nhello\r\n0\r\n\r\n", Reason.CONNECTION),
        (CHUNKED, b"zz\r\nhello\r\n0\r\n\r\n", Reason.CONNECTION),
        (CHUNKED, b"fffffffff\r\n" + bytes(300_000), Reason.TOO_LARGE),
        (b"Content-Length: 9\r\n", b"hello", Reason.CONNECTION),
        (b"X: " + b"x" * 70_000 + b"\r\n", b"hello", Reason.CONNECTION),
        (b"X: x\r\n" * 200, b"hello", Reason.CONNECTION),
    ],
    ids=["no last chunk", "short chunk", "no number", "long chunk", "short", "wide", "many"],
)
async def test_a_body_cut_short_and_a_head_too_long_are_no_file(
    raw: Any, tmp_path: Path, head: bytes, body: bytes, reason: Reason
) -> None:
    port = await raw(saying(head, body))
    with pytest.raises(GatherError) as caught:
        await get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port))
    assert caught.value.reason is reason
    assert list(tmp_path.iterdir()) == []


async def test_a_redirect_in_other_letters_is_followed(serve: Any, tmp_path: Path) -> None:
    async def leading(request: web.Request) -> web.Response:
        if request.path == "/":
            return web.Response(status=302, headers={"Location": "/caf\u00e9"})
        return web.Response(text=request.path)

    port = await serve(leading)
    found = await get(f"http://127.0.0.1:{port}/", tmp_path, allowing(port))
    assert found.decode() == "/caf\u00e9"
