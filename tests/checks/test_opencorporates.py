from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.registry import check_of, metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, failing, gather, page, task_of
from tests.checks.register_subject import NAME, seen

ID = CheckId("opencorporates")
CHECK = check_of(ID)
HOST = "api.opencorporates.com"
GAP = Gap(Reason.MALFORMED, HOST)


def url(number: int = 1) -> str:
    query = urlencode({"page": str(number), "q": NAME.value})
    return f"https://{HOST}/v0.4/officers/search?{query}"


def officer(**said: Any) -> dict[str, Any]:
    return {
        "officer": {
            "id": 206814968,
            "uid": None,
            "name": "SIÂN EXAMPLE-HUGHES",
            "position": "director",
            "address": "14 ST MARY'S ROAD, LONDON, SE15 4QE, UNITED KINGDOM",
            "nationality": "BRITISH",
            "occupation": "CONSULTANT",
            "date_of_birth": None,
            "company": {"name": "EXAMPLE LIMITED", "jurisdiction_code": "gb"},
            **said,
        }
    }


def found(*officers: Any, total: Any = None) -> Recorded:
    results = {
        "page": 1,
        "per_page": 30,
        "total_count": len(officers) if total is None else total,
        "officers": list(officers),
    }
    return answer({"api_version": "0.4", "results": results})


async def asked(*pages: Recorded) -> tuple[list[Document], list[Gap]]:
    net = FakeChannel(pages={url(at): each for at, each in enumerate(pages, start=1)})
    return await gather(CHECK, task_of(net, NAME))


async def test_found_at_the_address_of_an_officer() -> None:
    (document, searched), gaps = await asked(found(officer()))
    assert gaps == []
    assert seen(document) == {"address:home"}
    assert document.locator == "https://opencorporates.com/officers/206814968"
    assert (document.record, document.entry) == ("officer/206814968", True)
    assert [(part.note, part.address) for part in document.parts] == [
        ("name", False),
        ("address", True),
        ("occupation", False),
        ("company", False),
    ]
    assert searched.parts == ()


async def test_found_by_the_date_of_birth_and_under_a_name_that_is_turned() -> None:
    turned = officer(name="EXAMPLE-HUGHES, Siân", address=None, date_of_birth="1979-03-05")
    (document, _), gaps = await asked(found(turned))
    assert (seen(document), gaps) == ({"date-of-birth"}, [])


async def test_clear_where_nobody_bears_the_name() -> None:
    for answered in (found(), found(officer(name="HUGHES, SIAN SAMPLE"))):
        [searched], gaps = await asked(answered)
        assert (searched.parts, searched.entry, gaps) == ((), False, [])


async def test_withheld_address_is_no_exposure() -> None:
    (document, _), gaps = await asked(found(officer(address=None, company=None)))
    assert (seen(document), document.entry, gaps) == (set(), True, [])


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.QUOTA])
async def test_rate_limited_or_refused_ends_it(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await asked(failing(reason, HOST))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment"),
        answer({}),
        answer([]),
        answer({"results": {"officers": [], "total": 0}}),
        answer({"results": {"officers": None, "total_count": 0}}),
        found(total="many"),
        found(total=-1),
    ],
)
async def test_malformed_answer_is_a_gap(broken: Recorded) -> None:
    assert await asked(broken) == ([], [GAP])


@pytest.mark.parametrize("gone", ["id", "name", "address"])
async def test_changed_layout_of_an_officer_is_a_gap(gone: str) -> None:
    changed = officer()
    changed["officer"]["other"] = changed["officer"].pop(gone)
    (*documents, searched), gaps = await asked(found(changed))
    assert (documents, searched.parts, gaps) == ([], (), [GAP])


async def test_a_second_page_is_read_and_a_third_is_a_gap() -> None:
    others = [officer(name="NOBODY ELSE", id=number) for number in range(30)]
    documents, gaps = await asked(found(*others, total=31), found(officer(), total=31))
    assert (seen(*documents), gaps) == ({"address:home"}, [])
    _, gaps = await asked(found(*others, total=90), found(officer(), total=90))
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await asked(Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))


def test_the_key_goes_in_the_query_to_the_api_alone() -> None:
    [key] = metas()[ID].keys
    assert (key.host, key.query, key.variable) == (
        HOST,
        "api_token",
        "EXPOSURE_AUDIT_OPENCORPORATES_KEY",
    )
    assert metas()[ID].needs_key
