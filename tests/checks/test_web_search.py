from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.search_archive import AVAILABLE, COPIES
from exposure_audit.checks.web_search import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, PartKind, Reason
from tests.checks.contact_facts import PROTECTED, observe_with
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    changed,
    fact,
    failing,
    gather,
    moved,
    page,
    recorded,
    task_of,
    texts,
)

HOME, PHONE, *_ = PROTECTED
NAME = fact(Kind.NAME, "Siân Example-Hughes", "")
BRAVE = "https://api.search.brave.com/res/v1/web/search"
SEARXNG = "https://search.home.example"
COUNCIL = "https://council.example/candidates"
STRANGER = "https://stranger.example/u/sianh79"
UNFAMILIAR = Gap(Reason.UNFAMILIAR_HOST, "stranger.example")


def brave_url(name: str = NAME.value, count: int = 20) -> str:
    params = {
        "q": f'"{name}"',
        "country": "GB",
        "search_lang": "en",
        "count": str(count),
        "safesearch": "off",
        "result_filter": "web",
        "extra_snippets": "true",
    }
    return f"{BRAVE}?{urlencode(sorted(params.items()))}"


SEARXNG_ASKED = f'POST {SEARXNG}/search "{NAME.value}" json'
NOTHING_MORE: dict[str, Any] = {"results": [], "unresponsive_engines": []}


def may_visit(url: str) -> Reason | None:
    return None if "council.example/" in url else Reason.UNFAMILIAR_HOST


async def by_brave(found: Recorded, **changes: Any) -> tuple[list[Document], list[Gap]]:
    channel = FakeChannel(pages={brave_url(): found, COUNCIL: page("<p>SE15 4QE</p>")})
    task = task_of(channel, NAME, providers=("brave",), may_visit=may_visit, **changes)
    return await gather(CHECK, task)


async def by_searxng(found: Recorded) -> tuple[list[Document], list[Gap]]:
    channel = FakeChannel(pages={SEARXNG_ASKED: found, COUNCIL: page("<p>x</p>")})
    task = task_of(channel, NAME, searxng=f"{SEARXNG}/", may_visit=may_visit)
    return await gather(CHECK, task)


async def test_found_snippets_are_judged_and_only_familiar_pages_are_visited() -> None:
    documents, gaps = await by_brave(recorded("web-search/brave.json"))
    assert gaps == [UNFAMILIAR]
    # Every snippet before any page: the attempt may run out of time among these.
    assert [document.locator for document in documents] == [BRAVE, COUNCIL, STRANGER, COUNCIL]
    asked, snippet, stranger, whole = documents
    assert asked.parts == ()
    assert texts(snippet, PartKind.SNIPPET) == [
        "Candidates: Siân Example-Hughes",
        "Siân Example-Hughes of 14 St Mary's Road",
        'Proposed by "A. Neighbour"',
    ]
    assert snippet.title == "Candidates: Siân Example-Hughes"
    assert snippet.publisher == whole.publisher == "council.example"
    assert any("SE15 4QE" in text for text in texts(whole))
    assert texts(stranger, PartKind.LINK) == ["/u/sianh79"]


async def test_a_visit_says_where_the_link_was_found() -> None:
    channel = FakeChannel(
        pages={brave_url(): recorded("web-search/brave.json"), COUNCIL: page("<p>x</p>")}
    )
    await gather(CHECK, task_of(channel, NAME, providers=("brave",), may_visit=may_visit))
    assert channel.found_on[COUNCIL] == BRAVE


async def test_both_engines_are_asked_and_a_page_is_looked_at_once() -> None:
    channel = FakeChannel(
        pages={
            brave_url(): recorded("web-search/brave.json"),
            SEARXNG_ASKED: recorded("web-search/searxng.json"),
            f"{SEARXNG_ASKED} 2": answer({"results": [], "unresponsive_engines": []}),
            COUNCIL: page("<p>x</p>"),
        }
    )
    task = task_of(channel, NAME, providers=("brave",), searxng=SEARXNG, may_visit=may_visit)
    documents, gaps = await gather(CHECK, task)
    assert channel.asked.count(COUNCIL) == 1
    [snippet, _] = [document for document in documents if document.locator == COUNCIL]
    assert "Other words, 07700 900123" in texts(snippet)
    assert 'Proposed by "A. Neighbour"' in texts(snippet)
    assert set(gaps) == {
        UNFAMILIAR,
        Gap(Reason.RATE_LIMITED, "search.home.example"),
        Gap(Reason.SERVER_ERROR, "search.home.example"),
        Gap(Reason.MALFORMED, "search.home.example"),
    }


async def test_each_name_is_asked_in_quotes_of_ours_alone() -> None:
    alias = fact(Kind.NAME, 'Sian "Shan" Hughes', "")
    nothing = answer({"type": "search", "query": {}})
    channel = FakeChannel(pages={brave_url(): nothing, brave_url("Sian Shan Hughes"): nothing})
    documents, gaps = await gather(CHECK, task_of(channel, NAME, alias, providers=("brave",)))
    assert gaps == []
    assert [document.parts for document in documents] == [(), ()]


@pytest.mark.parametrize(
    "found",
    [
        answer({"type": "search", "query": {"original": "x"}}),
        answer({"type": "search", "query": {}, "web": {"results": []}, "unheard": 1}),
    ],
)
async def test_clear_no_hit_is_an_answer(found: Recorded) -> None:
    [document], gaps = await by_brave(found)
    assert (document.parts, document.publisher, gaps) == ((), "Brave Search", [])


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (page("", status=401), Reason.AUTH),
        (failing(Reason.TIMEOUT), Reason.TIMEOUT),
        (page("<html>", "text/html"), Reason.MALFORMED),
        (answer([]), Reason.MALFORMED),
        (answer({"type": "ErrorResponse", "query": {}}), Reason.MALFORMED),
    ],
)
async def test_malformed_an_answer_that_is_none_is_a_gap(found: Recorded, reason: Reason) -> None:
    documents, gaps = await by_brave(found)
    assert documents == []
    assert gaps == [Gap(reason, "api.search.brave.com")]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (page("", status=403), Reason.BLOCKED),  # JSON is off by default
        (answer({"query": "x"}), Reason.MALFORMED),
        (answer({"results": {}}), Reason.MALFORMED),
    ],
)
async def test_a_searxng_that_does_not_answer_is_a_gap(found: Recorded, reason: Reason) -> None:
    documents, [gap] = await by_searxng(found)
    assert documents == []
    assert gap.reason is reason


async def test_an_engine_that_did_not_answer_is_not_nothing_found() -> None:
    found = answer({"results": [], "unresponsive_engines": [["brave", "timeout"], ["odd"]]})
    _, gaps = await by_searxng(found)
    host = "search.home.example"
    assert gaps == [Gap(Reason.TIMEOUT, host), Gap(Reason.SERVER_ERROR, host)]


async def test_results_beyond_the_first_page_are_a_gap() -> None:
    def more(body: Any) -> None:
        body["query"]["more_results_available"] = True

    _, gaps = await by_brave(changed("web-search/brave.json", more))
    assert Gap(Reason.BUDGET, "api.search.brave.com") in gaps


async def test_a_result_that_cannot_be_read_does_not_hide_the_others() -> None:
    def spoil(body: Any) -> None:
        body["web"]["results"] += [{"title": "no link"}, {"url": "javascript:x"}, "text"]
        body["web"]["results"].append({"url": "https://[bad/"})
        body["web"]["results"].append({"url": "https://long.example/" + "x" * 5000})

    documents, gaps = await by_brave(changed("web-search/brave.json", spoil))
    assert gaps.count(Gap(Reason.MALFORMED, "api.search.brave.com")) == 5
    assert len(documents) == 4


@pytest.mark.parametrize(
    ("found", "gaps"),
    [
        (page("", status=404), []),
        (page("", status=410), []),
        (page("", status=403), [Gap(Reason.BLOCKED, "council.example")]),
        (failing(Reason.CAPTCHA), [Gap(Reason.CAPTCHA, "council.example")]),
        (moved(STRANGER), [UNFAMILIAR]),
        (failing(Reason.GUARD_EGRESS), [Gap(Reason.GUARD_EGRESS, "council.example")]),
    ],
)
async def test_a_page_behind_a_result(found: Recorded, gaps: list[Gap]) -> None:
    body = {"type": "search", "query": {}, "web": {"results": [{"url": COUNCIL}]}}
    channel = FakeChannel(pages={brave_url(): answer(body), COUNCIL: found})
    task = task_of(channel, NAME, providers=("brave",), may_visit=may_visit)
    _, left = await gather(CHECK, task)
    assert left == gaps
    assert STRANGER not in channel.asked


async def test_robots_are_obeyed() -> None:
    body = {"type": "search", "query": {}, "web": {"results": [{"url": COUNCIL}]}}
    rules = page("User-agent: *\nDisallow: /", "text/plain")
    channel = FakeChannel(
        pages={brave_url(): answer(body), "https://council.example/robots.txt": rules}
    )
    task = task_of(channel, NAME, providers=("brave",), may_visit=may_visit)
    _, gaps = await gather(CHECK, task)
    assert gaps == [Gap(Reason.REFUSED_BY_ROBOTS, "council.example")]


async def test_without_an_engine_there_is_no_answer() -> None:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(FakeChannel(), NAME))
    assert caught.value.reason is Reason.NO_KEY


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused("api.search.brave.com", frozenset({"name"})))
    with pytest.raises(EgressRefused):
        await by_brave(refusal)


async def test_rate_limited_an_engine_is_asked_no_further_and_nothing_is_clear() -> None:
    alias = fact(Kind.NAME, "Siân Specimen", "")
    channel = FakeChannel(pages={brave_url(): page("", status=429)})
    documents, gaps = await gather(CHECK, task_of(channel, NAME, alias, providers=("brave",)))
    assert documents == []
    assert gaps == [Gap(Reason.RATE_LIMITED, "api.search.brave.com")]
    assert channel.asked == [brave_url()]


@pytest.mark.parametrize(
    "body",
    [
        {"type": "search", "results": []},
        {"type": "search", "query": {}, "web": {"items": []}},
        {"type": "search", "query": {"more_results_available": True}},
        {"type": "search", "query": {}, "web": {"results": [{"link": COUNCIL}]}},
    ],
)
async def test_changed_layout_is_never_clear(body: Any) -> None:
    documents, gaps = await by_brave(answer(body))
    assert gaps == [Gap(Reason.MALFORMED, "api.search.brave.com")]
    assert not any(document.parts for document in documents)


async def test_withheld_what_a_page_hides_is_no_exposure() -> None:
    text = "Siân Example-Hughes, address in Peckham. Tel. available on request."
    results = [{"url": COUNCIL, "title": "Candidates", "description": text}]
    body = {"type": "search", "query": {}, "web": {"results": results}}
    documents, gaps = await by_brave(answer(body))
    judged = [observe_with(document, HOME, PHONE) for document in documents[:2]]
    assert gaps == []
    assert not any(seen.seen for seen in judged)


async def test_a_public_user_name_is_a_question_of_its_own_and_a_private_one_is_none() -> None:
    public = Fact(kind=Kind.USERNAME, label="public", value="sianexample", public=True)
    private = fact(Kind.USERNAME, "lanternfish79", "forum")
    channel = FakeChannel(pages={brave_url("sianexample"): answer({"type": "search", "query": {}})})
    _, gaps = await gather(CHECK, task_of(channel, public, private, providers=("brave",)))
    assert gaps == []
    assert channel.asked == [brave_url("sianexample")]


def available(url: str) -> str:
    return f"{AVAILABLE}?{urlencode({'url': url})}"


async def test_of_a_page_that_is_not_visited_a_dated_copy_is_judged_and_the_gap_stays() -> None:
    body = {"type": "search", "query": {}, "web": {"results": [{"url": STRANGER}]}}
    closest = {"available": True, "timestamp": "20250301093000", "status": "200"}
    copied = f"{COPIES}/20250301093000id_/{STRANGER}"
    channel = FakeChannel(
        pages={
            brave_url(): answer(body),
            available(STRANGER): answer({"archived_snapshots": {"closest": closest}}),
            copied: page("<title>Siân</title><p>14 St Mary's Road, SE15 4QE"),
        }
    )
    task = task_of(channel, NAME, providers=("brave",), may_visit=may_visit)
    documents, gaps = await gather(CHECK, task)
    copy = documents[-1]
    assert gaps == [UNFAMILIAR]
    assert (copy.locator, copy.publisher) == (STRANGER, "stranger.example")
    assert all(part.note.startswith("copy of 2025-03-01") for part in copy.parts)
    assert STRANGER not in channel.asked
    assert {each.fact for each in observe_with(copy, HOME).seen} == {HOME.id}


async def test_of_a_page_that_terms_close_no_copy_is_asked_for() -> None:
    body = {"type": "search", "query": {}, "web": {"results": [{"url": STRANGER}]}}
    channel = FakeChannel(pages={brave_url(): answer(body)})
    closed = task_of(channel, NAME, providers=("brave",), may_visit=lambda _: Reason.TERMS)
    _, gaps = await gather(CHECK, closed)
    assert gaps == [Gap(Reason.TERMS, "stranger.example")]
    assert channel.asked == [brave_url()]


async def test_of_the_searxng_itself_no_copy_is_asked_for() -> None:
    box = {**NOTHING_MORE, "answers": ["Siân Example-Hughes, 07700 900123"]}
    channel = FakeChannel(pages={SEARXNG_ASKED: answer(box)})
    task = task_of(channel, NAME, searxng=SEARXNG, may_visit=may_visit)
    documents, gaps = await gather(CHECK, task)
    assert gaps == [Gap(Reason.UNFAMILIAR_HOST, "search.home.example")]
    assert len(documents) == 2
    assert channel.asked == [SEARXNG_ASKED]
