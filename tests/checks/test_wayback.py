from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.captures import HOST, INDEX, LINES
from exposure_audit.checks.wayback import CHECK, PER_PAGE, PER_SITE
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Gap, Kind, Reason
from tests.checks.candidate_site import picture
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
from tests.checks.own_subject import DOMAIN, SITE, WEBSITE, seen
from tests.checks.own_subject import HOST as NAME

COLUMNS = ["timestamp", "original", "mimetype", "digest"]
OLD = page("<title>Contact</title><p>Ring 07700 900123, 14 St Mary's Road, SE15 4QE")
PLAIN = page("<p>Vote for us")


def query(url: str, kind: str) -> str:
    params = {
        "url": url,
        "matchType": kind,
        "output": "json",
        "fl": ",".join(COLUMNS),
        "filter": "statuscode:200",
        "collapse": "digest",
        "limit": str(LINES),
    }
    return f"{INDEX}?{urlencode(sorted(params.items()))}"


OF_SITE = query(NAME, "host")


def row(number: int, path: str = "/", kind: str = "text/html") -> list[str]:
    return [f"{2000 + number}0102030405", SITE + path, kind, f"{number:032d}".translate(_BASE32)]


_BASE32 = str.maketrans("0189", "ABCD")


def index(*rows: list[str]) -> Recorded:
    return answer([COLUMNS, *rows] if rows else [])


def raw(line: list[str]) -> str:
    return f"https://{HOST}/web/{line[0]}id_/{line[1]}"


def archive(found: Recorded, copies: dict[str, Recorded] | None = None) -> FakeChannel:
    return FakeChannel(pages={OF_SITE: found, **(copies or {})})


async def run(channel: FakeChannel) -> tuple[list[Document], list[Gap]]:
    documents, gaps = await gather(CHECK, task_of(channel, DOMAIN))
    return [each for each in documents if each.parts], gaps


CONTACT = row(19, "/contact/")


async def test_found_in_an_old_copy_whose_place_is_the_archives() -> None:
    channel = archive(index(row(18), CONTACT), {raw(row(18)): PLAIN, raw(CONTACT): OLD})
    documents, gaps = await run(channel)
    assert gaps == []
    assert [each.locator for each in documents] == [
        f"https://{HOST}/web/20180102030405/{SITE}/",
        f"https://{HOST}/web/20190102030405/{SITE}/contact/",
    ]
    assert {each.publisher for each in documents} == {"Internet Archive"}
    assert {each.own for each in documents} == {DOMAIN.id}
    assert seen(*documents) == {"address:home", "phone:mobile"}
    assert channel.found_on[raw(CONTACT)] == INDEX
    assert not any("save" in url for url in channel.asked)


async def test_clear_where_there_is_no_copy_or_none_that_tells_anything() -> None:
    [document], gaps = await gather(CHECK, task_of(archive(index()), DOMAIN))
    assert (document.parts, gaps) == ((), [])
    documents, gaps = await run(archive(index(row(18)), {raw(row(18)): PLAIN}))
    assert (seen(*documents), gaps) == (set(), [])


async def test_withheld_copies_are_gaps_and_no_exposure() -> None:
    """A copy that the archive was asked to leave out answers with a refusal."""
    channel = archive(index(row(18)), {raw(row(18)): page("Excluded", status=403)})
    assert await run(channel) == ([], [Gap(Reason.BLOCKED, HOST)])


async def test_rate_limited_ends_the_asking() -> None:
    slow = page("Slow down", status=429)
    for channel in (archive(slow), archive(index(row(18), CONTACT), {raw(row(18)): slow})):
        with pytest.raises(GatherError) as raised:
            await run(channel)
        assert raised.value.reason is Reason.RATE_LIMITED
        assert raw(CONTACT) not in channel.asked


@pytest.mark.parametrize(
    "found",
    [
        page("<p>Service unavailable"),
        page("", "application/json"),
        page(json.dumps([COLUMNS])[:-3], "application/json"),
    ],
    ids=["page", "empty", "cut"],
)
async def test_malformed_answers_are_gaps(found: Recorded) -> None:
    assert await gather(CHECK, task_of(archive(found), DOMAIN)) == (
        [],
        [Gap(Reason.MALFORMED, HOST)],
    )


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"captures": []},
        [["urlkey", "timestamp"]],
        [COLUMNS[::-1], row(18)[::-1]],
        [COLUMNS, row(18)[:3]],
        [COLUMNS, [*row(18), "x"]],
        [COLUMNS, {"timestamp": "1"}],
        [COLUMNS, ["2018", *row(18)[1:]]],
        [COLUMNS, [row(18)[0], "https://another.test/", *row(18)[2:]]],
        [COLUMNS, [*row(18)[:3], "-"]],
    ],
)
async def test_changed_layout_is_a_gap_and_no_all_clear(value: Any) -> None:
    channel = archive(answer(value))
    assert await gather(CHECK, task_of(channel, DOMAIN)) == ([], [Gap(Reason.MALFORMED, HOST)])


async def test_more_versions_than_are_opened_are_a_gap() -> None:
    rows = [row(number, f"/p{number}") for number in range(1, PER_SITE + 3)]
    channel = archive(index(*rows), {raw(each): PLAIN for each in rows})
    documents, gaps = await run(channel)
    assert len(documents) == PER_SITE
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_an_index_that_goes_on_is_a_gap() -> None:
    same = [[f"20{number:02d}0102030405", *row(18)[1:]] for number in range(100)]
    channel = archive(index(*(same * 3)), {raw(same[99]): PLAIN, raw(same[0]): PLAIN})
    _, gaps = await run(channel)
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_copy_that_fails_costs_no_other() -> None:
    channel = archive(
        index(row(18), CONTACT),
        {raw(row(18)): failing(Reason.TIMEOUT, HOST), raw(CONTACT): OLD},
    )
    documents, gaps = await run(channel)
    assert seen(*documents) == {"address:home", "phone:mobile"}
    assert gaps == [Gap(Reason.TIMEOUT, HOST)]


async def test_a_picture_without_text_is_no_gap() -> None:
    photo = row(18, "/garden.jpg", "image/jpeg")
    _, gaps = await run(archive(index(photo), {raw(photo): picture()}))
    assert gaps == []


async def test_a_declared_page_is_asked_for_alone_and_by_what_the_user_declared() -> None:
    url = "https://council.example/notice.pdf"
    rows = [[f"20{number}0102030405", url, *row(number)[2:]] for number in range(10, 16)]
    asked = query(url, "exact")
    pages = {asked: index(*rows), **{raw(each): PLAIN for each in rows}}
    channel = FakeChannel(pages=pages)
    documents, gaps = await gather(CHECK, task_of(channel, fact(Kind.PAGE, url, "notice")))
    assert len(texts(documents[1])) > 0
    assert len(documents) == PER_PAGE + 1
    assert {each.own for each in documents} == {None}
    assert gaps == [Gap(Reason.BUDGET, HOST)]
    assert channel.found_on[asked] == url


async def test_what_may_not_be_told_is_a_gap_and_costs_no_other_place() -> None:
    page_url = "https://council.example/candidates/x"
    refused = GatherError(Reason.GUARD_EGRESS, HOST)
    channel = archive(index())
    channel.pages[query(page_url, "exact")] = Recorded(error=refused)
    [document], gaps = await gather(
        CHECK, task_of(channel, WEBSITE, fact(Kind.PAGE, page_url, "notice"))
    )
    assert document.publisher == "Internet Archive"
    assert gaps == [Gap(Reason.GUARD_EGRESS, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = Recorded(error=EgressRefused(HOST, frozenset({"name"})))
    for channel in (archive(refusal), archive(index(row(18)), {raw(row(18)): refusal})):
        with pytest.raises(EgressRefused):
            await run(channel)
