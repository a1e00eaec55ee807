from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import NetConfig
from exposure_audit.net.interface import Response
from exposure_audit.net.rdap import longest, parse_bootstrap, snapshot

SERVICES = [
    [["example"], ["http://rdap.registry.example/", "https://rdap.registry.example/base"]],
    [["co.example"], ["https://rdap.second.example/"]],
]
ALLOWED = frozenset({"domain:plain", "domain:campaign"})


class Registry:
    """IANA and a registry on one server."""

    def __init__(self, status: int = 200, body: object = None) -> None:
        self.status = status
        self.body = body or {"version": "1.0", "services": SERVICES}
        self.fetched = 0
        self.accept = ""

    async def __call__(self, request: web.Request) -> web.Response:
        if request.path == "/rdap/dns.json":
            self.fetched += 1
            return web.json_response(self.body, status=self.status)
        self.accept = request.headers["Accept"]
        known = request.path == "/base/domain/campaign.example"
        body = {"objectClassName": "domain", "path": request.path}
        return web.json_response(
            body, status=200 if known else 404, content_type="application/rdap+json"
        )


async def channel_to(net: Any, serve: Any, registry: Registry) -> Any:
    stand_in = f"http://127.0.0.1:{await serve(registry)}"
    names = ("https://data.iana.org", "https://rdap.registry.example")
    config = NetConfig(origins=dict.fromkeys(names, stand_in), dns=("127.0.0.1:9",))
    return await net.channel(config, allowed=ALLOWED, dns_seconds=0.1)


async def test_the_registry_is_asked_where_the_list_says(net: Any, serve: Any) -> None:
    registry = Registry()
    channel = await channel_to(net, serve, registry)
    first = await channel.rdap("Campaign.Example")
    second = await channel.rdap("sian-hughes.example")
    assert first.status == 200
    assert first.url == "https://rdap.registry.example/base/domain/campaign.example"
    assert second.status == 404
    assert registry.fetched == 1
    assert registry.accept == "application/rdap+json"
    assert channel.requests == 3
    assert net.ledger.hosts == ("data.iana.org", "rdap.registry.example")


async def not_again(_url: str) -> Response:
    pytest.fail("the list is fetched once")


async def test_a_tld_without_server_is_none(net: Any, serve: Any) -> None:
    channel = await channel_to(net, serve, Registry())
    assert await channel.rdap("campaign.invalid") is None


@pytest.mark.parametrize(
    ("registry", "reason"),
    [
        (Registry(503), Reason.SERVER_ERROR),
        (Registry(body={"services": "none"}), Reason.MALFORMED),
        (Registry(404), Reason.NOT_FOUND),
    ],
)
async def test_without_the_list_only_the_snapshot_can_tell(
    net: Any, serve: Any, registry: Registry, reason: Reason
) -> None:
    channel = await channel_to(net, serve, registry)
    with pytest.raises(GatherError) as caught:
        await channel.rdap("campaign.example")
    assert caught.value.reason is reason
    known = await channel.wiring.bootstrap.base_for("a.org.uk", not_again)
    assert known == "https://rdap.nominet.uk/uk/"
    assert registry.fetched == 1


def test_the_longest_suffix_and_https_win() -> None:
    bases = parse_bootstrap({"version": "1.0", "services": SERVICES})
    assert longest(bases, "a.co.example") == "https://rdap.second.example/"
    assert longest(bases, "a.example") == "https://rdap.registry.example/base/"
    assert longest(bases, "a.invalid") is None


def test_the_snapshot_is_in_order() -> None:
    assert set(snapshot()) >= {"uk", "com", "net", "org"}
    assert all(base.startswith("https://") and base.endswith("/") for base in snapshot().values())


async def test_what_one_attempt_may_not_do_binds_no_other(net: Any, serve: Any) -> None:
    registry = Registry()
    channel = await channel_to(net, serve, registry)
    list_of = channel.wiring.bootstrap

    async def beyond(_url: str) -> Response:
        raise GatherError(Reason.BUDGET)

    async def refused(_url: str) -> Response:
        raise EgressRefused("data.iana.org", frozenset({"name"}))

    assert await list_of.base_for("a.org.uk", beyond) == "https://rdap.nominet.uk/uk/"
    with pytest.raises(EgressRefused):
        await list_of.base_for("a.org.uk", refused)
    assert (await channel.rdap("campaign.example")).status == 200
    assert registry.fetched == 1
