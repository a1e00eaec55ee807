from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.gitlab import CHECK, HOST
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.account_subject import PRIVATE, PUBLIC, address, looked_up, seen
from tests.checks.fakes import FakeChannel, Recorded, answer, fact, failing, gather, page, task_of

USERS = f"https://{HOST}/api/v4/users"
LIST = address(USERS, {"username": "sian4peckham"})
ONE = f"{USERS}/7140014"
GAP = Gap(Reason.MALFORMED, HOST)
LISTED: dict[str, Any] = {
    "id": 7140014,
    "username": "sian4peckham",
    "name": "Siân Example-Hughes",
    "state": "active",
}
PROFILE: dict[str, Any] = {
    "pronouns": None,
    **LISTED,
    "bio": "",
    "location": "Peckham",
    "public_email": "",
    "discord": None,
}


def pages(users: Recorded | None = None, one: Recorded | None = None) -> dict[str, Recorded]:
    return {LIST: users or answer([LISTED]), ONE: one or answer(PROFILE)}


async def brought(**changes: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, _ = await looked_up(CHECK, pages(**changes), PUBLIC)
    return documents, gaps


async def test_found_in_a_profile() -> None:
    profile = {**PROFILE, "public_email": "sian.hughes@postbox.example", "bio": "07700 900123"}
    [document], gaps = await brought(one=answer(profile))
    assert gaps == []
    assert seen(document) == {"email:personal", "phone:mobile"}
    assert document.locator == "https://gitlab.com/sian4peckham"
    assert document.own == PUBLIC.id


async def test_clear_where_nothing_protected_stands_there() -> None:
    [document], gaps = await brought()
    assert (gaps, seen(document)) == ([], set())


async def test_clear_where_there_is_no_account() -> None:
    other = {**LISTED, "username": "sian4peckham2"}
    for users in (answer([]), answer([other])):
        [document], gaps = await brought(users=users)
        assert (document.parts, document.own, gaps) == ((), None, [])


@pytest.mark.parametrize("hidden", [{"state": "blocked"}, {"private_profile": True}])
async def test_withheld_profiles_are_no_exposure(hidden: dict[str, object]) -> None:
    [document], gaps = await brought(one=answer({**LISTED, **hidden}))
    assert (gaps, seen(document)) == ([], set())


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.BUDGET])
@pytest.mark.parametrize("place", ["users", "one"])
async def test_rate_limited_ends_the_asking(place: str, reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await brought(**{place: failing(reason, HOST)})
    assert caught.value.reason is reason


@pytest.mark.parametrize("place", ["users", "one"])
@pytest.mark.parametrize("broken", [page("<html>", "text/html"), answer({}), answer(["text"])])
async def test_malformed_answers_are_gaps(place: str, broken: Recorded) -> None:
    documents, gaps = await brought(**{place: broken})
    assert documents == []
    assert [gap.reason for gap in gaps] == [Reason.MALFORMED]


@pytest.mark.parametrize("name", ["bio", "location", "public_email", "username"])
async def test_changed_layout_of_a_profile_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PROFILE.items() if key != name}
    assert await brought(one=answer(other)) == ([], [GAP])


async def test_a_profile_of_another_number_is_not_believed() -> None:
    assert await brought(one=answer({**PROFILE, "id": 1})) == ([], [GAP])


async def test_a_profile_that_is_gone_meanwhile_is_a_gap() -> None:
    _, gaps = await brought(one=answer({"message": "404 User Not Found"}, 404))
    assert gaps == [Gap(Reason.NOT_FOUND, HOST)]


async def test_the_number_is_an_echo_of_the_list() -> None:
    net = FakeChannel(pages=pages())
    await gather(CHECK, task_of(net, PUBLIC))
    assert net.found_on == {LIST: None, ONE: USERS}


async def test_a_private_user_name_makes_no_own_place() -> None:
    listed = {**PROFILE, "username": "lanternfish79"}
    given = {address(USERS, {"username": "lanternfish79"}): answer([listed]), ONE: answer(listed)}
    [document], gaps, _ = await looked_up(CHECK, given, PRIVATE)
    assert (document.own, gaps, seen(document)) == (None, [], {PRIVATE.id})


async def test_a_name_of_another_form_is_nobodys_there() -> None:
    [document], gaps, asked = await looked_up(CHECK, {}, fact(Kind.USERNAME, "a/b", "odd"))
    assert (document.parts, gaps, asked) == ((), [], [])
