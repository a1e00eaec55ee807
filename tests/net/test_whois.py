from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig

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
    text = b"Domain Name: CAMPAIGN.EXAMPLE\r\nTerms: we rate limit; queries limit applies\r\n"
    assert await ask(net, await raw(saying(text)))


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
        await channel.wiring.whois.ask("a.example", ("inside.example", 43), exempt=False)
    assert caught.value.reason is Reason.GUARD_INSIDE
