from __future__ import annotations

from typing import Any

import pytest

from exposure_audit.checks.cert_spotter import CHECK, HOST, PAGES
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    fact,
    failing,
    gather,
    page,
    task_of,
    texts,
)
from tests.checks.own_subject import DOMAIN, seen
from tests.checks.own_subject import HOST as NAME

QUERY = f"domain={NAME}&expand=dns_names&include_subdomains=true"
FIRST = f"https://{HOST}/v1/issuances?{QUERY}"


def after(last: str) -> str:
    return f"https://{HOST}/v1/issuances?after={last}&{QUERY}"


def issuance(number: int, *names: str, **members: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "tbs_sha256": "ab" * 32,
        "dns_names": list(names),
        "not_before": "2026-10-04T08:10:11Z",
        **members,
    }


async def run(*pages: Recorded) -> tuple[list[Document], list[Gap], FakeChannel]:
    """Give the pages in turn; each holds one issuance, whose id is its number."""
    urls = [FIRST, *(after(str(number)) for number in range(1, len(pages)))]
    channel = FakeChannel(pages=dict(zip(urls, pages, strict=True)))
    documents, gaps = await gather(CHECK, task_of(channel, DOMAIN))
    return documents, gaps, channel


NONE = answer([])
PLAIN = answer([issuance(1, NAME, f"www.{NAME}")])


async def test_found_in_a_host_name_on_a_later_page() -> None:
    second = answer([issuance(2, f"sianh79.{NAME}", NAME)])
    [document], gaps, channel = await run(PLAIN, second, NONE)
    assert gaps == []
    assert channel.asked == [FIRST, after("1"), after("2")]
    assert texts(document) == [NAME, f"www.{NAME}", "www", f"sianh79.{NAME}", "sianh79"]
    assert document.own == DOMAIN.id
    assert document.locator.startswith(f"https://{HOST}/v1/issuances?domain={NAME}&")
    assert seen(document) == {"username:forum"}


@pytest.mark.parametrize("pages", [(PLAIN, NONE), (NONE,)], ids=["some", "none"])
async def test_clear_once_a_page_is_empty(pages: tuple[Recorded, ...]) -> None:
    [document], gaps, _ = await run(*pages)
    assert gaps == []
    assert seen(document) == set()


async def test_withheld_host_names_are_no_exposure() -> None:
    [document], gaps, _ = await run(answer([issuance(1, f"*.{NAME}")]), NONE)
    assert (seen(document), gaps) == (set(), [])


async def test_unknown_and_missing_members_are_fine() -> None:
    bare = {"dns_names": [NAME], "id": "1", "problem_reporting": "x", "revocation": None}
    [document], gaps, _ = await run(answer([bare]), NONE)
    assert (texts(document), gaps) == ([NAME], [])


async def test_rate_limited_keeps_what_came_and_asks_no_further() -> None:
    other = fact(Kind.DOMAIN, "quayside.example", "blog")
    channel = FakeChannel(pages={FIRST: PLAIN, after("1"): page("Slow", status=429)})
    [document], gaps = await gather(CHECK, task_of(channel, DOMAIN, other))
    assert texts(document)[0] == NAME
    assert gaps == [Gap(Reason.RATE_LIMITED, HOST)]
    assert channel.asked == [FIRST, after("1")]


async def test_a_wrong_key_is_a_gap() -> None:
    wrong = answer({"code": "unauthorized", "message": "The API key is not known."}, 401)
    documents, gaps, _ = await run(wrong)
    assert (documents, gaps) == ([], [Gap(Reason.AUTH, HOST)])


@pytest.mark.parametrize(
    "found", [page("<p>Sorry"), page("", "application/json"), page("[{", "application/json")]
)
async def test_malformed_answers_are_gaps(found: Recorded) -> None:
    documents, gaps, _ = await run(found)
    assert (documents, gaps) == ([], [Gap(Reason.MALFORMED, HOST)])


@pytest.mark.parametrize(
    "value",
    [{}, {"issuances": []}, [None], [{"id": "1"}], [issuance(1, "another.test")]],
    ids=["object", "wrapped", "null", "no names", "another domain"],
)
async def test_changed_layout_is_a_gap_and_no_all_clear(value: Any) -> None:
    documents, gaps, _ = await run(answer(value))
    assert (documents, gaps) == ([], [Gap(Reason.MALFORMED, HOST)])


async def test_a_later_page_that_fails_is_a_gap_beside_what_came() -> None:
    [document], gaps, _ = await run(PLAIN, failing(Reason.SERVER_ERROR, HOST))
    assert document.parts
    assert gaps == [Gap(Reason.SERVER_ERROR, HOST)]


async def test_more_pages_than_are_asked_for_are_a_gap() -> None:
    pages = [answer([issuance(number, NAME)]) for number in range(1, PAGES + 1)]
    [document], gaps, channel = await run(*pages)
    assert document.parts
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert len(channel.asked) == PAGES


async def test_the_same_page_again_is_no_end() -> None:
    same = answer([issuance(1, NAME)])
    _, gaps, _ = await run(same, same)
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await run(Recorded(error=EgressRefused(HOST, frozenset({"name"}))))
