from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientResponse

from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.schema import Quotas, SearchResult, SearxngRules
from exposure_audit.sandbox.search_index import folded, hits
from exposure_audit.sandbox.world import LoadedWorld

Ask = Callable[..., AbstractAsyncContextManager[ClientResponse]]


BRAVE = "https://api.search.brave.com/res/v1/web/search"
SEARXNG = "https://searxng.example/search"
TOKEN = {"X-Subscription-Token": "sandbox-brave-key", "Accept": "application/json"}
MOJEEK = "https://www.mojeek.com/search"
AMBER = '"Siân Example-Hughes"'
AMBER_PAGES = [
    "https://brackenmere-council.example/councillors/12",
    "https://harbour-gossip.example/t/881",
    "https://www.192.com/people/entry-4410",
    "https://www.192.com/people/entry-5120",
]


async def brave(ask: Ask, status: int = 200, **params: str) -> Any:
    async with ask(BRAVE, headers=TOKEN, params=params) as answer:
        assert answer.status == status
        return await answer.json()


async def test_brave_finds_the_pages_that_hold_the_name(ask: Ask) -> None:
    body = await brave(ask, q=AMBER, country="GB", count="20")
    assert body["type"] == "search"
    assert body["query"]["original"] == AMBER
    assert not body["query"]["more_results_available"]
    urls = [result["url"] for result in body["web"]["results"]]
    assert urls == AMBER_PAGES
    assert body["web"]["results"][1]["description"].startswith("<strong>Ask</strong> Siân")


async def test_brave_counts_by_pages(ask: Ask) -> None:
    first = await brave(ask, q=AMBER, count="2")
    second = await brave(ask, q=AMBER, count="2", offset="1")
    assert first["query"]["more_results_available"]
    assert not second["query"]["more_results_available"]
    assert first["web"]["results"] != second["web"]["results"]


async def test_brave_finds_nothing_for_another_name(ask: Ask) -> None:
    assert (await brave(ask, q='"Nobody Atall"'))["web"]["results"] == []


@pytest.mark.parametrize(
    "params",
    [
        {"q": ""},
        {"q": "x" * 401},
        {"q": "x " * 51},
        {"q": "x", "count": "21"},
        {"q": "x", "count": "0"},
        {"q": "x", "offset": "10"},
        {"q": "x", "offset": "-1"},
    ],
)
async def test_brave_refuses_bad_parameters(ask: Ask, params: dict[str, str]) -> None:
    body = await brave(ask, 422, **params)
    assert (body["type"], body["error"]["code"]) == ("ErrorResponse", "VALIDATION")


async def test_brave_wants_its_token(ask: Ask) -> None:
    async with ask(BRAVE, params={"q": "x"}) as answer:
        assert answer.status == 422
    async with ask(BRAVE, params={"q": "x"}, headers={"X-Subscription-Token": "no"}) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["code"] == "SUBSCRIPTION_TOKEN_INVALID"


async def test_brave_says_429_when_the_plan_is_used_up(loaded: LoadedWorld) -> None:
    few = Quotas.model_validate({"companies-house": 1, "brave": 0})
    world = loaded.world.model_copy(update={"quotas": few})
    async with (
        Sandbox.start(replace(loaded, world=world)) as sandbox,
        aiohttp.ClientSession() as web,
    ):
        own = sandbox.origins["https://api.search.brave.com"] + "/res/v1/web/search?q=x"
        headers = {"Host": "api.search.brave.com", **TOKEN}
        async with web.get(own, headers=headers) as answer:
            assert answer.status == 429
            assert answer.headers["X-RateLimit-Remaining"] == "19, 0"
            assert (await answer.json())["error"]["code"] == "RATE_LIMITED"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_searxng_answers_get_and_post_alike(ask: Ask, method: str) -> None:
    values = {"q": AMBER, "format": "json"}
    sent = {"data": values} if method == "POST" else {"params": values}
    async with ask(SEARXNG, method=method, **sent) as answer:
        assert answer.status == 200
        body = await answer.json()
    assert [result["url"] for result in body["results"]] == AMBER_PAGES
    assert body["unresponsive_engines"] == []
    assert body["results"][1]["content"].endswith("07700 900123.")


async def test_searxng_without_a_query_is_400_and_another_format_403(ask: Ask) -> None:
    async with ask(SEARXNG, params={"format": "json"}) as answer:
        assert answer.status == 400
    async with ask(SEARXNG, params={"q": "x", "format": "rss"}) as answer:
        assert answer.status == 403
    async with ask(SEARXNG, params={"q": AMBER}) as answer:
        assert answer.content_type == "text/html"
        assert "harbour-gossip.example" in await answer.text()


async def test_searxng_as_it_is_set_up_by_default_has_no_json_and_tells_of_engines(
    loaded: LoadedWorld,
) -> None:
    rules = SearxngRules(formats=("html",), unresponsive=(("other", "too many requests"),))
    quiet = SearxngRules(unresponsive=rules.unresponsive)
    for chosen, status in ((rules, 403), (quiet, 200)):
        world = loaded.world.model_copy(update={"searxng": chosen})
        async with (
            Sandbox.start(replace(loaded, world=world)) as sandbox,
            aiohttp.ClientSession() as web,
        ):
            own = sandbox.origins["https://searxng.example"] + "/search?q=x&format=json"
            async with web.get(own, headers={"Host": "searxng.example"}) as answer:
                assert answer.status == status
                if status == 200:
                    body = await answer.json()
                    assert body["unresponsive_engines"] == [["other", "too many requests"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"Siân Example-Hughes"', True),
        ('"sian example hughes"', True),
        ("hughes ward", True),
        ('"Hughes Siân"', False),
        ('"ian Example"', False),
        ("", False),
        ('""', False),
    ],
)
def test_a_quoted_phrase_stands_together(query: str, found: bool) -> None:
    page = SearchResult(
        url="https://a.example/", title="Ward news", description="Sian Example-Hughes."
    )
    assert bool(hits([page], query)) is found


def test_folding_keeps_words_apart() -> None:
    assert folded("Siân  EXAMPLE-Hughes, St. Ebba's") == "sian example hughes st ebba s"


async def mojeek(ask: Ask, **params: str) -> Any:
    asked = {"api_key": "sandbox-mojeek-key", "fmt": "json", **params}
    async with ask(MOJEEK, params=asked) as answer:
        assert answer.status == 200
        return (await answer.json())["response"]


async def test_mojeek_finds_the_pages_that_hold_the_name(ask: Ask) -> None:
    body = await mojeek(ask, q=AMBER, t="20", rb="GB")
    assert body["status"] == "OK"
    assert [result["url"] for result in body["results"]] == AMBER_PAGES
    assert (body["head"]["results"], body["head"]["return"]) == (4, 4)
    assert body["results"][1]["desc"].endswith("07700 900123.")


async def test_mojeek_shows_as_many_as_it_is_asked_for(ask: Ask) -> None:
    body = await mojeek(ask, q=AMBER, t="3", s="2")
    assert [result["url"] for result in body["results"]] == AMBER_PAGES[1:4]
    assert (body["head"]["results"], body["head"]["start"]) == (4, 2)
    assert (await mojeek(ask, q=AMBER, t="x", s="0"))["head"]["return"] == 4
    assert (await mojeek(ask, q='"Nobody Atall"'))["results"] == []


async def test_mojeek_says_what_is_wrong_inside_its_answer(ask: Ask) -> None:
    assert await mojeek(ask, q="x", api_key="no") == {"status": "ERROR: Invalid API Key"}
    async with ask(MOJEEK, params={"q": "x"}) as answer:
        assert answer.status == 404


async def test_mojeek_says_so_when_the_day_is_used_up(loaded: LoadedWorld) -> None:
    few = loaded.world.quotas.model_copy(update={"mojeek": 0})
    world = loaded.world.model_copy(update={"quotas": few})
    async with (
        Sandbox.start(replace(loaded, world=world)) as sandbox,
        aiohttp.ClientSession() as web,
    ):
        own = sandbox.origins["https://www.mojeek.com"] + "/search"
        params = {"q": "x", "fmt": "json", "api_key": sandbox.keys["EXPOSURE_AUDIT_MOJEEK_KEY"]}
        async with web.get(own, params=params, headers={"Host": "www.mojeek.com"}) as answer:
            assert await answer.json() == {"response": {"status": "ERROR: Daily Limit Reached"}}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hughes site:192.com", True),
        ("hughes site:www.192.com", True),
        ("site:192.com hughes", True),
        ("hughes site:92.com", False),
        ("hughes site:192.com.example", False),
        ("site:192.com", False),
    ],
)
def test_a_site_is_a_host_and_what_stands_under_it(query: str, found: bool) -> None:
    page = SearchResult(url="https://www.192.com/p", title="A", description="Sian Hughes")
    assert bool(hits([page], query)) is found
