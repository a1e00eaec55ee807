from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exposure_audit.checks.companies_house_filings import CHECK, Filing
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, Kind, Reason
from exposure_audit.remarks import RemarkKind
from tests.checks.company_answers import GAP, HOST, WEB, url
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
    texts,
)
from tests.checks.register_subject import COMPANY, remarks, seen, undeclared

HISTORY = url("/company/01234567/filing-history")
FILINGS = "companies-house/filings.json"
PLACE = f"{WEB}/company/01234567/filing-history"


def channel(found: Recorded | None = None) -> FakeChannel:
    return FakeChannel(pages={HISTORY: found or recorded(FILINGS)})


def filing(number: int, **members: Any) -> dict[str, Any]:
    day = f"{1990 + number % 30}-01-02"
    known = {"type": "AA", "date": day, "description": "accounts", "category": "accounts"}
    return {**known, "transaction_id": f"filing-{number}", **members}


async def test_found_in_what_the_history_says() -> None:
    documents, gaps = await gather(CHECK, task_of(channel(), COMPANY))
    assert gaps == []
    moved = next(one for one in documents if one.record and one.record.endswith("/filing-6"))
    assert [(part.text, part.note, part.address) for part in moved.parts] == [
        ("Unit 5 Office Park London ZZ99 1AA", "new address", True),
        ("14 St Mary's Road London SE15 4QE", "old address", True),
    ]
    assert moved.record == "company/01234567/filing-history/filing-6"
    assert (moved.locator, moved.own, moved.entry) == (PLACE, COMPANY.id, False)
    assert seen(moved) == {"address:home"}
    assert undeclared(moved)


async def test_found_in_an_old_return_and_what_came_with_it() -> None:
    documents, _ = await gather(CHECK, task_of(channel(), COMPANY))
    old = next(one for one in documents if one.record and one.record.endswith("/filing-3"))
    assert seen(old) == {"address:home"}
    assert not undeclared(old)


async def test_the_documents_that_may_show_a_home_are_listed_for_form_sr01() -> None:
    found = await remarks(CHECK, task_of(channel(), COMPANY))
    assert {(one.kind, one.own, one.locator) for one in found} == {
        (RemarkKind.OLD_FILING, COMPANY.id, PLACE)
    }
    assert [one.detail for one in found] == [
        "AD01, 2015-08-04",
        "RP04CH01, 2012-01-09",
        "363s, 2008-03-01",
        "288a, 2007-02-05",
        "NEWINC, 2007-02-01",
    ]


@pytest.mark.parametrize(
    ("form", "description", "may"),
    [
        ("288b", "legacy", True),
        ("363(288)", "legacy", True),
        ("363 SE15 4QE", "legacy", False),
        ("LLAP01", "appoint-person-member-limited-liability-partnership", True),
        ("PSC04", "change-to-a-person-with-significant-control", True),
        ("CS01", "confirmation-statement-with-updates", True),
        ("CS01", "confirmation-statement-with-no-updates", False),
        ("AA", "accounts-with-accounts-type-dormant", False),
        ("GAZ1(A)", "gazette-notice-voluntary", False),
        ("MR04", "mortgage-satisfy-charge-full", False),
        ("AP02", "appoint-corporate-director-company-with-date", False),
    ],
)
def test_the_form_says_what_may_stand_in_a_document(
    form: str, description: str, *, may: bool
) -> None:
    made = Filing.model_validate(filing(1, type=form, description=description))
    assert made.may_show is may


async def test_clear_where_only_days_and_accounts_were_filed() -> None:
    lines = [
        filing(1, description_values={"made_up_date": "1979-03-05"}),
        filing(2, type="CERTNM", description_values={"company_name": "EXAMPLE LIMITED"}),
    ]
    net = channel(answer({"items": lines, "total_count": 2}))
    documents, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == []
    assert len(documents) == 2
    assert seen(*documents) == set()
    assert not undeclared(*documents)
    assert await remarks(CHECK, task_of(net, COMPANY)) == []


async def test_withheld_addresses_are_no_exposure() -> None:
    lines = [
        filing(1, type="AD01", description_values={"old_address": "SE15", "new_address": None}),
        filing(2, type="AD01", description_values={}),
    ]
    net = channel(answer({"items": lines, "total_count": 2}))
    documents, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == []
    assert seen(*documents) == set()


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.QUOTA, Reason.AUTH])
async def test_rate_limited_ends_the_asking(reason: Reason) -> None:
    other = fact(Kind.COMPANY, "07654321", "other")
    net = channel(failing(reason, HOST))
    with pytest.raises(GatherError) as caught:
        await gather(CHECK, task_of(net, COMPANY, other))
    assert caught.value.reason is reason
    assert net.asked == [HISTORY]


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment", "text/html"),
        answer({}),
        answer([]),
        answer({"items": None, "total_count": 0}),
        answer({"items": [], "total_count": 9}),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await gather(CHECK, task_of(channel(broken), COMPANY)) == ([], [GAP])


def _no_type(body: Any) -> None:
    body["items"][1]["form"] = body["items"][1].pop("type")


def _other_date(body: Any) -> None:
    body["items"][1]["date"] = {"day": 4, "month": 8, "year": 2015}


def _no_id(body: Any) -> None:
    del body["items"][1]["transaction_id"]


def _hostile_type(body: Any) -> None:
    body["items"][1]["type"] = "AD01\n<b>"


def _values_in_a_list(body: Any) -> None:
    body["items"][1]["description_values"] = ["14 St Mary's Road"]


@pytest.mark.parametrize(
    "change", [_no_type, _other_date, _no_id, _hostile_type, _values_in_a_list]
)
async def test_changed_layout_of_a_line_is_a_gap_and_the_others_are_read(
    change: Callable[[Any], object],
) -> None:
    documents, gaps = await gather(CHECK, task_of(channel(changed(FILINGS, change)), COMPANY))
    assert gaps == [GAP]
    assert seen(*documents) == {"address:home"}


async def test_no_filing_at_all_may_be_a_mistyped_number() -> None:
    for net in (channel(answer({"items": [], "total_count": 0})), FakeChannel()):
        assert await gather(CHECK, task_of(net, COMPANY)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    odd = fact(Kind.COMPANY, "1234/..", "odd")
    net = channel()
    assert await gather(CHECK, task_of(net, odd)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == []


async def test_a_long_history_is_read_page_by_page_up_to_a_bound() -> None:
    net = FakeChannel()
    for start in (0, 50, 100, 150):
        lines = [filing(start + number) for number in range(50)]
        net.pages[url("/company/01234567/filing-history", start=start)] = answer(
            {"items": lines, "total_count": 201}
        )
    _, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert len(net.asked) == 4


async def test_the_last_page_ends_a_history() -> None:
    net = channel(answer({"items": [filing(n) for n in range(50)], "total_count": 51}))
    net.pages[url("/company/01234567/filing-history", start=50)] = answer(
        {"items": [filing(51, description_values={"old_address": "1 Elsewhere Lane"})],
         "total_count": 51}
    )  # fmt: skip
    documents, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == []
    assert texts(documents[0]) == ["1 Elsewhere Lane"]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"company"})))
    with pytest.raises(EgressRefused):
        await gather(CHECK, task_of(channel(refusal), COMPANY))
