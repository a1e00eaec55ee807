from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.registry import check_of
from exposure_audit.errors import GatherError
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason
from tests.checks.account_subject import PRIVATE, PUBLIC, address, looked_up, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page, texts

CHECK = check_of(CheckId("keybase"))
HOST = "keybase.io"
GAP = Gap(Reason.MALFORMED, HOST)
THEM: dict[str, Any] = {
    "basics": {"username": "sian4peckham", "ctime": 1},
    "id": "dbb165b7879fe7b1174df73bed0b9500",
    "profile": {"full_name": "Siân Example-Hughes", "location": None, "bio": "Peckham"},
    "proofs_summary": {"all": [], "by_proof_type": {}},
}


def place(name: str = "sian4peckham") -> str:
    query = {"usernames": name, "fields": "basics,profile,proofs_summary"}
    return address(f"https://{HOST}/_/api/1.0/user/lookup.json", query)


def lookup(*them: object) -> Recorded:
    return answer({"status": {"code": 0, "name": "OK"}, "them": list(them)})


async def brought(found: Recorded) -> tuple[list[Document], list[Gap]]:
    documents, gaps, _ = await looked_up(CHECK, {place(): found}, PUBLIC)
    return documents, gaps


async def test_found_in_a_proof_and_the_description() -> None:
    proof = {
        "proof_type": "reddit",
        "nametag": "lanternfish79",
        "service_url": "https://reddit.com/user/lanternfish79",
    }
    them = {
        **THEM,
        "profile": {"bio": "At 14 St Mary's Road, SE15 4QE"},
        "proofs_summary": {"all": [proof]},
    }
    (document, asked), gaps = await brought(lookup(them))
    assert gaps == []
    assert seen(document) == {"username:forum", "address:home"}
    assert document.locator == "https://keybase.io/sian4peckham"
    assert document.own == PUBLIC.id
    assert asked.parts == ()


async def test_clear_where_nothing_protected_stands_there() -> None:
    documents, gaps = await brought(lookup(THEM))
    assert (gaps, seen(*documents)) == ([], set())
    assert "Siân Example-Hughes" in texts(documents[0])


async def test_clear_where_there_is_no_account() -> None:
    [document], gaps = await brought(lookup(None))
    assert (document.parts, gaps) == ((), [])


async def test_withheld_profile_is_no_exposure() -> None:
    for hidden in ({**THEM, "profile": None}, {"id": THEM["id"], "basics": THEM["basics"]}):
        documents, gaps = await brought(lookup(hidden))
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
        answer(None),
        answer({"status": {"code": 100, "name": "INPUT_ERROR", "desc": "bad list value"}}),
    ],
)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert await brought(broken) == ([], [GAP])


@pytest.mark.parametrize("name", ["id", "basics"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in THEM.items() if key != name}
    _, gaps = await brought(lookup(other))
    assert gaps == [GAP]


async def test_a_private_user_name_makes_no_own_place() -> None:
    them = {**THEM, "basics": {"username": "lanternfish79"}}
    documents, gaps, _ = await looked_up(CHECK, {place("lanternfish79"): lookup(them)}, PRIVATE)
    assert (documents[0].own, gaps, seen(*documents)) == (None, [], {PRIVATE.id})


async def test_a_name_that_cannot_be_one_there_is_not_sent() -> None:
    long = fact(Kind.USERNAME, "a-name-with-hyphens", "odd")
    [document], gaps, asked = await looked_up(CHECK, {}, long)
    assert (document.parts, gaps, asked) == ((), [], [])
