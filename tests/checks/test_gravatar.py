from __future__ import annotations

import hashlib
from typing import Any

import pytest

from exposure_audit.checks.gravatar import CHECK, HOST
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.account_subject import EMAIL, looked_up, observed, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page

DIGEST = hashlib.sha256(EMAIL.value.encode()).hexdigest()
PLACE = f"https://{HOST}/v3/profiles/{DIGEST}"
GAP = Gap(Reason.MALFORMED, HOST)
NONE = answer({"error": "Profile not found"}, 404)
PROFILE: dict[str, Any] = {
    "profile_url": "https://gravatar.com/tides",
    "hash": DIGEST,
    "display_name": "Siân",
    "location": "",
    "verified_accounts": [],
    "a_new_member": {},
}


async def brought(found: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, asked = await looked_up(CHECK, {PLACE: found}, EMAIL)
    assert asked == [PLACE]
    return documents, gaps


async def test_found_in_accounts_and_contact_details() -> None:
    account = {
        "service_label": "Reddit",
        "url": "https://www.reddit.com/user/lanternfish79",
        "is_hidden": False,
    }
    profile = {
        **PROFILE,
        "verified_accounts": [account],
        "contact_info": {"cell_phone": "07700 900123"},
        "links": [{"label": "home", "url": "https://sian4peckham.example/"}],
    }
    [document], gaps = await brought(answer(profile))
    assert gaps == []
    assert seen(document) == {"username:forum", "phone:mobile"}
    assert document.locator == "https://gravatar.com/tides"


async def test_clear_where_there_is_no_profile() -> None:
    [document], gaps = await brought(NONE)
    assert (document.parts, gaps) == ((), [])


async def test_clear_where_only_a_name_stands_there() -> None:
    [document], gaps = await brought(answer(PROFILE))
    assert (gaps, seen(document)) == ([], set())


async def test_withheld_members_are_no_exposure() -> None:
    hidden = {**PROFILE, "location": None, "contact_info": None}
    empty = {"cell_phone": None, "email": None}
    without = {**hidden, "contact_info": empty, "links": [{"label": None, "url": None}]}
    for profile in (hidden, without):
        [document], gaps = await brought(answer(profile))
        assert (gaps, seen(document)) == ([], set())


@pytest.mark.parametrize("url", [f"https://gravatar.com/{DIGEST}", "https://evil.example/x", "?"])
async def test_no_digest_and_no_other_host_stands_in_a_locator(url: str) -> None:
    [document], _ = await brought(answer({**PROFILE, "profile_url": url}))
    assert document.locator == "https://gravatar.com/"
    assert DIGEST not in repr(observed(document))


async def test_the_digest_is_of_the_small_letters() -> None:
    loud = fact(Kind.EMAIL, " Sian.Hughes@Postbox.example", "loud")
    _, _, asked = await looked_up(CHECK, {PLACE: NONE}, loud)
    assert asked == [PLACE]


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH])
async def test_rate_limited_ends_the_asking(reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(reason, HOST))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>", "text/html"),
        answer({}),
        answer([PROFILE]),
        page("<h1>Not here</h1>", status=404),
        page("", status=404),
        answer({**PROFILE, "hash": "0" * 64}),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await brought(broken) == ([], [GAP])


@pytest.mark.parametrize("name", ["hash", "display_name", "profile_url"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PROFILE.items() if key != name}
    assert await brought(answer(other)) == ([], [GAP])
