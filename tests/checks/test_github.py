from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.common import publisher_of
from exposure_audit.checks.github import CHECK, HOST
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, Reason
from tests.checks.account_subject import PRIVATE, PUBLIC, address, looked_up, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page, texts

USER = f"https://{HOST}/users/sian4peckham"
GAP = Gap(Reason.MALFORMED, HOST)
PROFILE: dict[str, Any] = {
    "type": "User",
    "login": "Sian4Peckham",
    "name": "Siân Example-Hughes",
    "company": None,
    "blog": "https://sian4peckham.example/",
    "location": "Peckham",
    "email": None,
    "bio": None,
    "twitter_username": None,
    "a_new_member": 1,
}
NONE = answer({"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, 404)


def commits(order: str, login: str = "Sian4Peckham") -> str:
    query = {"q": f"author:{login}", "sort": "author-date", "order": order, "per_page": "100"}
    return address(f"https://{HOST}/search/commits", query)


def author(email: str | None, name: str | None = "sian") -> dict[str, Any]:
    return {"sha": "1", "commit": {"author": {"name": name, "email": email, "date": "2026"}}}


def search(*items: object, total: int | None = None, incomplete: bool = False) -> Recorded:
    count = len(items) if total is None else total
    return answer({"total_count": count, "incomplete_results": incomplete, "items": list(items)})


def pages(**changes: Recorded) -> dict[str, Recorded]:
    keyed = f"https://{HOST}/users/Sian4Peckham/gpg_keys?per_page=100"
    given = {
        USER: changes.get("user", answer(PROFILE)),
        keyed: changes.get("keys", answer([])),
        commits("desc"): changes.get("newest", search()),
    }
    if "oldest" in changes:
        given[commits("asc")] = changes["oldest"]
    return given


async def brought(*facts: Fact, **changes: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, _ = await looked_up(CHECK, pages(**changes), *(facts or (PUBLIC,)))
    return documents, gaps


async def test_found_in_a_commit_a_key_and_a_profile() -> None:
    key = {"key_id": "3262", "emails": [{"email": "sian.hughes@postbox.example"}]}
    documents, gaps = await brought(
        user=answer({**PROFILE, "bio": "Ring 07700 900123", "twitter_username": "lanternfish79"}),
        keys=answer([key]),
        newest=search(author("Sian.Hughes@postbox.example"), author(None, None)),
    )
    assert gaps == []
    assert [(each.locator, sorted(seen(each))) for each in documents] == [
        ("https://github.com/Sian4Peckham", ["phone:mobile", "username:forum"]),
        ("https://github.com/Sian4Peckham.gpg", ["email:personal"]),
        (
            "https://github.com/search?q=author%3ASian4Peckham&type=commits",
            ["email:personal"],
        ),
    ]
    assert {each.own for each in documents} == {PUBLIC.id}
    # A search engine shows the same page: it is the same place.
    profile = documents[0]
    assert (profile.publisher, profile.record) == (publisher_of(profile.locator), None)


async def test_found_where_only_the_committer_shows_it() -> None:
    found = author("noreply@github.com")
    found["commit"]["committer"] = {"name": "sian", "email": "sian.hughes@postbox.example"}
    documents, gaps = await brought(newest=search(found))
    assert (gaps, seen(*documents)) == ([], {"email:personal"})


async def test_clear_where_nothing_protected_stands_there() -> None:
    documents, gaps = await brought(newest=search(author("noreply@github.com")))
    assert (gaps, seen(*documents)) == ([], set())
    assert "Siân Example-Hughes" in texts(documents[0])


async def test_clear_where_there_is_no_account() -> None:
    [document], gaps = await brought(user=NONE)
    assert (document.parts, document.own, gaps) == ((), None, [])


async def test_withheld_addresses_are_no_exposure() -> None:
    hidden = author("7140014+sian4peckham@users.noreply.github.com")
    documents, gaps = await brought(newest=search(hidden))
    assert (gaps, seen(*documents)) == ([], set())


async def test_a_private_user_name_makes_no_own_place() -> None:
    profile = {**PROFILE, "login": "lanternfish79"}
    base = f"https://{HOST}/users/lanternfish79"
    given = {
        base: answer(profile),
        f"{base}/gpg_keys?per_page=100": answer([]),
        commits("desc", "lanternfish79"): search(),
    }
    documents, gaps, _ = await looked_up(CHECK, given, PRIVATE)
    assert (gaps, seen(*documents)) == ([], {PRIVATE.id})
    assert {each.own for each in documents} == {None}


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.BUDGET, Reason.AUTH])
@pytest.mark.parametrize("place", ["user", "keys", "newest"])
async def test_rate_limited_ends_the_asking(place: str, reason: Reason) -> None:
    with pytest.raises(GatherError) as caught:
        await brought(**{place: failing(reason, HOST)})
    assert caught.value.reason is reason


@pytest.mark.parametrize("place", ["user", "keys", "newest"])
@pytest.mark.parametrize(
    "broken", [page("<html>Just a moment", "text/html"), answer({}), answer(["text"]), answer(7)]
)
async def test_malformed_answers_are_gaps(place: str, broken: Recorded) -> None:
    _, gaps = await brought(**{place: broken})
    assert [gap.reason for gap in gaps] == [Reason.MALFORMED]


@pytest.mark.parametrize("name", ["email", "name", "location", "bio", "login"])
async def test_changed_layout_of_a_profile_is_a_gap(name: str) -> None:
    other = {key: value for key, value in PROFILE.items() if key != name}
    assert await brought(user=answer(other)) == ([], [GAP])


async def test_changed_layout_of_the_search_is_a_gap() -> None:
    for broken in (answer({"total_count": 3, "items": []}), search(total=3), search({"sha": "1"})):
        _, gaps = await brought(newest=broken)
        assert gaps == [GAP]


async def test_a_404_of_a_wall_is_not_none() -> None:
    assert await brought(user=page("<h1>Not here</h1>", status=404)) == ([], [GAP])


async def test_another_account_is_not_believed() -> None:
    assert await brought(user=answer({**PROFILE, "login": "somebody"})) == ([], [GAP])


async def test_of_many_commits_the_oldest_are_read_too() -> None:
    newest = search(*[author("new@work.example")] * 100, total=150)
    oldest = search(*[author("sian.hughes@postbox.example")] * 100, total=150)
    documents, gaps = await brought(newest=newest, oldest=oldest)
    assert gaps == []
    assert texts(documents[-1]) == ["sian", "new@work.example", "sian.hughes@postbox.example"]


async def test_what_lies_between_is_a_gap() -> None:
    many = search(*[author("a@b.example")] * 100, total=201)
    _, gaps = await brought(newest=many, oldest=many)
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    _, gaps = await brought(newest=search(author("a@b.example"), incomplete=True))
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_name_of_another_form_is_nobodys_there() -> None:
    [document], gaps, asked = await looked_up(CHECK, {}, fact(Kind.USERNAME, "a.b/../c", "odd"))
    assert (document.parts, gaps, asked) == ((), [], [])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await brought(user=Recorded(error=EgressRefused(HOST, frozenset({"name"}))))
