from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from tests.net import hostile

ALLOWED = frozenset({"domain:plain", "domain:campaign"})
asked: list[bytes] = []


def saying(text: bytes, *, stall: bool = False) -> Callable[..., Awaitable[None]]:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(text)
        await writer.drain()
        if stall:
            await asyncio.sleep(30)

    return handler


async def ask(net: Any, port: int, domain: str = "campaign.example", **options: Any) -> Any:
    config = NetConfig(whois={"example": f"127.0.0.1:{port}"})
    channel = await net.channel(config, allowed=ALLOWED, **options)
    return await channel.whois(domain)


async def test_a_reply_is_returned_as_text(net: Any, raw: Any) -> None:
    asked.clear()
    text = "Domain name: campaign.example\r\n  Registrant: Zoë\r\n"
    port = await raw(saying(text.encode()))
    assert await ask(net, port) == text
    assert asked == [b"campaign.example\r\n"]
    assert net.ledger.hosts == ("127.0.0.1",)


async def test_an_old_encoding_is_read(net: Any, raw: Any) -> None:
    text = "Domain: campaign.example\nRegistrant: Zoë"
    assert "Zoë" in await ask(net, await raw(saying(text.encode("cp1252"))))


@pytest.mark.parametrize(
    "text",
    [
        b'No match for "OTHER.EXAMPLE".',
        b"Domain not found.",
        b"NOT FOUND",
        b"No Data Found",
        b"Status: free",
    ],
)
async def test_that_there_is_none_is_an_answer(net: Any, raw: Any, text: bytes) -> None:
    assert await ask(net, await raw(saying(text))) == text.decode()


@pytest.mark.parametrize(
    ("text", "stall", "reason"),
    [
        (b"", False, Reason.MALFORMED),
        (b" \r\n", False, Reason.MALFORMED),
        (b"x" * 70_000, False, Reason.TOO_LARGE),
        (b"Domain: x", True, Reason.TIMEOUT),
        (b"%% Quota exceeded\r\n", False, Reason.QUOTA),
        (bytes(range(256)) * 8, False, Reason.MALFORMED),
        (b"<html><title>Sorry</title></html>", False, Reason.MALFORMED),
        (b"Domain: another.example", False, Reason.MALFORMED),
        (b"The WHOIS query quota for 127.0.0.1 has been exceeded", False, Reason.QUOTA),
        (b"Your query rate is too high: rate limit", False, Reason.QUOTA),
        (b"WHOIS LIMIT EXCEEDED - SEE WWW.PIR.ORG/WHOIS FOR DETAILS", False, Reason.QUOTA),
    ],
)
async def test_what_is_no_answer_has_its_reason(
    net: Any, raw: Any, text: bytes, stall: bool, reason: Reason
) -> None:
    with pytest.raises(GatherError) as caught:
        await ask(net, await raw(saying(text, stall=stall)))
    assert caught.value.reason is reason


async def test_terms_that_speak_of_limits_are_no_refusal(net: Any, raw: Any) -> None:
    text = b"Domain Name: CAMPAIGN.EXAMPLE\r\nRegistrar: X\r\n"
    text += b"Terms: we rate limit; queries limit applies\r\n"
    assert await ask(net, await raw(saying(text)))


NAME = "campaign.example"
ANSWERS = {
    "Nominet": f"    Domain name:\r\n        {NAME}\r\n\r\n    Data validation:\r\n        Nominet",
    "Verisign": f"   Domain Name: {NAME.upper()}\r\n   Registry Domain ID: 1_DOMAIN_COM-VRSN\r\n",
    "PIR": f"Domain Name: {NAME}\r\nRegistrar WHOIS Server: whois.x.example\r\n",
    "EURid": f"%\r\nDomain: {NAME}\r\n\r\nRegistrant:\r\n        NOT DISCLOSED!",
    "none at Nominet": f'\r\n    No match for "{NAME}".\r\n\r\n  (C) exceeding query rate.',
    "none at Verisign": f'No match for domain "{NAME.upper()}".\r\n>>> Last update <<<',
    "none at EURid": f"Domain: {NAME}\r\nScript: LATIN\r\n\r\nStatus: AVAILABLE",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
async def test_the_registries_ways_of_writing(net: Any, raw: Any, text: str) -> None:
    assert await ask(net, await raw(saying(text.encode()))) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"% Query '{NAME}' failed: internal server error", Reason.MALFORMED),
        (f"You queried {NAME}. Access denied: too many connections", Reason.QUOTA),
        (f"{NAME}: access denied", Reason.BLOCKED),
        (f"Your access to {NAME} has been restricted.", Reason.BLOCKED),
        (f"{NAME}: maintenance in progress", Reason.MALFORMED),
        (f"This WHOIS is retired; use RDAP. You asked for {NAME}", Reason.MALFORMED),
        (f"Domain name: {NAME}", Reason.MALFORMED),
        (f"Domain name: {NAME}\r\nError: access denied", Reason.BLOCKED),
        ("Domain name: another.example\r\nRegistrar: X", Reason.MALFORMED),
        (f"<h1>404 Not Found</h1> {NAME}", Reason.MALFORMED),
        (f"404 Not Found {NAME}", Reason.MALFORMED),
    ],
)
async def test_a_reply_that_repeats_the_question_is_no_answer(
    net: Any, raw: Any, text: str, reason: Reason
) -> None:
    with pytest.raises(GatherError) as caught:
        await ask(net, await raw(saying(text.encode())))
    assert caught.value.reason is reason


REFUSALS = {
    "quota at Nominet": (
        "\r\n    The WHOIS query quota for 192.0.2.1 has been exceeded\r\n    until later.\r\n",
        Reason.QUOTA,
    ),
    "quota at a registry of many": ("Number of allowed queries exceeded.", Reason.QUOTA),
    "connections": ("% Maximum concurrent connection limit reached", Reason.QUOTA),
    "EURid": ("-1: Rate limit. You have exceeded your quota", Reason.QUOTA),
    "per day": (f"Daily query limit for {NAME} reached.", Reason.QUOTA),
    "too fast": ("Excessive querying, grace period of 30 seconds", Reason.QUOTA),
    "banned": ("Your IP address 192.0.2.1 has been banned for abuse.", Reason.BLOCKED),
    "blacklisted": ("%ERROR:201: access denied for 192.0.2.1", Reason.BLOCKED),
    "refused": ("Connection refused. Contact support.", Reason.BLOCKED),
    "not for you": (f"You are not authorised to query {NAME}.", Reason.BLOCKED),
    "moved": (f"301 {NAME} has moved, ask whois.registry.example", Reason.MALFORMED),
    "web page instead": (
        "HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\n",
        Reason.MALFORMED,
    ),
    "referral of the root": ("domain: EXAMPLE\r\nrefer: whois.nic.example\r\n", Reason.MALFORMED),
    "of a name below": (f"Domain: www.{NAME}\r\nRegistrar: X\r\n", Reason.MALFORMED),
    "of the name above": ("Domain: example\r\nRegistrar: X\r\n", Reason.MALFORMED),
    "of a like name": (f"Domain: {NAME}.evil.example\r\nRegistrar: X\r\n", Reason.MALFORMED),
    "only the labels": (f"Domain: {NAME}\r\nRegistrant\r\n", Reason.MALFORMED),
    "NULs": ("\x00" * 3_000, Reason.MALFORMED),
    "line ends": ("\r\n" * 3_000, Reason.MALFORMED),
}


@pytest.mark.parametrize(("text", "reason"), REFUSALS.values(), ids=REFUSALS)
async def test_refusals_and_other_peoples_records(
    net: Any, raw: Any, text: str, reason: Reason
) -> None:
    with pytest.raises(GatherError) as caught:
        await ask(net, await raw(saying(text.encode())))
    assert caught.value.reason is reason


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    while True:
        writer.write(b"\n")
        await writer.drain()
        await asyncio.sleep(0.01)


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    while True:
        writer.write(b"Registrar: X\r\n" * 100)
        await writer.drain()


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Cut a record off with RST: half a record is none."""
    await reader.readline()
    await hostile.saying(f"Domain: {NAME}\r\nRegistrar: X\r\n".encode(), then="reset")(
        hostile.Peer("", b"", writer)
    )


async def never_read(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await hostile.Peer("", b"", writer).stall()


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (drip, Reason.TIMEOUT),
        (pour, Reason.TOO_LARGE),
        (reset, Reason.CONNECTION),
        (never_read, Reason.TIMEOUT),
    ],
)
async def test_a_hostile_server_is_given_up_in_time(
    net: Any, raw: Any, handler: object, reason: Reason
) -> None:
    began = time.monotonic()
    with pytest.raises(GatherError) as caught:
        await ask(net, await raw(handler), whois_seconds=0.3)
    assert caught.value.reason is reason
    assert time.monotonic() - began < 2


async def test_nobody_listens(net: Any, free_port: int) -> None:
    with pytest.raises(GatherError) as caught:
        await ask(net, free_port)
    assert caught.value.reason is Reason.CONNECTION


async def test_no_server_is_known(net: Any) -> None:
    channel = await net.channel(allowed=ALLOWED)
    assert await channel.whois("campaign.example") is None
    assert channel.requests == 0


async def test_the_longest_suffix_of_the_settings_wins(net: Any) -> None:
    whois = {"uk": "127.0.0.1:1", "org.uk": "127.0.0.1:2"}
    channel = await net.channel(NetConfig(whois=whois))
    table = channel.wiring.whois
    assert table.server_for("a.org.uk") == (("127.0.0.1", 2), True)
    assert table.server_for("a.co.uk") == (("127.0.0.1", 1), True)
    assert table.server_for("a.com") == (("whois.verisign-grs.com", 43), False)


async def test_a_second_line_cannot_be_smuggled_in(net: Any, raw: Any) -> None:
    with pytest.raises(GatherError) as caught:
        await ask(net, await raw(saying(b"x")), "campaign.example\r\nevil.example")
    assert caught.value.reason is Reason.MALFORMED


@pytest.mark.server
async def test_a_shipped_server_that_leads_inside_is_refused(net: Any, nsd: str) -> None:
    channel = await net.channel(NetConfig(dns=(nsd,)), allowed=ALLOWED)
    with pytest.raises(GatherError) as caught:
        await channel.wiring.whois.ask(
            "a.example", ("inside.example", 43), exempt=False, told=lambda: None
        )
    assert caught.value.reason is Reason.GUARD_INSIDE
