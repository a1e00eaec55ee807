from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.registry import check_of
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Document, Fact, Gap, Kind, Reason
from tests.checks.account_subject import DOMAIN, PUBLIC, address, looked_up, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page

CHECK = check_of(CheckId("bluesky"))
HOST = "public.api.bsky.app"
GAP = Gap(Reason.MALFORMED, HOST)
HANDLE = "sian4peckham.bsky.social"
PROFILE: dict[str, Any] = {
    "handle": HANDLE,
    "did": "did:plc:sandbox",
    "displayName": "Siân Example-Hughes",
    "description": "Peckham",
    "labels": [],
}
NONE = answer({"error": "InvalidRequest", "message": "Profile not found"}, 400)


def place(actor: str = HANDLE) -> str:
    return address(f"https://{HOST}/xrpc/app.bsky.actor.getProfile", {"actor": actor})


async def brought(
    found: Recorded, declared: Fact = PUBLIC, actor: str = HANDLE
) -> tuple[list[Document], list[Gap]]:
    documents, gaps, asked = await looked_up(CHECK, {place(actor): found}, declared)
    assert asked == [place(actor)]
    return documents, gaps


async def test_found_in_a_description() -> None:
    profile = {**PROFILE, "description": "Text 07700 900123, or lanternfish79 elsewhere"}
    documents, gaps = await brought(answer(profile))
    assert gaps == []
    assert seen(*documents) == {"phone:mobile", "username:forum"}
    assert documents[0].locator == f"https://bsky.app/profile/{HANDLE}"
    assert documents[0].own == PUBLIC.id


async def test_found_under_the_domain_and_under_a_whole_handle() -> None:
    profile = {**PROFILE, "description": "sian.hughes@postbox.example"}
    whole = fact(Kind.USERNAME, HANDLE, "bluesky")
    for declared, actor in ((DOMAIN, DOMAIN.value), (whole, HANDLE)):
        found = answer({**profile, "handle": actor})
        documents, gaps = await brought(found, declared, actor)
        assert (gaps, seen(*documents)) == ([], {"email:personal"})


async def test_clear_where_there_is_no_account() -> None:
    documents, gaps = await brought(NONE)
    assert (gaps, [each for each in documents if each.parts]) == ([], [])


async def test_clear_of_a_profile_with_what_must_be_there_alone() -> None:
    documents, gaps = await brought(answer({"handle": HANDLE, "did": "did:plc:sandbox"}))
    assert (gaps, seen(*documents)) == ([], set())


async def test_withheld_account_is_no_exposure() -> None:
    down = answer({"error": "AccountTakedown", "message": "Account has been taken down"}, 400)
    documents, gaps = await brought(down)
    assert (gaps, seen(*documents)) == ([], set())


async def test_rate_limited_ends_the_asking() -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(Reason.RATE_LIMITED, HOST))
    assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>", "text/html"),
        answer({}),
        answer([]),
        page("<h1>Bad Request</h1>", status=400),
        answer({"error": "InvalidRequest"}, 400),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert (await brought(broken))[1] == [GAP]


@pytest.mark.parametrize("name", ["did", "handle"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PROFILE.items() if key != name}
    assert (await brought(answer(other)))[1] == [GAP]


async def test_another_handle_than_the_domain_is_not_believed() -> None:
    assert (await brought(answer(PROFILE), DOMAIN, DOMAIN.value))[1] == [GAP]
