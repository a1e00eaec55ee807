from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.registry import check_of, metas
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import CheckId, Document, Gap, Reason
from tests.checks.fakes import FakeChannel, Recorded, answer, failing, gather, page, task_of
from tests.checks.register_subject import NAME, seen

ID = CheckId("littlesis")
CHECK = check_of(ID)
HOST = "littlesis.org"
GAP = Gap(Reason.MALFORMED, HOST)


def url(number: int = 1) -> str:
    query = urlencode({"page": str(number), "q": NAME.value})
    return f"https://{HOST}/api/entities/search?{query}"


def profile(**said: Any) -> dict[str, Any]:
    attributes = {
        "name": "Siân Example-Hughes",
        "blurb": "Consultant",
        "summary": None,
        "website": "https://campaign.example/",
        "primary_ext": "Person",
        "start_date": "1979-03-05",
        "end_date": None,
        "aliases": ["Sian Hughes"],
        "types": ["Person"],
        **said,
    }
    return {
        "type": "entities",
        "id": 14597,
        "attributes": attributes,
        "links": {"self": "https://littlesis.org/entities/14597"},
    }


def found(*profiles: Any, pages: Any = 1) -> Recorded:
    return answer({"data": list(profiles), "meta": {"currentPage": 1, "pageCount": pages}})


async def asked(*pages: Recorded) -> tuple[list[Document], list[Gap]]:
    net = FakeChannel(pages={url(at): each for at, each in enumerate(pages, start=1)})
    return await gather(CHECK, task_of(net, NAME))


async def test_found_by_the_date_of_birth() -> None:
    (document, searched), gaps = await asked(found(profile()))
    assert gaps == []
    assert seen(document) == {"date-of-birth"}
    assert document.locator == "https://littlesis.org/entities/14597"
    assert (document.record, document.entry) == ("entity/14597", True)
    assert [(part.text, part.note) for part in document.parts] == [
        ("Siân Example-Hughes", "name"),
        ("Sian Hughes", "other name"),
        ("1979-03-05", "start date"),
        ("Consultant", "description"),
        ("https://campaign.example/", "web site"),
    ]
    assert searched.parts == ()


async def test_found_in_the_biography() -> None:
    told = profile(start_date=None, summary="Write to sian.hughes@postbox.example")
    documents, gaps = await asked(found(told))
    assert (seen(*documents), gaps) == ({"email:personal"}, [])


async def test_clear_where_nobody_bears_the_name() -> None:
    for answered in (found(pages=0), found(profile(name="Sian Hughes-Sample"))):
        [searched], gaps = await asked(answered)
        assert (searched.parts, searched.entry, gaps) == ((), False, [])


async def test_withheld_date_is_no_exposure() -> None:
    for hidden in (None, "1979-00-00"):
        (document, _), gaps = await asked(found(profile(start_date=hidden)))
        assert (seen(document), document.entry, gaps) == (set(), True, [])


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.QUOTA])
async def test_rate_limited_ends_it(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await asked(failing(reason, HOST))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment"),
        answer({}),
        answer([]),
        answer({"data": {}, "meta": {"pageCount": 1}}),
        answer({"data": []}),
        found(pages="some"),
        answer({"errors": [{"title": "Missing required param"}]}),
    ],
)
async def test_malformed_answer_is_a_gap(broken: Recorded) -> None:
    assert await asked(broken) == ([], [GAP])


async def test_changed_layout_of_a_profile_is_a_gap() -> None:
    renamed = profile()
    renamed["attributes"]["full_name"] = renamed["attributes"].pop("name")
    flat = {"id": 1, "name": "Siân Example-Hughes", "start_date": "1979-03-05"}
    [searched], gaps = await asked(found(renamed, flat, "text"))
    assert (searched.parts, gaps) == ((), [GAP] * 3)


async def test_pages_are_read_to_the_third() -> None:
    other = profile(name="Nobody Else")
    documents, gaps = await asked(found(other, pages=2), found(profile(), pages=2))
    assert (seen(*documents), gaps) == ({"date-of-birth"}, [])
    others = (found(profile(name=f"Nobody {each}"), pages=4) for each in ("One", "Two", "Three"))
    _, gaps = await asked(*others)
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await asked(Recorded(error=EgressRefused(HOST, frozenset({NAME.id}))))


def test_it_is_for_everybody_and_first_for_whoever_lived_in_the_united_states() -> None:
    fits = metas()[ID].fits
    assert fits.lived_in == ("US",)
    assert not fits.only
