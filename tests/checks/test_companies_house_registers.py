from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exposure_audit.checks.companies_house_registers import CHECK
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from exposure_audit.remarks import Remark, RemarkKind
from tests.checks.company_answers import API, GAP, HOST, NONE_THERE, PROFILE, WEB
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    changed,
    fact,
    failing,
    gather,
    page,
    recorded,
    task_of,
)
from tests.checks.register_subject import COMPANY, remarks

PLACE = f"{API}/company/01234567/registers"
FOUND = "companies-house/registers.json"


def channel(found: Recorded | None = None, profile: Recorded | None = None) -> FakeChannel:
    return FakeChannel(
        pages={
            PROFILE: profile or recorded("companies-house/company.json"),
            PLACE: found or recorded(FOUND),
        }
    )


async def run(net: FakeChannel) -> tuple[list[Document], list[Gap], list[str]]:
    task = task_of(net, COMPANY)
    documents, gaps = await gather(CHECK, task)
    return documents, gaps, [one.detail for one in await remarks(CHECK, task)]


async def test_found_registers_are_remarked_with_their_day() -> None:
    where = f"{WEB}/company/01234567"
    kind = RemarkKind.REGISTERS_HELD
    assert await remarks(CHECK, task_of(channel(), COMPANY)) == [
        Remark(kind, COMPANY.id, where, "usual residential addresses, 2016-07-01"),
        Remark(kind, COMPANY.id, where, "directors, 2016-07-01"),
    ]
    [document], gaps = await gather(CHECK, task_of(channel(), COMPANY))
    assert gaps == []
    assert (document.locator, document.parts, document.own) == (where, (), COMPANY.id)


async def test_clear_where_the_api_says_in_its_own_words_that_there_is_none() -> None:
    [document], gaps, remarked = await run(channel(NONE_THERE))
    assert (document.parts, gaps, remarked) == ((), [], [])
    none = answer({"company_number": "01234567", "kind": "registers", "registers": {}})
    assert (await run(channel(none)))[1:] == ([], [])


async def test_withheld_at_the_companys_own_office_is_nothing_to_remark() -> None:
    def back(body: Any) -> None:
        move = {"register_moved_to": "registered-office", "moved_on": "2020-01-02"}
        for name in ("directors", "usual_residential_address"):
            body["registers"][name]["items"].insert(0, move)

    assert (await run(channel(changed(FOUND, back))))[1:] == ([], [])


@pytest.mark.parametrize("place", [PROFILE, PLACE])
@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.BUDGET])
async def test_rate_limited_ends_the_asking(place: str, reason: Reason) -> None:
    net = channel()
    net.pages[place] = failing(reason, HOST)
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(net, COMPANY))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<h1>Not here</h1>", status=404),
        page("", status=404),
        answer({"message": "gone"}, 404),
        page("<html>Just a moment", "text/html"),
        answer({}),
        answer([]),
        answer({"company_number": "01234567", "registers": None}),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await run(channel(broken)) == ([], [GAP], [])


def _other_company(body: Any) -> None:
    body["company_number"] = "09999999"


def _other_names(body: Any) -> None:
    body["registers"] = {"officers": body["registers"]["directors"]}


def _no_items(body: Any) -> None:
    body["registers"]["directors"]["moves"] = body["registers"]["directors"].pop("items")


def _lists(body: Any) -> None:
    body["registers"]["directors"] = [body["registers"]["directors"]]


def _no_day(body: Any) -> None:
    body["registers"]["directors"]["items"][1]["moved_on"] = "lately"


@pytest.mark.parametrize("change", [_other_company, _other_names, _no_items, _lists, _no_day])
async def test_changed_layout_is_a_gap_not_silence(change: Callable[[Any], object]) -> None:
    _, gaps, remarked = await run(channel(changed(FOUND, change)))
    assert gaps == [GAP]
    assert "directors, 2016-07-01" not in remarked


async def test_a_company_that_is_not_there_is_not_asked_for_its_registers() -> None:
    net = channel(profile=NONE_THERE)
    assert await gather(CHECK, task_of(net, COMPANY)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == [PROFILE]


async def test_a_malformed_number_is_never_sent() -> None:
    net = channel()
    wrong = fact(Kind.COMPANY, "1234/..", "odd")
    assert await gather(CHECK, task_of(net, wrong)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == []
