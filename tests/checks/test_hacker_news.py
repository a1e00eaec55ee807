from __future__ import annotations

import pytest

from exposure_audit.checks.registry import check_of
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from tests.checks.account_subject import PUBLIC, looked_up, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page, texts

CHECK = check_of(CheckId("hacker-news"))
HOST = "hacker-news.firebaseio.com"
PLACE = f"https://{HOST}/v0/user/sian4peckham.json"
GAP = Gap(Reason.MALFORMED, HOST)
PROFILE = {"karma": 1, "created": 1173923446, "id": "sian4peckham"}


async def brought(found: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, _ = await looked_up(CHECK, {PLACE: found}, PUBLIC)
    return documents, gaps


async def test_found_through_the_escapes_of_html() -> None:
    about = (
        "Tides.<p>14 St Mary&#x27;s Road,<i>London</i> SE15 4QE<p>sian.hughes&#x40;postbox.example"
    )
    documents, gaps = await brought(answer({**PROFILE, "about": about}))
    assert gaps == []
    assert seen(*documents) == {"address:home", "email:personal"}
    assert documents[0].locator == "https://news.ycombinator.com/user?id=sian4peckham"
    assert documents[0].own == PUBLIC.id


async def test_clear_where_nothing_is_written() -> None:
    documents, gaps = await brought(answer(PROFILE))
    assert (gaps, seen(*documents)) == ([], set())
    assert texts(documents[0]) == ["sian4peckham"]


async def test_no_account_in_small_letters_is_no_all_clear() -> None:
    [document], gaps = await brought(page("null", "application/json"))
    assert (document.parts, gaps) == ((), [Gap(Reason.NOT_FOUND, HOST)])


async def test_withheld_values_are_no_exposure() -> None:
    documents, gaps = await brought(answer({**PROFILE, "about": "Mail: s...@p... (on request)"}))
    assert (gaps, seen(*documents)) == ([], set())


async def test_rate_limited_ends_the_asking() -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(Reason.RATE_LIMITED, HOST))
    assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "broken",
    [page("<html>", "text/html"), page("", "application/json"), answer([]), answer("null")],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert (await brought(broken))[1] == [GAP]


@pytest.mark.parametrize(
    "other",
    [{"id": "sian4peckham"}, {"created": 1}, {"id": "somebody", "created": 1}],
)
async def test_changed_layout_is_a_gap(other: dict[str, object]) -> None:
    assert (await brought(answer(other)))[1] == [GAP]


async def test_a_name_of_another_form_is_nobodys_there() -> None:
    [document], gaps, asked = await looked_up(CHECK, {}, fact(Kind.USERNAME, "a.b", "odd"))
    assert (document.parts, gaps, asked) == ((), [], [])
