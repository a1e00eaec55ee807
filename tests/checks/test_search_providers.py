from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from exposure_audit.checks.search_providers import Answer, Brave, Searxng
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, failing, page, task_of

HOST = "search.home.example"
BASE = f"https://{HOST}"
QUERY = '"Siân Example-Hughes"'
NOTHING: dict[str, Any] = {"results": [], "unresponsive_engines": []}


def shown(*numbers: int) -> dict[str, Any]:
    results = [{"url": f"https://a.example/{number}", "title": "x"} for number in numbers]
    return {**NOTHING, "results": results}


def searxng(*pages: Recorded, query: str = QUERY) -> FakeChannel:
    asked = f"POST {BASE}/search {query} json"
    keys = [asked, *(f"{asked} {number}" for number in range(2, len(pages) + 1))]
    return FakeChannel(pages=dict(zip(keys, pages, strict=True)))


async def search(channel: FakeChannel, **limits: int) -> Answer:
    return await Searxng(BASE).search(QUERY, task_of(channel, **limits))


def reasons(found: Iterable[Gap]) -> list[Reason]:
    return [gap.reason for gap in found]


async def test_searxng_is_asked_until_a_page_is_empty() -> None:
    channel = searxng(*(answer(shown(*each)) for each in ((1, 2), (3,), ())))
    found = await search(channel)
    assert [hit.url[-1] for hit in found.hits] == ["1", "2", "3"]
    assert found.gaps == ()
    assert len(channel.asked) == 3


@pytest.mark.parametrize(
    ("pages", "hits"),
    [
        ([shown(1, 2), shown(3)], 3),  # as many as may be read
        ([shown(1, 2, 3, 4)], 3),
        ([shown(1, 2), shown(1, 2)], 2),  # it does not turn the page
    ],
)
async def test_what_may_follow_is_a_gap(pages: list[Any], hits: int) -> None:
    found = await search(searxng(*map(answer, pages)), results_per_query=3)
    assert reasons(found.gaps) == [Reason.BUDGET]
    assert len(found.hits) == hits


async def test_a_later_page_that_fails_keeps_the_ones_before() -> None:
    found = await search(searxng(answer(shown(1)), failing(Reason.TIMEOUT, HOST)))
    assert len(found.hits) == 1
    assert found.gaps == (Gap(Reason.TIMEOUT, HOST),)


async def test_an_engine_that_fails_on_a_later_page_is_a_gap() -> None:
    slow = {**NOTHING, "unresponsive_engines": [["brave", "timeout"]]}
    found = await search(searxng(answer(shown(1)), answer(slow)))
    assert found.gaps == (Gap(Reason.TIMEOUT, HOST),)


@pytest.mark.parametrize("body", [{"results": []}, {**shown(1), "unresponsive_engines": None}])
async def test_without_word_of_the_engines_nothing_is_complete(body: Any) -> None:
    body.pop("unresponsive_engines", None)
    with pytest.raises(GatherError) as caught:
        await search(searxng(answer(body)))
    assert caught.value.reason is Reason.MALFORMED


async def test_an_empty_answer_proves_nothing_until_the_engines_have_shown_something() -> None:
    assert reasons((await search(searxng(answer(NOTHING)))).gaps) == [Reason.CANARY_FAILED]

    other = searxng(answer(shown(1)), answer(NOTHING), query="other")
    other.pages |= searxng(answer(NOTHING)).pages
    engine = Searxng(BASE)
    await engine.search("other", task_of(other))
    assert await engine.search(QUERY, task_of(other)) == Answer(())


async def test_a_suggestion_shows_that_an_engine_answered() -> None:
    found = await search(searxng(answer({**NOTHING, "suggestions": ["sian hughes"]})))
    assert found == Answer(())


async def test_answers_and_infoboxes_are_judged_like_snippets() -> None:
    box = {
        "infobox": "Siân Example-Hughes",
        "id": "https://wiki.example/sian",
        "content": "A councillor.",
        "attributes": [{"label": "Phone", "value": "07700 900123"}],
        "engine": "wikidata",
    }
    linked = {"answer": "14 St Mary's Road", "url": "https://a.example/sian"}
    body = {**NOTHING, "answers": ["Call 07700 900124", linked], "infoboxes": [box]}
    found = await search(searxng(answer(body)))
    assert found.gaps == ()
    by_place = {hit.url: hit.snippets for hit in found.hits}
    assert "07700 900123" in by_place["https://wiki.example/sian"]
    assert "14 St Mary's Road" in by_place["https://a.example/sian"]
    assert by_place[f"{BASE}/search"] == ("Call 07700 900124",)


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.QUOTA, Reason.AUTH])
async def test_an_engine_that_refused_is_not_asked_again(reason: Reason) -> None:
    channel = searxng(failing(reason, HOST))
    for engine in (Searxng(BASE), Brave()):
        channel.asked.clear()
        if isinstance(engine, Brave):
            channel = _AllRefused(reason)
        for query in (QUERY, QUERY, "another"):
            with pytest.raises(GatherError) as caught:
                await engine.search(query, task_of(channel))
            assert caught.value.reason is reason
        assert len(channel.asked) == 1


async def test_a_refusal_of_a_later_page_is_kept_to_as_well() -> None:
    channel = searxng(answer(shown(1)), page("", status=429))
    engine = Searxng(BASE)
    found = await engine.search(QUERY, task_of(channel))
    assert reasons(found.gaps) == [Reason.RATE_LIMITED]
    with pytest.raises(GatherError):
        await engine.search("another", task_of(channel))
    assert len(channel.asked) == 2


async def test_another_failure_does_not_stop_the_next_question() -> None:
    channel = searxng(failing(Reason.TIMEOUT, HOST))
    engine = Searxng(BASE)
    for _ in range(2):
        with pytest.raises(GatherError):
            await engine.search(QUERY, task_of(channel))
    assert len(channel.asked) == 2


class _AllRefused(FakeChannel):
    def __init__(self, reason: Reason) -> None:
        super().__init__()
        self.reason = reason

    def _answer(self, key: str, accept: Any) -> Any:  # noqa: ARG002
        self.asked.append(key)
        raise GatherError(self.reason, "api.search.brave.com")


class _Says(FakeChannel):
    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body = body

    def _answer(self, key: str, accept: Any) -> Any:
        self.pages[key] = answer(self.body)
        return super()._answer(key, accept)


@pytest.mark.parametrize(
    ("altered", "gaps"),
    [("sian hughes recipes", [Reason.MALFORMED]), (QUERY, []), (None, []), ("", [])],
)
async def test_an_answer_of_brave_to_another_question_is_a_gap(
    altered: str | None, gaps: list[Reason]
) -> None:
    results = [{"url": "https://a.example/1", "title": "x"}]
    body = {"type": "search", "query": {"altered": altered}, "web": {"results": results}}
    found = await Brave().search(QUERY, task_of(_Says(body)))
    assert reasons(found.gaps) == gaps
    assert len(found.hits) == 1
