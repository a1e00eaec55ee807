from __future__ import annotations

import pytest

from exposure_audit.checks.hibp_api import HOST
from exposure_audit.checks.hibp_pastes import CHECK
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Reason
from tests.checks.account_subject import EMAIL, looked_up, observed, seen
from tests.checks.fakes import Recorded, answer, failing, page

PLACE = f"https://{HOST}/api/v3/pasteaccount/sian.hughes%40postbox.example"
GAP = Gap(Reason.MALFORMED, HOST)
PASTE = {"Date": None, "Id": "8Q0BvKD8", "Source": "Pastebin", "Title": "dump", "EmailCount": 3}


async def brought(found: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, asked = await looked_up(CHECK, {PLACE: found}, EMAIL)
    assert asked == [PLACE]
    return documents, gaps


async def test_found_at_pastebin_and_elsewhere() -> None:
    other = {"Source": "AdHocUrl", "Id": "http://x.example/1"}
    (first, second, asked), gaps = await brought(answer([PASTE, other]))
    assert gaps == []
    assert seen(first) == seen(second) == {EMAIL.id}
    assert first.locator == "https://pastebin.com/8Q0BvKD8"
    assert second.locator == "https://haveibeenpwned.com/Pastes"
    assert first.record != second.record
    assert observed(first).title == "Paste Email addresses"
    assert asked.parts == ()


async def test_an_id_that_is_none_leads_nowhere() -> None:
    (document, _), _ = await brought(answer([{**PASTE, "Id": "../../evil"}]))
    assert document.locator == "https://haveibeenpwned.com/Pastes"


async def test_clear_is_an_empty_404() -> None:
    [document], gaps = await brought(page("", status=404))
    assert (document.parts, gaps) == ((), [])


async def test_withheld_title_is_nothing_more() -> None:
    (document, _), gaps = await brought(answer([{**PASTE, "Title": None}]))
    assert gaps == []
    assert [part.text for part in document.parts] == [EMAIL.value]


async def test_rate_limited_ends_the_asking() -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(Reason.RATE_LIMITED, HOST))
    assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>", "text/html"),
        page("<h1>Not here</h1>", status=404),
        answer({}),
        answer([7]),
        page("", "application/json"),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await brought(broken) == ([], [GAP])


@pytest.mark.parametrize("name", ["Id", "Source"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PASTE.items() if key != name}
    assert await brought(answer([other])) == ([], [GAP])
