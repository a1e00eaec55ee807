from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from exposure_audit.sandbox.faults import WHOIS, Fault
from exposure_audit.sandbox.whois_server import Whois, serve
from exposure_audit.sandbox.world import LoadedWorld


async def asked(port: int, query: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(query)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), 3)
    finally:
        writer.close()
        await writer.wait_closed()


async def test_a_registrant_is_shown_with_the_address_line_by_line(loaded: LoadedWorld) -> None:
    async with serve(Whois(loaded.world.registration, {})) as port:
        text = (await asked(port, b"QUAYSIDE-notes.example\r\n")).decode()
    address = ("14 St Ebba's Road", "Brackenmere", "YE7 4QE", "United Kingdom")
    lines = "".join(f"        {line}\r\n" for line in address)
    assert f"    Registrant's address:\r\n{lines}" in text
    assert "Registered on: 30-Jun-2009" in text
    assert "\n" not in text.replace("\r\n", "")


async def test_a_withheld_registrant_is_not_shown(loaded: LoadedWorld) -> None:
    async with serve(Whois(loaded.world.registration, {})) as port:
        text = (await asked(port, b"fennelcross-first.example\r\n")).decode()
    assert "Registrant's address" not in text
    assert "fennelcross-first.example" in text


@pytest.mark.parametrize("query", [b"nobody.example\r\n", b"\r\n", b"\xff\xfe\r\n"])
async def test_an_unknown_domain_is_no_match(loaded: LoadedWorld, query: bytes) -> None:
    async with serve(Whois(loaded.world.registration, {})) as port:
        assert b"No match for" in await asked(port, query)


async def test_a_query_without_end_is_hung_up_on(loaded: LoadedWorld) -> None:
    async with serve(Whois(loaded.world.registration, {})) as port:
        assert await asked(port, b"x" * 1500) == b""


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (Fault.DOWN, b""),
        (Fault.EMPTY, b""),
        (Fault.RATE_LIMITED, b"quota"),
        (Fault.UNAUTHORIZED, b"denied"),
        (Fault.ERROR, b"internal server error"),
        (Fault.LOGIN, b"has moved"),
        (Fault.MISSING, b'No match for "quayside-notes.example"'),
        (Fault.OTHER_SHAPE, b"elsewhere.example"),
        (Fault.EMPTY_OBJECT, b"Domain name:"),
        (Fault.SHORT, b"Domain name:"),
        (Fault.BROKEN_JSON, b"\xff"),
    ],
)
async def test_faults(loaded: LoadedWorld, fault: Fault, reply: bytes) -> None:
    async with serve(Whois(loaded.world.registration, {WHOIS: fault})) as port:
        text = await asked(port, b"quayside-notes.example\r\n")
    assert reply in text
    assert b"St Ebba" not in text


async def test_a_reset_is_none_of_an_end(loaded: LoadedWorld) -> None:
    async with serve(Whois(loaded.world.registration, {WHOIS: Fault.RESET})) as port:
        with pytest.raises(ConnectionResetError):
            await asked(port, b"quayside-notes.example\r\n")


@pytest.mark.parametrize("fault", [Fault.STALL, Fault.DRIP, Fault.HUGE])
async def test_a_reply_without_end(loaded: LoadedWorld, fault: Fault) -> None:
    async with serve(Whois(loaded.world.registration, {WHOIS: fault})) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"quayside-notes.example\r\n")
        assert await reader.read(1)
        assert not reader.at_eof()
        writer.close()


async def test_a_hanging_conversation_does_not_hold_up_the_end(loaded: LoadedWorld) -> None:
    async with (
        asyncio.timeout(3),
        serve(Whois(loaded.world.registration, {WHOIS: Fault.SLOW})) as port,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"quayside-notes.example\r\n")
        await writer.drain()
    with suppress(ConnectionResetError):
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
