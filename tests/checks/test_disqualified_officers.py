from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exposure_audit.checks.disqualified_officers import CHECK
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from tests.checks.company_answers import GAP, HOST, NOTHING, WEB, url
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    changed,
    failing,
    gather,
    page,
    recorded,
    task_of,
    texts,
)
from tests.checks.register_subject import NAME, seen

SEARCH = url("/search/disqualified-officers", q=NAME.value)
FOUND = "companies-house/disqualified.json"


def channel(found: Recorded | None = None) -> FakeChannel:
    return FakeChannel(pages={SEARCH: found or recorded(FOUND)})


async def test_found_with_address_and_whole_date_of_birth() -> None:
    (first, _, searched), gaps = await gather(CHECK, task_of(channel(), NAME))
    assert gaps == []
    assert [(part.text, part.note, part.address) for part in first.parts] == [
        ("Siân EXAMPLE-HUGHES", "name", False),
        ("S Hughes, 14 St Mary's Road, London, SE15 4QE", "address", True),
        ("date of birth: 1979-03-05", "date of birth", False),
    ]
    assert seen(first) == {"address:home", "date-of-birth"}
    assert first.record == "disqualified-officers/natural/abcDEF_123-x"
    assert first.locator == f"{WEB}/{first.record}"
    assert (first.entry, first.own) == (True, None)
    assert (searched.parts, searched.entry) == ((), False)


async def test_clear_for_namesakes_and_similar_names() -> None:
    def others(body: Any) -> None:
        del body["items"][0]
        body["total_results"] = 3

    documents, gaps = await gather(CHECK, task_of(channel(changed(FOUND, others)), NAME))
    assert gaps == []
    assert [one.entry for one in documents] == [True, False]
    assert texts(documents[0])[0] == "EXAMPLE-HUGHES, Sian"
    assert seen(*documents) == set()
    [document], gaps = await gather(CHECK, task_of(channel(answer(NOTHING)), NAME))
    assert (document.parts, gaps) == ((), [])


async def test_withheld_but_for_half_a_postcode_is_no_exposure() -> None:
    def suppress(body: Any) -> None:
        body["items"][0]["address"] = {"postal_code": "SE15"}
        del body["items"][0]["date_of_birth"]

    documents, gaps = await gather(CHECK, task_of(channel(changed(FOUND, suppress)), NAME))
    assert gaps == []
    assert seen(*documents) == set()


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.BUDGET])
async def test_rate_limited_ends_the_asking(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(channel(failing(reason, HOST)), NAME))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment", "text/html"),
        answer({}),
        answer({"items": ["text"], "total_results": 1}),
        answer({"items": [], "total_results": 3}),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    _, gaps = await gather(CHECK, task_of(channel(broken), NAME))
    assert gaps == [GAP]


def _no_title(body: Any) -> None:
    body["items"][0]["name"] = body["items"][0].pop("title")


def _renamed_address(body: Any) -> None:
    body["items"][0]["address"] = {"line1": "14 St Mary's Road", "postcode": "SE15 4QE"}


def _no_address(body: Any) -> None:
    del body["items"][0]["address"]


def _other_link(body: Any) -> None:
    body["items"][0]["links"] = {"self": "https://elsewhere.example/natural/1"}


@pytest.mark.parametrize("change", [_no_title, _renamed_address, _no_address, _other_link])
async def test_changed_layout_is_a_gap_not_silence(change: Callable[[Any], object]) -> None:
    _, gaps = await gather(CHECK, task_of(channel(changed(FOUND, change)), NAME))
    assert gaps == [GAP]


async def test_a_search_that_is_not_there_is_no_answer() -> None:
    _, gaps = await gather(CHECK, task_of(FakeChannel(), NAME))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]
