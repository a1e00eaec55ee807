"""Kept answers, conditional questions, staying offline: over real sockets."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.limits import SystemClock
from exposure_audit.model import Reason
from exposure_audit.net.config import HostKey, NetConfig
from exposure_audit.net.interface import Response
from exposure_audit.net.terms import Terms

URL = "https://site.example/a"
DATED = "Mon, 23 Nov 2026 08:00:00 GMT"
SOURCE = {"site.example": Terms(source="site", rate=None, declared=True)}


class Shelf:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Response] = {}

    async def get(self, asked: str) -> Response | None:
        return self.kept.get(asked)

    async def put(self, asked: str, response: Response) -> None:
        self.kept[asked] = response


@dataclass
class Site:
    """Answers with a tag and a date, and 304 to who knows them."""

    text: str = "hello"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"a1"'})
    asked: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked.append({name.lower(): value for name, value in request.headers.items()})
        known = request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since")
        if known and known in self.headers.values():
            return web.Response(status=304)
        return web.Response(status=self.status, text=self.text, headers=self.headers)


async def test_a_kept_answer_is_asked_about_and_holds_where_nothing_changed(
    net: Any, serve: Any
) -> None:
    site, shelf = Site(), Shelf()
    port = await serve(site)
    first = await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)
    second = await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)
    assert [asked.get("if-none-match") for asked in site.asked] == [None, '"a1"']
    assert second.body == first.body == b"hello"
    assert second.status == 200
    assert second.retrieved > first.retrieved


async def test_nothing_of_a_strangers_is_sent_back_and_of_ones_own_sites_the_tag(
    net: Any, serve: Any
) -> None:
    site, shelf = Site(headers={"ETag": '"you-4711"', "Last-Modified": DATED}), Shelf()
    port = await serve(site)
    for own in (frozenset(), frozenset(), frozenset({"site.example"})):
        channel = await net.web(port, cache=shelf, own=own)
        assert (await channel.get(URL)).body == b"hello"
    assert [asked.get("if-none-match") for asked in site.asked] == [None, None, '"you-4711"']
    assert not any("if-modified-since" in asked for asked in site.asked)


async def test_what_stands_in_for_a_site_never_answers_for_it(net: Any, serve: Any) -> None:
    staging, site, shelf = Site(text="clean"), Site(text="the address"), Shelf()
    for port in (await serve(staging), await serve(site)):
        channel = await net.web(port, cache=shelf, terms=SOURCE)
        answer = await channel.get(URL)
    assert answer.body == b"the address"
    assert "if-none-match" not in site.asked[0]


async def test_an_answer_that_still_holds_is_as_old_as_it_was(net: Any, serve: Any) -> None:
    shelf, port = Shelf(), await serve(Site())
    first = await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)
    await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)
    assert [kept.retrieved for kept in shelf.kept.values()] == [first.retrieved]


async def test_an_answer_at_hand_is_bounded_like_a_new_one(net: Any, serve: Any) -> None:
    channel = await net.web(await serve(Site(text="x" * 1_000)))
    await channel.get(URL)
    with pytest.raises(GatherError) as error:
        await channel.get(URL, max_bytes=10)
    assert error.value.reason is Reason.TOO_LARGE


async def test_a_changed_page_takes_the_place_of_the_kept_one(net: Any, serve: Any) -> None:
    site, shelf = Site(), Shelf()
    port = await serve(site)
    await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)
    site.text, site.headers = "changed", {"ETag": '"b2"'}
    assert (await (await net.web(port, cache=shelf, terms=SOURCE)).get(URL)).body == b"changed"
    assert [kept.body for kept in shelf.kept.values()] == [b"changed"]


@pytest.mark.parametrize(
    "site",
    [
        Site(status=404),
        Site(status=500),
        Site(text=""),
        Site(text="<title>Just a moment...</title>"),
    ],
)
async def test_failures_and_empty_answers_are_never_kept(net: Any, serve: Any, site: Site) -> None:
    shelf = Shelf()
    site.headers = {"Content-Type": "text/html"}
    channel = await net.web(await serve(site), cache=shelf)
    with suppress(GatherError):
        await channel.get(URL)
    assert shelf.kept == {}


async def test_what_may_not_be_stored_is_not(net: Any, serve: Any) -> None:
    shelf = Shelf()
    terms = {"site.example": Terms(source="site", rate=None, keep=timedelta(0))}
    await (await net.web(await serve(Site()), cache=shelf, terms=terms)).get(URL)
    assert shelf.kept == {}


async def test_a_304_that_nobody_asked_for_is_no_answer(net: Any, serve: Any) -> None:
    channel = await net.web(await serve(Site(status=304)), cache=Shelf())
    with pytest.raises(GatherError) as error:
        await channel.get(URL)
    assert error.value.reason is Reason.MALFORMED


async def test_offline_only_kept_answers_serve_and_say_how_old_they_are(
    net: Any, serve: Any
) -> None:
    site, shelf = Site(), Shelf()
    port = await serve(site)
    first = await (await net.web(port, cache=shelf)).get(URL)
    offline = await net.web(port, cache=shelf, offline=True)
    assert await offline.get(URL) == first
    assert offline.as_of == first.retrieved
    with pytest.raises(GatherError) as error:
        await offline.get("https://site.example/other")
    assert error.value.reason is Reason.OFFLINE
    assert offline.requests == 0
    assert len(site.asked) == 1


async def test_offline_the_dns_and_port_43_are_silent_too(net: Any, nsd: str) -> None:
    shelf, config = Shelf(), NetConfig(dns=(nsd,))
    channel = await net.channel(config, cache=shelf)
    online = await channel.resolve("txt.example", "TXT")
    nothing = await channel.resolve("absent.example", "TXT")
    assert online.records
    assert not nothing.exists
    offline = await net.channel(config, cache=shelf, offline=True)
    assert await offline.resolve("txt.example", "TXT") == online
    with pytest.raises(GatherError) as error:
        await offline.resolve("absent.example", "TXT")
    assert error.value.reason is Reason.OFFLINE
    with pytest.raises(GatherError) as error:
        await offline.whois("campaign.uk")
    assert error.value.reason is Reason.OFFLINE


async def test_what_the_guard_refuses_is_not_answered_from_what_is_kept(
    net: Any, serve: Any
) -> None:
    port, shelf = await serve(Site()), Shelf()
    asked = {"params": {"q": "Sian Hughes"}}
    allowed = await net.web(port, cache=shelf, allowed=frozenset({"name"}))
    await allowed.get(URL, **asked)
    for offline in (True, False):
        channel = await net.web(port, cache=shelf, offline=offline)
        with pytest.raises(EgressRefused):
            await channel.get(URL, **asked)


async def test_a_fresh_answer_is_not_asked_about_at_all(net: Any, serve: Any) -> None:
    site, shelf = Site(), Shelf()
    terms = {"site.example": Terms(source="site", rate=None, fresh=timedelta(hours=1))}
    port = await serve(site)
    for _ in range(2):
        channel = await net.web(port, cache=shelf, terms=terms)
        await channel.get(URL)
    assert len(site.asked) == 1
    assert channel.as_of is not None
    assert channel.as_of <= SystemClock().now()


async def test_no_key_stands_in_what_is_kept_or_under_what_name(net: Any, serve: Any) -> None:
    shelf = Shelf()
    key = HostKey(host="site.example", header="X-Key", value="secret-4711")
    site = Site()
    channel = await net.web(await serve(site), cache=shelf, keys=(key,))
    await channel.get(URL, headers={"accept": "text/plain"})
    assert site.asked[0]["x-key"] == "secret-4711"
    ((asked, kept),) = shelf.kept.items()
    assert "secret" not in asked + json.dumps([kept.url, dict(kept.headers)])


async def test_the_same_question_twice_in_a_run_is_asked_once(net: Any, serve: Any) -> None:
    site = Site()
    channel = await net.web(await serve(site))
    for _ in range(3):
        await channel.get(URL)
    assert len(site.asked) == channel.requests == 1


async def test_a_question_with_a_key_is_nobody_elses(net: Any, serve: Any) -> None:
    site = Site()
    key = HostKey(host="site.example", header="X-Key", value="secret-4711")
    channel = await net.web(await serve(site), keys=(key,))
    for _ in range(2):
        await channel.get(URL)
    assert len(site.asked) == 2
