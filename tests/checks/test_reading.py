"""The engine for sources that need no code, against a source of our own."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from exposure_audit.checks.reading import Reading
from exposure_audit.checks.source import Paging, Read, ReadPart
from exposure_audit.errors import GatherError
from exposure_audit.model import Fact, FactId, Gap, Kind, Reason, Rung
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
from tests.fakes import meta

HOST = "api.club.example"
ONE = Read(
    each=Kind.USERNAME,
    url=f"https://{HOST}/members/{{value}}",
    pattern="[a-z0-9]{1,20}",
    none=(404,),
    none_has=("message",),
    needs=("login",),
    same="login",
    locator="https://club.example/{login}",
    record="member/{id}",
    own=True,
    parts=(ReadPart(at="mail", note="public e-mail"), ReadPart(at="sites[].url", note="link")),
)
MANY = Read(
    each=Kind.NAME,
    url=f"https://{HOST}/search",
    params={"q": "{value}"},
    items="results",
    total="total",
    needs=("name",),
    named="name",
    locator="https://club.example/{id}",
    record="{id}",
    entry=True,
    parts=(ReadPart(at="address", note="address", address=True),),
)
ANN = fact(Kind.NAME, "Ann Example", "")
USER = Fact(kind=Kind.USERNAME, label="club", value="annexample", public=True)
MEMBER = {"login": "AnnExample", "id": 7, "mail": "a@b.example", "sites": [{"url": "x.example"}]}


async def read(
    read: Read, declared: Fact, pages: dict[str, Recorded], **limits: Any
) -> tuple[list[Any], list[Gap], FakeChannel]:
    channel = FakeChannel(pages=pages)
    check = Reading(replace(meta("club", {Rung.HANDLES: (read.each,)}), reads=(read,)))
    documents, gaps = await gather(check, task_of(channel, declared, **limits))
    return documents, gaps, channel


def member(value: object = MEMBER, status: int = 200) -> dict[str, Recorded]:
    return {f"https://{HOST}/members/annexample": answer(value, status)}


def hits(value: object) -> dict[str, Recorded]:
    return {f"https://{HOST}/search?q=Ann+Example": answer(value)}


async def test_an_entry_is_a_document_with_its_parts() -> None:
    (found, asked), gaps, _ = await read(ONE, USER, member())
    assert not gaps
    assert found.locator == "https://club.example/AnnExample"
    assert found.record == "member/7"
    assert texts(found) == ["a@b.example", "x.example"]
    assert found.own == FactId("username:club")
    assert not asked.parts
    assert "annexample" not in asked.locator


async def test_a_private_user_name_leads_nowhere_from_the_name() -> None:
    (found, _), _, _ = await read(ONE, replace(USER, public=False), member())
    assert found.own is None


async def test_none_is_believed_only_from_the_source_itself() -> None:
    documents, gaps, _ = await read(ONE, USER, member({"message": "Not Found"}, 404))
    assert not gaps
    assert [document.parts for document in documents] == [()]
    wall = {f"https://{HOST}/members/annexample": page("Sorry.", "text/plain", 404)}
    assert (await read(ONE, USER, wall))[1] == [Gap(Reason.MALFORMED, HOST)]
    empty = replace(ONE, none_has=(), none_empty=True)
    assert (await read(empty, USER, wall))[1] == [Gap(Reason.MALFORMED, HOST)]
    said = {f"https://{HOST}/members/annexample": page("", "text/plain", 404)}
    assert (await read(empty, USER, said))[1] == []


async def test_a_value_of_another_form_is_not_asked() -> None:
    odd = replace(USER, value="Not A Member!")
    documents, gaps, channel = await read(ONE, odd, {})
    assert (len(documents), gaps, channel.asked) == (1, [], [])
    number = fact(Kind.COMPANY, "x")
    numbered = replace(ONE, each=Kind.COMPANY, pattern="[0-9]+")
    assert (await read(numbered, number, {}))[1] == [Gap(Reason.NOT_FOUND, HOST)]


@pytest.mark.parametrize(
    "value", [{}, [], "x", {"id": 7}, {"login": "somebody"}, {"login": ["annexample"]}, None]
)
async def test_another_layout_is_no_all_clear(value: object) -> None:
    assert (await read(ONE, USER, member(value)))[1] == [Gap(Reason.MALFORMED, HOST)]


@pytest.mark.parametrize("value", [{}, [], {"results": 7}, {"results": [7], "total": 1}])
async def test_a_list_of_another_layout_is_no_all_clear(value: object) -> None:
    assert Gap(Reason.MALFORMED, HOST) in (await read(MANY, ANN, hits(value)))[1]


async def test_an_entry_counts_only_under_exactly_the_name() -> None:
    entries = [
        {"id": 1, "name": "EXAMPLE, Ann", "address": "1 Some Street"},
        {"id": 2, "name": "Ann Exampleton", "address": "2 Some Street"},
    ]
    documents, gaps, _ = await read(MANY, ANN, hits({"results": entries, "total": 2}))
    assert not gaps
    assert [each.record for each in documents if each.entry] == ["1"]
    (part,) = documents[0].parts
    assert part.address


async def test_what_is_beyond_the_first_page_is_a_gap() -> None:
    value = {"results": [{"id": 1, "name": "Ann Example"}], "total": 3}
    assert (await read(MANY, ANN, hits(value)))[1] == [Gap(Reason.BUDGET, HOST)]
    more = replace(MANY, total="", more="next")
    assert (await read(more, ANN, hits({**value, "next": "/2"})))[1] == [Gap(Reason.BUDGET, HOST)]
    assert (await read(more, ANN, hits({**value, "next": None})))[1] == []


async def test_pages_are_turned_up_to_the_most() -> None:
    paged = replace(MANY, paging=Paging(param="page", first=1, step=1, most=2))
    entry = {"id": 1, "name": "Ann Example"}
    first = f"https://{HOST}/search?page=1&q=Ann+Example"
    second = f"https://{HOST}/search?page=2&q=Ann+Example"
    two = {first: answer({"results": [entry], "total": 2})}
    documents, gaps, channel = await read(
        paged, ANN, {**two, second: answer({"results": [{**entry, "id": 2}], "total": 2})}
    )
    assert [each.record for each in documents if each.entry] == ["1", "2"]
    assert (gaps, len(channel.asked)) == ([], 2)
    three = {first: answer({"results": [entry], "total": 3})}
    other = {second: answer({"results": [{**entry, "id": 2}], "total": 3})}
    assert (await read(paged, ANN, {**three, **other}))[1] == [Gap(Reason.BUDGET, HOST)]
    _, gaps, _ = await read(paged, ANN, {**three, second: answer({"results": [], "total": 3})})
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_the_same_page_twice_is_not_the_second_page() -> None:
    paged = replace(MANY, paging=Paging(param="page", first=1, step=1, most=2))
    same = answer({"results": [{"id": 1, "name": "Ann Example"}], "total": 2})
    pages = {f"https://{HOST}/search?page={number}&q=Ann+Example": same for number in (1, 2)}
    assert (await read(paged, ANN, pages))[1] == [Gap(Reason.MALFORMED, HOST)]


@pytest.mark.parametrize(
    "other",
    [
        {"mail": {"address": "a@b.example"}},
        {"mail": ["a@b.example"]},
        {"sites": {"url": "x.example"}},
        {"sites": ["x.example"]},
        {"sites": [{"url": {"href": "x.example"}}]},
    ],
)
async def test_a_text_that_became_something_else_is_no_all_clear(other: dict[str, Any]) -> None:
    (found, _), gaps, _ = await read(ONE, USER, member({**MEMBER, **other}))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]
    assert len(texts(found)) == 1


async def test_what_is_missing_or_empty_is_no_other_layout() -> None:
    empties: tuple[dict[str, Any], ...] = ({"mail": None, "sites": None}, {"mail": [], "sites": []})
    for other in empties:
        assert (await read(ONE, USER, member({**MEMBER, **other})))[1] == []


async def test_a_name_that_became_something_else_is_no_all_clear() -> None:
    entry = {"id": 1, "name": {"full": "Ann Example"}}
    _, gaps, _ = await read(MANY, ANN, hits({"results": [entry], "total": 1}))
    assert gaps == [Gap(Reason.MALFORMED, HOST)]


async def test_where_capitals_count_small_letters_prove_little() -> None:
    strict = replace(ONE, capitals=True)
    gone = member({"message": "Not Found"}, 404)
    assert (await read(strict, USER, gone))[1] == [Gap(Reason.NOT_FOUND, HOST)]
    null = replace(strict, none_null=True)
    assert (await read(null, USER, member(None)))[1] == [Gap(Reason.NOT_FOUND, HOST)]
    assert (await read(strict, USER, member()))[1] == []
    digits = {f"https://{HOST}/members/7900": answer({"message": "Not Found"}, 404)}
    assert (await read(strict, replace(USER, value="7900"), digits))[1] == []


async def test_a_link_that_is_shown_cut_short_is_read_whole() -> None:
    part = replace(ONE.parts[0], html=True)
    written = (
        '<p>See <a href="https:&#x2F;&#x2F;x.example&#x2F;ann" rel="nofollow">x.example/...</a>'
    )
    (found, _), _, _ = await read(
        replace(ONE, parts=(part,)), USER, member({**MEMBER, "mail": written})
    )
    assert texts(found)[1:] == ["https://x.example/ann"]


async def test_no_more_entries_are_read_than_the_limits_say() -> None:
    entries = [{"id": number, "name": "Ann Example"} for number in range(5)]
    documents, gaps, _ = await read(
        MANY, ANN, hits({"results": entries, "total": 5}), register_entries=3
    )
    assert len([each for each in documents if each.entry]) == 3
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_fault_is_a_gap_and_a_refusal_ends_the_asking() -> None:
    down = {f"https://{HOST}/members/annexample": failing(Reason.TIMEOUT, HOST)}
    assert (await read(ONE, USER, down))[1] == [Gap(Reason.TIMEOUT, HOST)]
    slower = {f"https://{HOST}/members/annexample": Recorded(status=429)}
    with pytest.raises(GatherError) as caught:
        await read(ONE, USER, slower)
    assert caught.value.reason is Reason.RATE_LIMITED


async def test_an_e_mail_address_can_be_asked_by_its_digest() -> None:
    hashed = replace(
        ONE,
        each=Kind.EMAIL,
        url=f"https://{HOST}/h/{{sha256}}",
        pattern="",
        same="",
        needs=("id",),
        locator="https://club.example/{id}",
    )
    _, _, channel = await read(hashed, fact(Kind.EMAIL, "Ann@Example.org"), {})
    digest = hashlib.sha256(b"ann@example.org").hexdigest()
    assert channel.asked == [f"https://{HOST}/h/{digest}"]


async def test_none_in_the_place_of_a_page_that_was_to_follow_is_no_end() -> None:
    paging = Paging(param="page", first=1, step=1, most=3)
    paged = replace(MANY, paging=paging, none=(404,), none_has=("message",))
    entry = {"id": 1, "name": "Ann Example"}
    first = f"https://{HOST}/search?page=1&q=Ann+Example"
    second = f"https://{HOST}/search?page=2&q=Ann+Example"
    pages = {first: answer({"results": [entry], "total": 2})}
    gone = {second: answer({"message": "Not Found"}, 404)}
    documents, gaps, _ = await read(paged, ANN, {**pages, **gone})
    assert [each.record for each in documents if each.entry] == ["1"]
    assert gaps == [Gap(Reason.MALFORMED, HOST)]
