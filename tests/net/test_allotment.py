from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import FactId, Reason
from exposure_audit.net.allotment import Allotment, Share

NAME, DOMAIN = FactId("name"), FactId("domain:plain")


def share(*hosts: str, number: int = 1, facts: frozenset[FactId] = frozenset()) -> Share:
    return Share(fits=lambda host: host in hosts, number=number, facts=facts)


def test_each_share_is_used_up_in_its_order() -> None:
    allotment = Allotment((share("a"), share("a", "b", number=2)))
    for host in ("a", "a", "b"):
        allotment.take(host)
    for host in ("a", "b"):
        with pytest.raises(GatherError) as error:
            allotment.take(host)
        assert error.value.reason is Reason.BUDGET


def test_a_host_that_no_share_names_is_not_in_the_plan() -> None:
    with pytest.raises(GatherError) as error:
        Allotment((share("a"),)).take("b")
    assert error.value.reason is Reason.UNFAMILIAR_HOST


def test_facts_go_where_their_shares_say() -> None:
    both = Allotment(
        (share("a", facts=frozenset({NAME})), share("a", "b", facts=frozenset({DOMAIN})))
    )
    assert both.facts_at("a") == {NAME, DOMAIN}
    assert both.facts_at("b") == {DOMAIN}
    assert both.facts_at("c") == frozenset()


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def test_a_channel_asks_no_more_than_is_planned(net: Any, serve: Any) -> None:
    shares = (share("site.example", number=2),)
    channel = await net.web(await serve(hello), shares=shares)
    await channel.get("https://site.example/a")
    await channel.get("https://site.example/b")
    with pytest.raises(GatherError) as error:
        await channel.get("https://site.example/c")
    assert error.value.reason is Reason.BUDGET
    assert channel.requests == 2


async def test_a_channel_asks_nobody_who_is_not_planned(net: Any, serve: Any) -> None:
    channel = await net.web(await serve(hello), shares=(share("other.example"),))
    with pytest.raises(GatherError) as error:
        await channel.get("https://site.example/")
    assert error.value.reason is Reason.UNFAMILIAR_HOST
    assert net.ledger.hosts == ()


async def test_a_fact_that_one_host_may_have_is_refused_to_another(net: Any, serve: Any) -> None:
    shares = (share("other.example", facts=frozenset({NAME})), share("site.example"))
    channel = await net.web(await serve(hello), shares=shares, allowed=frozenset({"name"}))
    with pytest.raises(EgressRefused):
        await channel.get("https://site.example/", params={"q": "Sian Hughes"})
    assert net.ledger.hosts == ()


def test_what_a_kind_of_host_may_have_a_named_host_may_not() -> None:
    named = Share(fits=lambda host: host == "a", number=1, facts=frozenset(), named=True)
    kind = Share(fits=lambda _host: True, number=5, facts=frozenset({DOMAIN}))
    allotment = Allotment((named, kind))
    assert allotment.facts_at("a") == frozenset()
    assert allotment.facts_at("b") == {DOMAIN}
    allotment.take("a")
    with pytest.raises(GatherError) as error:
        allotment.take("a")
    assert error.value.reason is Reason.BUDGET
