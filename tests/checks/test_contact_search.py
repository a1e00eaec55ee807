from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks import registry
from exposure_audit.checks.contact_search import CHECK
from exposure_audit.checks.search_queries import addresses, contacts
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason, Rung
from tests.checks.contact_facts import EMAIL, HOME, OFFICE, PHONE, REFUGE, observe_with, subject_of
from tests.checks.fakes import FakeChannel, Recorded, answer, gather, page, task_of

MOJEEK = "https://www.mojeek.com/search"
HOST = "www.mojeek.com"
FACTS = (HOME, PHONE, EMAIL)
QUERIES = (*contacts(subject_of(*FACTS)), *addresses(subject_of(*FACTS)))
NEWS = "https://allotments.example/news"
NOTHING: dict[str, Any] = {"response": {"status": "OK", "head": {"results": 0}, "results": []}}


def asked(query: str) -> str:
    params = {"q": query, "fmt": "json", "t": "20", "rb": "GB", "rbb": "10"}
    return f"{MOJEEK}?{urlencode(sorted(params.items()))}"


def shown(text: str, url: str = NEWS) -> Recorded:
    results = [{"url": url, "title": "Spring news", "desc": text}]
    return answer({"response": {"status": "OK", "head": {"results": 1}, "results": results}})


def channel_of(first: Recorded) -> FakeChannel:
    """A channel where the first question has this answer, and the others nothing."""
    pages = {asked(query): answer(NOTHING) for query in QUERIES}
    return FakeChannel(pages={**pages, asked(QUERIES[0]): first})


async def gathered(first: Recorded, *more: Any) -> tuple[list[Document], list[Gap]]:
    task = task_of(channel_of(first), *FACTS, *more, providers=("mojeek",))
    return await gather(CHECK, task)


async def test_found_a_page_without_the_name_shows_the_number() -> None:
    documents, gaps = await gathered(shown("Keys: ring 07700 900123 or sian@postbox.example"))
    [hit] = [document for document in documents if document.parts]
    seen = observe_with(hit, *FACTS)
    assert not hit.entry
    assert {each.fact for each in seen.seen} == {PHONE.id, EMAIL.id}
    assert not seen.links
    assert gaps == [Gap(Reason.UNFAMILIAR_HOST, "allotments.example")]


async def test_clear_takes_an_answer_to_every_question() -> None:
    channel = channel_of(answer(NOTHING))
    documents, gaps = await gather(CHECK, task_of(channel, *FACTS, providers=("mojeek",)))
    assert gaps == []
    assert not any(document.parts for document in documents)
    assert channel.asked == [asked(query) for query in QUERIES]


async def test_withheld_a_masked_number_is_no_exposure() -> None:
    documents, _ = await gathered(shown("Ring 07700 9001xx, e-mail s***@postbox.example"))
    [hit] = [document for document in documents if document.parts]
    assert observe_with(hit, *FACTS).seen == ()


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (page("", status=429), Reason.RATE_LIMITED),
        (answer({"response": {"status": "ERROR: Daily Limit Reached"}}), Reason.QUOTA),
    ],
)
async def test_rate_limited_the_engine_is_asked_no_further(found: Recorded, reason: Reason) -> None:
    channel = channel_of(found)
    documents, gaps = await gather(CHECK, task_of(channel, *FACTS, providers=("mojeek",)))
    assert documents == []
    assert gaps == [Gap(reason, HOST)]
    assert len(channel.asked) == 1


async def test_malformed_an_answer_that_cannot_be_read_is_a_gap() -> None:
    _, gaps = await gathered(page("<html>", "text/html"))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_changed_layout_is_never_clear() -> None:
    body = {"response": {"status": "OK", "head": {"results": 2}, "hits": []}}
    _, gaps = await gathered(answer(body))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_a_refuge_is_told_to_nobody_and_leaves_a_gap() -> None:
    channel = channel_of(answer(NOTHING))
    task = task_of(channel, *FACTS, REFUGE, OFFICE, providers=("mojeek",))
    _, gaps = await gather(CHECK, task)
    assert gaps == [Gap(Reason.LEVEL)]
    assert channel.asked == [asked(query) for query in QUERIES]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await gathered(Recorded(error=EgressRefused(HOST, frozenset({"phone:mobile"}))))


async def test_without_an_engine_there_is_no_answer() -> None:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(FakeChannel(), *FACTS))
    assert caught.value.reason is Reason.NO_KEY


def test_nobody_is_told_more_than_the_chosen_engine() -> None:
    meta = registry.metas()[CheckId("contact-search")]
    assert meta.rung is Rung.CONTACTS
    assert not {Kind.NAME, Kind.USERNAME} & {
        kind for kinds in meta.sends.values() for kind in kinds
    }
    engines = {"brave", "mojeek", "searxng"}
    assert {ask.provider for ask in meta.asks if ask.sends} == engines
    assert all(not meta.takes(fact) for fact in (OFFICE,))
    assert all(meta.takes(fact) for fact in FACTS)
