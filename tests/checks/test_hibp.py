from __future__ import annotations

import hashlib
from typing import Any

import pytest

from exposure_audit.checks.hibp import CHECK
from exposure_audit.checks.hibp_api import HOST
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.account_subject import EMAIL, address, looked_up, observed, seen
from tests.checks.fakes import Recorded, answer, fact, failing, page

API = f"https://{HOST}/api/v3"
STATUS = f"{API}/subscription/status"
DIGEST = hashlib.sha1(EMAIL.value.encode(), usedforsecurity=False).hexdigest().upper()
RANGE = f"{API}/breachedaccount/range/{DIGEST[:6]}"
EVERY = f"{API}/breaches"
WHOLE = address(
    f"{API}/breachedaccount/sian.hughes%40postbox.example",
    {"truncateResponse": "false", "includeUnverified": "true"},
)
GAP = Gap(Reason.MALFORMED, HOST)
NONE = page("", status=404)
SMALL = answer({"SubscriptionName": "Core 1", "Rpm": 10, "IncludesKAnon": False})
LARGE = answer({"SubscriptionName": "Pro 1", "Rpm": 1000, "IncludesKAnon": True})
BREACH: dict[str, Any] = {
    "DataClasses": ["Email addresses", "Passwords", "Eating habits"],
    "Name": "Lantern Board",
    "Title": "The board",
    "Description": "Somebody took <em>it</em>.",
    "IsVerified": True,
}


def in_range(*names: str, suffix: str = DIGEST[6:]) -> Recorded:
    return answer([{"websites": list(names), "hashSuffix": suffix}])


async def brought(
    status: Recorded = SMALL, **changes: Recorded
) -> tuple[list[Document], list[Gap], list[str]]:
    given = {"whole": WHOLE, "ranged": RANGE, "every": EVERY}
    pages = {STATUS: status, **{given[name]: found for name, found in changes.items()}}
    return await looked_up(CHECK, pages, EMAIL)


async def test_found_by_the_whole_address() -> None:
    (document, asked), gaps, sent = await brought(whole=answer([BREACH]))
    assert gaps == []
    assert seen(document) == {EMAIL.id}
    assert document.locator == "https://haveibeenpwned.com/Breach/Lantern%20Board"
    assert document.record == "breach/Lantern Board"
    assert asked.parts == ()
    assert sent == [STATUS, WHOLE]


async def test_found_by_range_without_sending_the_address() -> None:
    documents, gaps, sent = await brought(
        LARGE, ranged=in_range("Lantern Board"), every=answer([BREACH])
    )
    assert (gaps, seen(*documents)) == ([], {EMAIL.id})
    assert sent == [STATUS, RANGE, EVERY]


async def test_the_title_shows_kinds_of_data_and_masks_other_words() -> None:
    documents, _, _ = await brought(whole=answer([BREACH]))
    assert observed(documents[0]).title == "Data breach Email addresses Passwords ▒▒▒"


async def test_clear_is_an_empty_404() -> None:
    [document], gaps, _ = await brought(whole=NONE)
    assert (document.parts, gaps) == ((), [])


@pytest.mark.parametrize("ranged", [NONE, answer([]), in_range("Other", suffix="0" * 34)])
async def test_clear_where_the_rest_of_the_digest_is_not_in_the_range(ranged: Recorded) -> None:
    [document], gaps, sent = await brought(LARGE, ranged=ranged)
    assert (document.parts, gaps) == ((), [])
    assert sent == [STATUS, RANGE]


async def test_withheld_breaches_of_others_are_no_exposure() -> None:
    ranged = in_range("Lantern Board", suffix=DIGEST[6:-1] + "-")
    documents, gaps, _ = await brought(LARGE, ranged=ranged)
    assert (gaps, seen(*documents)) == ([], set())


async def test_the_list_of_all_breaches_is_read_once() -> None:
    other = fact(Kind.EMAIL, EMAIL.value, "twin")
    pages = {STATUS: LARGE, RANGE: in_range("Lantern Board"), EVERY: answer([BREACH])}
    documents, gaps, sent = await looked_up(CHECK, pages, EMAIL, other)
    assert (len(documents), gaps, sent.count(EVERY)) == (4, [], 1)


@pytest.mark.parametrize("status", [page("", status=403), answer({}), page("<html>")])
async def test_where_the_plan_is_not_told_the_whole_address_is_asked(status: Recorded) -> None:
    _, gaps, sent = await brought(status, whole=NONE)
    assert (gaps, sent) == ([], [STATUS, WHOLE])


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.CONNECTION, Reason.SERVER_ERROR])
async def test_where_the_plan_cannot_be_asked_the_whole_address_is_kept_back(
    reason: Reason,
) -> None:
    with pytest.raises(GatherError) as caught:
        await brought(failing(reason, HOST), whole=NONE)
    assert caught.value.reason is reason


async def test_its_own_test_accounts_are_asked_whole() -> None:
    tests = fact(Kind.EMAIL, "account-exists@hibp-integration-tests.com", "canary")
    whole = WHOLE.replace("sian.hughes%40postbox.example", tests.value.replace("@", "%40"))
    _, gaps, sent = await looked_up(CHECK, {STATUS: LARGE, whole: answer([BREACH])}, tests)
    assert (gaps, sent) == ([], [STATUS, whole])


async def test_where_ranges_are_refused_the_whole_address_is_asked() -> None:
    _, gaps, sent = await brought(LARGE, ranged=page("", status=403), whole=NONE)
    assert (gaps, sent) == ([], [STATUS, RANGE, WHOLE])


@pytest.mark.parametrize("reason", [Reason.RATE_LIMITED, Reason.AUTH, Reason.QUOTA])
async def test_rate_limited_ends_the_asking(reason: Reason) -> None:
    broken = failing(reason, HOST)
    for status, changes in (
        (broken, {}),
        (SMALL, {"whole": broken}),
        (LARGE, {"ranged": broken}),
        (LARGE, {"ranged": in_range("Lantern Board"), "every": broken}),
    ):
        with pytest.raises(GatherError) as caught:
            await brought(status, **changes)
        assert caught.value.reason is reason


BROKEN = [
    page("<html>Just a moment", "text/html"),
    page("<h1>Not here</h1>", status=404),
    answer({}),
    answer(["text"]),
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_malformed_answers_are_gaps(broken: Recorded) -> None:
    assert (await brought(whole=broken))[:2] == ([], [GAP])
    assert (await brought(LARGE, ranged=broken))[:2] == ([], [GAP])
    every = await brought(LARGE, ranged=in_range("Lantern Board"), every=broken)
    assert every[:2] == ([], [GAP])


@pytest.mark.parametrize("name", ["Name", "Title", "DataClasses"])
async def test_changed_layout_is_a_gap(name: str) -> None:
    other = {key: value for key, value in BREACH.items() if key != name}
    assert (await brought(whole=answer([other])))[:2] == ([], [GAP])


async def test_changed_layout_of_a_range_is_a_gap() -> None:
    assert (await brought(LARGE, ranged=answer([{"suffix": "0"}])))[:2] == ([], [GAP])
    unknown = await brought(LARGE, ranged=in_range("Newer"), every=answer([BREACH]))
    assert unknown[:2] == ([], [GAP])


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    for place in (STATUS, WHOLE):
        refusal = Recorded(error=EgressRefused(HOST, frozenset({"email:personal"})))
        with pytest.raises(EgressRefused):
            await looked_up(CHECK, {STATUS: SMALL, place: refusal}, EMAIL)
