from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks import registry
from exposure_audit.checks.directories import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from exposure_audit.publishers import shipped
from tests.checks.contact_facts import HOME, PHONE, observe_with
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, gather, page, task_of

NAME = fact(Kind.NAME, "Siân Example-Hughes", "")
BRAVE = "https://api.search.brave.com/res/v1/web/search"
SEARXNG = "https://search.home.example"
HOST = "api.search.brave.com"
ENTRY = "https://www.192.com/people/entry-1"
OTHER = "https://www.192.com/people/entry-2"
LISTED = shipped().searched()
NOTHING: dict[str, Any] = {"type": "search", "query": {}}
TERMS = Gap(Reason.TERMS, "192.com")


def asked(host: str, name: str = NAME.value) -> str:
    params = {
        "q": f'"{name}" site:{host}',
        "country": "GB",
        "search_lang": "en",
        "count": "20",
        "safesearch": "off",
        "result_filter": "web",
        "extra_snippets": "true",
    }
    return f"{BRAVE}?{urlencode(sorted(params.items()))}"


def shown(*results: dict[str, str]) -> Recorded:
    return answer({**NOTHING, "web": {"results": list(results)}})


def by_brave(first: Recorded) -> FakeChannel:
    """A channel where the first directory has this, and the others nothing."""
    pages = {asked(host): answer(NOTHING) for host in LISTED}
    return FakeChannel(pages={**pages, asked(LISTED[0]): first})


async def gathered(first: Recorded) -> tuple[list[Document], list[Gap]]:
    return await gather(CHECK, task_of(by_brave(first), NAME, providers=("brave",)))


def entry(url: str, text: str) -> dict[str, str]:
    return {"url": url, "title": "Siân Example-Hughes | 192.com", "description": text}


async def test_found_an_entry_that_shows_the_address_is_judged_and_never_opened() -> None:
    channel = by_brave(shown(entry(ENTRY, "Flat 2, 14 St Mary's Road, London SE15 4QE")))
    documents, gaps = await gather(CHECK, task_of(channel, NAME, providers=("brave",)))
    [hit] = [document for document in documents if document.parts]
    seen = observe_with(hit, HOME, PHONE)
    assert (hit.locator, hit.publisher, hit.entry) == (ENTRY, "192.com", True)
    assert {each.fact for each in seen.seen} == {HOME.id}
    assert gaps == [TERMS]
    assert set(channel.asked) == set(map(asked, LISTED))


async def test_clear_takes_an_answer_about_every_directory() -> None:
    documents, gaps = await gathered(answer(NOTHING))
    assert gaps == []
    assert len(documents) == len(LISTED)
    assert not any(document.parts for document in documents)


async def test_withheld_an_entry_without_a_declared_value_is_only_counted() -> None:
    documents, gaps = await gathered(
        shown(entry(OTHER, "Quarrystone. Address and phone: pay to see."))
    )
    [hit] = [document for document in documents if document.parts]
    assert hit.entry
    assert observe_with(hit, HOME, PHONE).seen == ()
    assert gaps == [TERMS]


async def test_a_result_that_does_not_bear_the_name_is_not_counted() -> None:
    title = {"url": OTHER, "title": "Names in Peckham", "description": "Many people"}
    documents, gaps = await gathered(shown(title))
    [hit] = [document for document in documents if document.parts]
    assert not hit.entry
    assert gaps == [TERMS]


async def test_rate_limited_an_engine_is_asked_no_further() -> None:
    channel = by_brave(page("", status=429))
    documents, gaps = await gather(CHECK, task_of(channel, NAME, providers=("brave",)))
    assert documents == []
    assert gaps == [Gap(Reason.RATE_LIMITED, HOST)]
    assert len(channel.asked) == 1


@pytest.mark.parametrize("first", [page("<html>", "text/html"), answer([]), answer({"type": "x"})])
async def test_malformed_one_answer_of_many_is_enough(first: Recorded) -> None:
    documents, gaps = await gathered(first)
    assert gaps == [Gap(Reason.MALFORMED, HOST)]
    assert len(documents) == len(LISTED) - 1


async def test_changed_layout_results_under_another_name_are_a_gap() -> None:
    _, gaps = await gathered(answer({**NOTHING, "web": {"hits": []}}))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


@pytest.mark.parametrize(
    "url",
    ["https://a.example/1", "https://192.com.example/", "https://not192.com/", "javascript:x"],
)
async def test_an_engine_that_does_not_keep_to_the_site_is_a_gap(url: str) -> None:
    documents, gaps = await gathered(shown(entry(url, "14 St Mary's Road, SE15 4QE")))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]
    assert not any(document.parts for document in documents)


async def test_every_engine_is_asked_and_an_entry_counts_once() -> None:
    channel = by_brave(shown(entry(ENTRY, "SE15 4QE")))
    empty = answer({"results": [], "unresponsive_engines": []})
    post = f'POST {SEARXNG}/search "{NAME.value}" site:{{}} json'
    channel.pages |= {post.format(host): empty for host in LISTED}
    result = {"url": f"{ENTRY}#more", "title": "x", "content": "Ring 07700 900123"}
    channel.pages[post.format(LISTED[0])] = answer(
        {"results": [result], "unresponsive_engines": []}
    )
    channel.pages[f"{post.format(LISTED[0])} 2"] = empty
    task = task_of(channel, NAME, providers=("brave",), searxng=SEARXNG)
    documents, gaps = await gather(CHECK, task)
    [hit] = [document for document in documents if document.parts]
    assert gaps == [TERMS]
    assert "Ring 07700 900123" in [part.text for part in hit.parts]


async def test_a_searxng_that_shows_nothing_is_asked_for_what_everybody_knows() -> None:
    empty = answer({"results": [], "unresponsive_engines": []})
    post = f"POST {SEARXNG}/search {{}} json"
    silent = {post.format(f'"{NAME.value}" site:{host}'): empty for host in LISTED}
    known = post.format('"Electoral Commission"')
    for there, reasons in ((answer({**ALIVE}), []), (empty, [Reason.CANARY_FAILED])):
        channel = FakeChannel(pages={**silent, known: there})
        _, gaps = await gather(CHECK, task_of(channel, NAME, searxng=SEARXNG))
        assert {gap.reason for gap in gaps} == set(reasons)
        assert channel.asked.count(known) == 1


ALIVE = {"results": [{"url": "https://a.example/", "title": "x"}], "unresponsive_engines": []}


async def test_without_an_engine_there_is_no_answer() -> None:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(FakeChannel(), NAME))
    assert caught.value.reason is Reason.NO_KEY


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await gathered(Recorded(error=EgressRefused(HOST, frozenset({"name"}))))


def test_the_plan_counts_the_directories_of_the_list() -> None:
    meta = registry.metas()[CheckId("directories")]
    exact = {ask.number for ask in meta.asks if ask.exact}
    assert exact == {len(LISTED)}
    assert len(LISTED) == 10
    assert "ten directories" in meta.how
