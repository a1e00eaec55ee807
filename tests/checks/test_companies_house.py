from __future__ import annotations

import pytest

from exposure_audit.checks.companies_house import CHECK
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Gap, Kind, Reason
from tests.checks.company_answers import (
    COMPANY,
    FIRST,
    GAP,
    HOST,
    NAME,
    NOTHING,
    ONE,
    PROFILE,
    ROAD,
    SEARCH,
    SECOND,
    WEB,
    by_name,
    by_number,
    channel,
    url,
)
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    fact,
    failing,
    gather,
    page,
    recorded,
    task_of,
    texts,
)
from tests.checks.register_subject import seen


async def test_found_appointments_are_read_in_writing_order() -> None:
    net = channel()
    (first, second, _, searched), gaps = await by_name(net)
    assert gaps == []
    assert [(part.text, part.note, part.address) for part in first.parts] == [
        ("Siân EXAMPLE-HUGHES", "name", False),
        ("Siân Example", "former name", False),
        (
            f"S Hughes, PO Box 77, Flat 2, {ROAD}, Peckham, London, Greater London, SE15 4QE",
            "correspondence address",
            True,
        ),
    ]
    assert first.record == "officer/abcDEF_123-x/company/07654321"
    assert first.locator == f"{WEB}/officers/abcDEF_123-x/appointments"
    assert first.publisher == "Companies House"
    assert first.entry
    assert first.own is None
    assert "Unit 5 Office Park, ZZ99 1AA" in texts(second)
    assert seen(first) == {"address:home"}
    assert seen(second) == set()
    assert searched.parts == ()


async def test_only_officers_who_bear_the_name_are_looked_at() -> None:
    net = channel()
    await by_name(net)
    assert net.asked == [SEARCH, FIRST, SECOND]


async def test_clear_where_nobody_bears_the_name() -> None:
    [document], gaps = await by_name(channel(search=answer(NOTHING)))
    assert (document.parts, document.entry, gaps) == ((), False, [])


async def test_a_declared_company_shows_its_office_and_its_people() -> None:
    documents, gaps = await gather(CHECK, task_of(channel(), COMPANY, NAME))
    assert gaps == []
    shown = {
        document.record: [(part.text, part.address) for part in document.parts]
        for document in documents
        if document.own == COMPANY.id
    }
    road = "14 St Mary's Road, London, SE15 4QE"
    assert shown == {
        "company/01234567/registered-office": [(road, True)],
        "officer/abcDEF_123-x/company/01234567": [("EXAMPLE-HUGHES, Siân", False), (road, True)],
        "company/01234567/officers/bbb": [
            ("COLLEAGUE, Cody", False),
            ("3 Colleague Close, ZZ99 2BB", False),
        ],
        "company/01234567/officers/ccc": [("WITHHELD, Wyn", False)],
        "company/01234567/persons-with-significant-control/sss": [],
        "company/01234567/persons-with-significant-control/ppp": [
            ("Mrs Siân Example-Hughes", False),
            (road, True),
        ],
    }
    assert not any(document.entry for document in documents if document.own)


async def test_found_at_home_as_the_register_writes_it() -> None:
    documents, _ = await by_number(channel())
    at_home = {one.record for one in documents if one.own and seen(one)}
    assert at_home == {
        "company/01234567/registered-office",
        "officer/abcDEF_123-x/company/01234567",
        "company/01234567/persons-with-significant-control/ppp",
    }


async def test_withheld_entries_and_half_a_postcode_show_nothing() -> None:
    shielded = {"name": "EXAMPLE-HUGHES, Siân", "address": {"postal_code": "SE15"}}
    secure = {"kind": "super-secure-person-with-significant-control", "links": {}}
    net = channel(
        officers=answer({"items": [shielded], "total_results": 1}),
        pscs=answer({"items": [secure], "total_results": 1}),
        profile=answer({"company_number": "01234567", "company_status": "dissolved"}),
    )
    documents, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == []
    assert len(documents) == 3
    assert seen(*documents) == set()


async def test_changed_layout_of_an_office_is_a_gap_not_an_all_clear() -> None:
    moved = {"company_number": "01234567", "company_status": "active", "office": {"line1": ROAD}}
    _, gaps = await by_number(channel(profile=answer(moved)))
    assert gaps == [GAP]


async def test_an_entry_of_a_declared_company_is_not_counted_again_under_the_name() -> None:
    documents, _ = await by_number(channel())
    records = [document.record for document in documents if document.record]
    assert len(records) == len(set(records))


async def test_a_company_without_controllers_answers_404_in_its_own_words() -> None:
    net = channel(pscs=recorded("companies-house/not-found.json", 404))
    assert (await by_number(net))[1] == []
    net = channel(pscs=page("<h1>Not here</h1>", status=404))
    assert (await by_number(net))[1] == [GAP]


async def test_a_company_that_is_not_there_may_be_mistyped() -> None:
    net = channel(profile=recorded("companies-house/not-found.json", 404))
    _, gaps = await gather(CHECK, task_of(net, COMPANY))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]
    assert net.asked == [PROFILE]


async def test_a_malformed_number_is_never_sent() -> None:
    net = channel()
    wrong = fact(Kind.COMPANY, "1234/..", "odd")
    assert await gather(CHECK, task_of(net, wrong)) == ([], [Gap(Reason.NOT_FOUND, HOST)])
    assert net.asked == []


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.BUDGET])
@pytest.mark.parametrize("place", ["search", "first", "profile", "officers", "pscs"])
async def test_rate_limited_or_the_like_ends_the_asking(place: str, reason: Reason) -> None:
    net = channel(**{place: failing(reason, HOST)})
    with pytest.raises(GatherError) as caught:
        await by_number(net)
    assert caught.value.reason is reason


@pytest.mark.parametrize("place", ["search", "first", "second", "officers", "pscs"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (failing(Reason.TIMEOUT), Reason.TIMEOUT),
        (page("", status=500), Reason.SERVER_ERROR),
        (page("<html>Just a moment", "text/html"), Reason.MALFORMED),
        (answer({"total_results": 0}), Reason.MALFORMED),
        (answer({"items": None}), Reason.MALFORMED),
        (answer({"items": ["text"], "total_results": 1}), Reason.MALFORMED),
        (answer({"items": [], "total_results": 7}), Reason.MALFORMED),
    ],
)
async def test_malformed_pieces_are_gaps_and_the_others_are_read(
    place: str, broken: Recorded, reason: Reason
) -> None:
    documents, gaps = await by_number(channel(**{place: broken}))
    assert gaps == [Gap(reason, HOST)]
    assert any(document.record == "company/01234567/registered-office" for document in documents)


async def test_a_list_is_read_page_by_page() -> None:
    hit = {"title": "Nobody Else", "links": {"self": "/officers/n/appointments"}}
    named = {"title": "Siân Example-Hughes", "links": {"self": "/officers/secondONE/appointments"}}
    net = channel(search=answer({"items": [hit] * 50, "total_results": 51}))
    net.pages[url("/search/officers", start=50, q=NAME.value)] = answer(
        {"items": [named], "total_results": 51}
    )
    _, gaps = await by_name(net, register_entries=100)
    assert gaps == []
    assert SECOND in net.asked


async def test_without_a_total_only_an_empty_page_ends_a_list() -> None:
    hit = {"title": "Nobody Else", "links": {"self": "/officers/n/appointments"}}
    net = channel(search=answer({"items": [hit] * 30}))
    net.pages[url("/search/officers", start=30, q=NAME.value)] = answer({"items": []})
    _, gaps = await by_name(net)
    assert gaps == []
    assert len(net.asked) == 2


async def test_entries_beyond_the_limit_are_a_gap() -> None:
    hit = {"title": "Siân Example-Hughes", "links": {"self": "/officers/secondONE/appointments"}}
    net = FakeChannel(
        pages={
            url("/search/officers", size=3, q=NAME.value): answer(
                {"items": [hit] * 9, "total_results": 9}
            ),
            url("/officers/secondONE/appointments", size=3): answer(ONE),
        }
    )
    documents, gaps = await by_name(net, register_entries=3)
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert len(documents) == 2


async def test_each_name_is_searched_and_each_officer_read_once() -> None:
    net = channel()
    alias = fact(Kind.NAME, "Sian Hughes", "")
    net.pages[url("/search/officers", q=alias.value)] = recorded("companies-house/officers.json")
    documents, gaps = await gather(CHECK, task_of(net, NAME, alias))
    assert gaps == []
    assert net.asked.count(FIRST) == 1
    assert sum(document.locator == f"{WEB}/search/officers" for document in documents) == 2


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"name"})))
    for place in ("search", "first", "profile", "pscs"):
        with pytest.raises(EgressRefused):
            await by_number(channel(**{place: refusal}))
