"""Whatever a server does on the socket: one reason of the closed list, in time, and on it goes."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
import trustme

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import HostKey, NetConfig
from tests.net.hostile import OK, Hostile, Peer, Talk, pouring, redirect, saying
from tests.net.hostile_cases import CASES

MOST_SECONDS = 3.0
SMALL: dict[str, Any] = {
    "request_seconds": 0.3,
    "connect_seconds": 0.3,
    "dns_seconds": 0.1,
    "body_bytes": 50_000,
    "header_bytes": 4_096,
}
CASE = "https://site.example/case"
SECRET = "a-key-of-somebody"


@asynccontextmanager
async def visiting(net: Any, talk: Talk, **options: Any) -> AsyncIterator[tuple[Any, Hostile]]:
    """A channel to a server with one misdeed."""
    hostile = Hostile(talk)
    async with hostile.serving() as port:
        yield await net.web(port, **SMALL | options), hostile


@pytest.mark.parametrize("name", CASES)
async def test_each_misdeed_has_its_reason_in_time_and_the_room_goes_on(
    net: Any, name: str
) -> None:
    case = CASES[name]
    async with visiting(net, case.talk) as (channel, _):
        began = time.monotonic()
        with pytest.raises(GatherError) as caught:
            await channel.get(CASE)
        assert caught.value.reason in case.reasons
        assert time.monotonic() - began < MOST_SECONDS
        assert (await channel.get("https://site.example/fine")).body == b"fine"


async def test_all_misdeeds_at_once_in_one_room_hold_nobody_up_and_name_no_key(
    net: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Each host has its own misdeed; a good one is answered before the last has given up."""
    caplog.set_level(logging.DEBUG)
    servers = [Hostile(case.talk) for case in CASES.values()]
    async with _served([Hostile(saying(b"")), *servers]) as ports:
        places = {f"host-{number}.example": port for number, port in enumerate(ports)}
        origins = {f"https://{name}": f"http://127.0.0.1:{port}" for name, port in places.items()}
        keys = tuple(HostKey(host=name, header="X-Key", value=SECRET) for name in places)
        limits = SMALL | {"request_seconds": 1.0, "connect_seconds": 1.0}
        channel = await net.channel(NetConfig(origins=origins), keys=keys, **limits)
        good, *names = places
        bad = [asyncio.create_task(_fails(channel, f"https://{name}/case")) for name in names]
        assert (await channel.get(f"https://{good}/fine")).body == b"fine"
        assert not all(task.done() for task in bad)
        errors = await asyncio.gather(*bad)
    told = [text for error in errors for text in (str(error), repr(error), error.detail)]
    assert SECRET not in "".join((*told, caplog.text))


async def _fails(channel: Any, url: str) -> GatherError:
    with pytest.raises(GatherError) as caught:
        await channel.get(url, params={"key": SECRET})
    return caught.value


@asynccontextmanager
async def _served(servers: list[Hostile]) -> AsyncIterator[list[int]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(server.serving()) for server in servers]


def answer(words: bytes) -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n%s" % (len(words), words)


async def test_a_second_answer_is_not_taken_for_the_next_requests(net: Any) -> None:
    async with visiting(net, saying(answer(b"first") + answer(b"second"))) as (channel, _):
        assert (await channel.get(CASE)).body == b"first"
        assert (await channel.get("https://site.example/fine")).body == b"fine"


async def test_nor_is_one_that_comes_while_nothing_was_asked(net: Any) -> None:
    asked, said = asyncio.Event(), asyncio.Event()

    async def talk(peer: Peer) -> None:
        await peer.say(answer(b"first"))
        await asked.wait()
        await peer.say(answer(b"second"))
        await asyncio.sleep(0.02)
        said.set()
        await peer.stall()

    async with visiting(net, talk) as (channel, _):
        assert (await channel.get(CASE)).body == b"first"
        asked.set()
        await said.wait()
        assert (await channel.get("https://site.example/fine")).body == b"fine"


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_a_body_that_no_such_answer_has_is_not_taken_for_the_next(
    net: Any, status: bytes
) -> None:
    smuggled = b"HTTP/1.1 " + status + b"\r\nContent-Length: 40\r\n\r\n" + answer(b"smuggled")
    async with visiting(net, saying(smuggled)) as (channel, _):
        told = await channel.get(CASE, accept={204, 304})
        assert told.body == b""
        assert (await channel.get("https://site.example/fine")).body == b"fine"


async def test_interim_answers_are_passed_over(net: Any) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    async with visiting(net, saying(hints, hints + answer(b"hello"))) as (channel, _):
        assert (await channel.get(CASE)).body == b"hello"


async def test_a_huge_cookie_is_neither_kept_nor_sent(net: Any) -> None:
    cookies = b"Set-Cookie: a=" + b"b" * 3_000 + b"; Domain=.example\r\n"
    head = OK + cookies + b"Content-Length: 5\r\n\r\nhello"
    sent: list[bytes] = []

    async def talk(peer: Peer) -> None:
        sent.append(peer.head)
        await peer.say(head)

    async with visiting(net, talk) as (channel, _):
        await channel.get(CASE)
        await channel.get(f"{CASE}/again")
    assert len(sent) == 2
    assert b"cookie" not in b"".join(sent).lower()


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\x00", "\u2028".encode()])
async def test_a_line_end_in_what_is_asked_starts_no_header(net: Any, end: bytes) -> None:
    words = f"a{end.decode()}X-Smuggled: 1"
    sent: list[bytes] = []

    async def talk(peer: Peer) -> None:
        sent.append(peer.head)
        await peer.say(answer(b"hello"))

    async with visiting(net, talk) as (channel, _):
        for url, more in (
            (CASE, {"params": {"q": words}}),
            (f"{CASE}/{words}", {}),
            (CASE, {"headers": {"X-Own": words}}),
            (CASE, {"headers": {words: "a"}}),
            (f"https://site.example/{words}", {"found_on": f"https://site.example/{words}"}),
        ):
            with suppress(GatherError):
                await channel.get(url, **more)
    assert sent
    lines = [line.lower() for head in sent for line in head.replace(b"\r", b"\n").split(b"\n")]
    assert not any(line.startswith(b"x-smuggled") for line in lines)


async def test_a_line_end_in_a_location_starts_no_header(net: Any) -> None:
    sent: list[bytes] = []

    async def talk(peer: Peer) -> None:
        sent.append(peer.head)
        if len(sent) == 1:
            await peer.say(redirect(b"/case?a=%0d%0aX-Smuggled:%201"))
        else:
            await peer.say(answer(b"hello"))

    async with visiting(net, talk) as (channel, _):
        assert (await channel.get(CASE)).body == b"hello"
    assert b"\r\nX-Smuggled" not in sent[1]
    assert b"%0d%0a" in sent[1].lower()


async def test_what_pours_in_is_not_kept(net: Any) -> None:
    pours = pouring(OK + b"\r\n", b"a" * 65_536)
    async with visiting(net, pours, body_bytes=100_000) as (channel, _):
        await _fails(channel, CASE)
        tracemalloc.start()
        try:
            await _fails(channel, CASE)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 3_000_000


TLS_NOISE = {
    "an open answer": answer(b"hello"),
    "noise": bytes(range(256)) * 8,
    "an alert": b"\x15\x03\x03\x00\x02\x02\x28",
    "half a record": b"\x16\x03\x03\x10\x00\x02",
    "nothing": b"",
}


@pytest.mark.parametrize("noise", TLS_NOISE.values(), ids=TLS_NOISE)
@pytest.mark.parametrize("then", ["close", "stall"])
async def test_noise_where_tls_should_be(net: Any, raw: Any, noise: bytes, then: str) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await saying(noise, then=then)(Peer("", b"", writer))

    origins = {"https://site.example": f"https://127.0.0.1:{await raw(handler)}"}
    channel = await net.channel(NetConfig(origins=origins), **SMALL)
    began = time.monotonic()
    with pytest.raises(GatherError) as caught:
        await channel.get(CASE)
    assert caught.value.reason in {Reason.TLS, Reason.CONNECTION, Reason.TIMEOUT}
    assert time.monotonic() - began < MOST_SECONDS


async def test_a_body_cut_inside_tls_is_no_answer(net: Any, tmp_path: Any) -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("site.example").configure_cert(context)
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await saying(OK + b"Content-Length: 9\r\n\r\nhello")(Peer("", b"", writer))
        writer.transport.abort()

    server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        origins = {"https://site.example": f"https://127.0.0.1:{port}"}
        channel = await net.channel(NetConfig(origins=origins, ca_file=trusted), **SMALL)
        with pytest.raises(GatherError) as caught:
            await channel.get(CASE)
    assert caught.value.reason is Reason.CONNECTION
