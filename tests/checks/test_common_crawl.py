from __future__ import annotations

import json
from typing import Any

import pytest

from exposure_audit.checks.common_crawl import CHECK, HOST, LINES
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Gap, PartKind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    answer,
    failing,
    gather,
    page,
    task_of,
    texts,
)
from tests.checks.own_subject import DOMAIN, SITE, seen
from tests.checks.own_subject import HOST as NAME

COLLECTIONS = f"https://{HOST}/collinfo.json"
INDEX = f"https://{HOST}/CC-MAIN-2026-43-index"
QUERY = f"{INDEX}?limit={LINES}&output=json&url=%2A.{NAME}"
CRAWLS = answer(
    [
        {"id": "CC-MAIN-2026-43", "name": "October 2026 Index", "cdx-api": INDEX, "new": 1},
        {"id": "CC-MAIN-2026-38", "cdx-api": f"https://{HOST}/CC-MAIN-2026-38-index"},
    ]
)


def lines(*urls: str, **members: Any) -> Recorded:
    found = ({"urlkey": "k", "timestamp": "20261011101112", "url": url, **members} for url in urls)
    return page("\n".join(map(json.dumps, found)) + "\n", "text/x-ndjson")


NONE = answer({"message": f"No Captures found for: *.{NAME}"}, 404)


async def run(found: Recorded, crawls: Recorded = CRAWLS) -> tuple[list[Document], list[Gap]]:
    channel = FakeChannel(pages={COLLECTIONS: crawls, QUERY: found})
    return await gather(CHECK, task_of(channel, DOMAIN))


async def test_found_in_the_address_of_a_copy() -> None:
    told = f"{SITE}/leave?who=sian.hughes%40example.org"
    author = f"https://www.{NAME}/author/sianh79/"
    [document], gaps = await run(lines(f"{SITE}/", told, author, f"{SITE}/"))
    assert gaps == []
    assert texts(document, PartKind.LINK) == [
        f"{SITE}/",
        f"{SITE}/leave?who=sian.hughes@example.org",
        author,
    ]
    assert document.own == DOMAIN.id
    assert document.locator.startswith(f"{INDEX}?url=")
    assert seen(document) == {"email:personal", "username:forum"}


@pytest.mark.parametrize("found", [NONE, lines(f"{SITE}/", f"{SITE}/about")])
async def test_clear_where_no_address_tells_anything(found: Recorded) -> None:
    [document], gaps = await run(found)
    assert (seen(document), gaps) == (set(), [])


async def test_withheld_copies_are_no_exposure() -> None:
    [document], gaps = await run(lines(f"{SITE}/robots.txt", status="403"))
    assert (seen(document), gaps) == (set(), [])


async def test_rate_limited_ends_the_asking() -> None:
    with pytest.raises(GatherError) as raised:
        await run(page("Slow down", status=429))
    assert raised.value.reason is Reason.RATE_LIMITED


@pytest.mark.parametrize(
    "found",
    [
        page("<p>Sorry", status=404),
        page("", status=404),
        answer({"detail": "Not Found"}, 404),
        answer({"message": "No handler"}, 404),
        page("<p>Sorry"),
        page(""),
        page('{"url": "' + SITE, "text/x-ndjson"),
        failing(Reason.MALFORMED, HOST),
    ],
    ids=["wall", "bare", "another word", "no handler", "page", "empty", "cut", "garbage"],
)
async def test_malformed_answers_are_gaps_and_a_walls_404_is_none(found: Recorded) -> None:
    assert await run(found) == ([], [Gap(Reason.MALFORMED, HOST)])


@pytest.mark.parametrize(
    "found",
    [
        answer([{"url": SITE}]),
        answer({"original": SITE}),
        lines("https://another.test/"),
        lines(f"https://not{NAME}/"),
    ],
    ids=["a list", "another member", "another domain", "ends alike"],
)
async def test_changed_layout_is_a_gap_and_no_all_clear(found: Recorded) -> None:
    assert await run(found) == ([], [Gap(Reason.MALFORMED, HOST)])


@pytest.mark.parametrize(
    "crawls",
    [
        answer([]),
        answer({}),
        answer([{"id": "CC-MAIN-2026-43"}]),
        answer([{"id": "CC-MAIN-2026-43", "cdx-api": "https://elsewhere.example/index"}]),
        page("<p>Sorry"),
    ],
    ids=["none", "object", "no index", "elsewhere", "page"],
)
async def test_a_list_of_crawls_of_another_layout_ends_the_asking(crawls: Recorded) -> None:
    with pytest.raises(GatherError) as raised:
        await run(NONE, crawls)
    assert raised.value.reason is Reason.MALFORMED


async def test_as_many_lines_as_were_asked_for_are_a_gap() -> None:
    [document], gaps = await run(lines(*(f"{SITE}/p{number}" for number in range(LINES))))
    assert len(document.parts) == LINES
    assert gaps == [Gap(Reason.BUDGET, HOST)]


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    with pytest.raises(EgressRefused):
        await run(Recorded(error=EgressRefused(HOST, frozenset({"name"}))))
