from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.registry import check_of
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Document, Gap, Reason
from tests.checks.account_subject import PUBLIC, looked_up, seen
from tests.checks.fakes import Recorded, answer, failing, page

CHECK = check_of(CheckId("codeberg"))
HOST = "codeberg.org"
PLACE = f"https://{HOST}/api/v1/users/sian4peckham"
GAP = Gap(Reason.MALFORMED, HOST)
PROFILE: dict[str, Any] = {
    "location": "",
    "id": 714,
    "login": "Sian4Peckham",
    "full_name": "Siân Example-Hughes",
    "email": "sian4peckham@noreply.codeberg.org",
    "website": "https://sian4peckham.example/",
    "description": "",
}
NONE = answer(
    {
        "message": "GetUserByName",
        "url": f"https://{HOST}/api/swagger",
        "errors": ["user redirect does not exist [name: sian4peckham]"],
    },
    404,
)


async def brought(found: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, _ = await looked_up(CHECK, {PLACE: found}, PUBLIC)
    return documents, gaps


async def test_found_in_a_profile() -> None:
    profile = {**PROFILE, "email": "sian.hughes@postbox.example", "location": "SE15 4QE"}
    documents, gaps = await brought(answer(profile))
    assert gaps == []
    assert "email:personal" in seen(*documents)
    assert documents[0].locator == "https://codeberg.org/Sian4Peckham"
    assert documents[0].own == PUBLIC.id


async def test_clear_where_there_is_no_account() -> None:
    [document], gaps = await brought(NONE)
    assert (document.parts, gaps) == ((), [])


async def test_clear_without_members_that_older_servers_lack() -> None:
    old = {name: PROFILE[name] for name in ("id", "login", "full_name", "email")}
    documents, gaps = await brought(answer(old))
    assert (gaps, seen(*documents)) == ([], set())


async def test_withheld_address_is_no_exposure() -> None:
    documents, gaps = await brought(answer(PROFILE))
    assert (gaps, seen(*documents)) == ([], set())


async def test_rate_limited_ends_the_asking() -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(Reason.RATE_LIMITED, HOST))
    assert caught.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "broken",
    [
        page("<html>Just a moment", "text/html"),
        answer({}),
        answer([PROFILE]),
        answer({**PROFILE, "login": "somebody"}),
        page("<h1>Not here</h1>", status=404),
        answer({"message": "no"}, 404),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert (await brought(broken))[1] == [GAP]


@pytest.mark.parametrize("name", ["id", "login", "full_name", "email"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PROFILE.items() if key != name}
    assert (await brought(answer(other)))[1] == [GAP]
