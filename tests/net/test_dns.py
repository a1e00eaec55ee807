from __future__ import annotations

import asyncio
from typing import Any

import pytest

from exposure_audit.errors import GatherError, SettingsError
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from exposure_audit.net.dns import Dns, addresses_now

HANDLES = frozenset({"domain:plain", "domain:campaign"})

ANSWERS = [
    ("example", "SOA", ("ns.example. sian\\.hughes.example.org. 1 3600 600 86400 60",)),
    ("txt.example", "TXT", ("v=DMARC1; p=none; rua=mailto:sian@mail.example",)),
    ("latin.example", "TXT", ("caf\N{REPLACEMENT CHARACTER}",)),
    ("mail.example", "MX", ("10 mx.example.",)),
    ("caa.example", "CAA", ('0 iodef "mailto:sian@mail.example"',)),
    ("mail.example", "TXT", ()),
    ("missing.example", "MX", ()),
]


@pytest.mark.server
@pytest.mark.parametrize(("name", "kind", "records"), ANSWERS)
async def test_records_come_in_presentation_format(
    nsd: str, name: str, kind: str, records: tuple[str, ...]
) -> None:
    answer = await Dns((nsd,), Limits(), SystemClock()).resolve(name, kind)
    assert answer.records == records
    assert answer.name == name
    assert answer.exists is (name != "missing.example")


@pytest.mark.server
@pytest.mark.parametrize("name", ["broken.test", "elsewhere.invalid"])
async def test_servfail_and_refused_are_failures(nsd: str, name: str) -> None:
    with pytest.raises(GatherError) as caught:
        await Dns((nsd,), Limits(), SystemClock()).resolve(name, "TXT")
    assert caught.value.reason is Reason.DNS_FAILURE


@pytest.mark.server
async def test_a_channel_counts_what_it_asks(net: Any, nsd: str) -> None:
    channel = await net.channel(NetConfig(dns=(nsd,)), allowed=HANDLES)
    assert (await channel.resolve("_dmarc.sian-hughes.example", "TXT")).records == ()
    assert channel.requests == 1
    assert [d.facts for d in net.ledger.disclosures] == [("domain:campaign",)]
    assert net.ledger.hosts == ()


@pytest.mark.server
async def test_many_questions_at_once_are_all_answered(nsd: str) -> None:
    dns = Dns((nsd,), Limits(), SystemClock())
    answers = await asyncio.gather(*(dns.resolve("mail.example", "MX") for _ in range(300)))
    assert all(answer.records for answer in answers)


class Mute(asyncio.DatagramProtocol):
    """A resolver that never answers."""


async def test_silence_is_a_timeout() -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Mute, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    dns = Dns((f"127.0.0.1:{port}",), Limits(dns_seconds=0.2), SystemClock())
    with pytest.raises(GatherError) as caught:
        await dns.resolve("site.example", "TXT")
    assert caught.value.reason is Reason.TIMEOUT
    transport.close()


@pytest.mark.parametrize(
    "name", ["a..b", "a" * 64 + ".example", "sp ace.example", ".".join(["abc"] * 90)]
)
async def test_what_is_no_name_is_not_asked(name: str) -> None:
    with pytest.raises(GatherError) as caught:
        await Dns(("127.0.0.1:9",), Limits(), SystemClock()).resolve(name, "TXT")
    assert caught.value.reason is Reason.MALFORMED


def test_a_bad_server_in_the_settings_is_named() -> None:
    with pytest.raises(SettingsError, match="host:port"):
        Dns(("nonsense:x",), Limits(), SystemClock())


@pytest.mark.server
def test_blocking_code_gets_the_same_addresses(nsd: str) -> None:
    host, _, port = nsd.rpartition(":")
    servers = [(host, int(port))]
    assert set(addresses_now("mixed.example", servers, 2)) == {"93.184.216.34", "10.0.0.1"}
    with pytest.raises(GatherError):
        addresses_now("missing.example", servers, 2)
    assert addresses_now("127.0.0.1", [], 2) == ("127.0.0.1",)
    assert "127.0.0.1" in addresses_now("localhost", [], 2)
