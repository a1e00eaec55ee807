from __future__ import annotations

import pytest

from exposure_audit.checks.pages import CHECK
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Gap, Kind, PartKind, Reason
from tests.checks.fakes import (
    FakeChannel,
    Recorded,
    fact,
    failing,
    gather,
    moved,
    page,
    task_of,
    texts,
)

URL = "https://council.example/sopn-2022.html"
PAGE = fact(Kind.PAGE, URL)


async def test_a_declared_page_is_read_whole() -> None:
    channel = FakeChannel(pages={URL: page("<title>Notice</title><p>14 St Mary's Road</p>")})
    [document], gaps = await gather(CHECK, task_of(channel, PAGE))
    assert gaps == []
    assert any("14 St Mary's Road" in text for text in texts(document, PartKind.BODY))
    assert texts(document, PartKind.FILENAME) == ["sopn-2022.html"]
    assert (document.locator, document.publisher, document.own) == (URL, "council.example", None)
    assert document.title == "Notice"
    assert len(document.sha256) == 64


async def test_an_empty_answer_is_a_gap() -> None:
    _, gaps = await gather(CHECK, task_of(FakeChannel(pages={URL: page("")}), PAGE))
    assert gaps == [Gap(Reason.NO_TEXT, "council.example")]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (page("", status=404), Reason.NOT_FOUND),
        (page("", status=410), Reason.NOT_FOUND),
        (page("", status=403), Reason.BLOCKED),
        (page("", status=429), Reason.RATE_LIMITED),
        (page("", status=500), Reason.SERVER_ERROR),
        (failing(Reason.TLS), Reason.TLS),
        (moved(URL), Reason.REDIRECT_LOOP),
        (moved("//[bad"), Reason.MALFORMED),
        (moved("ftp://council.example/x"), Reason.MALFORMED),
        (Recorded(status=302), Reason.MALFORMED),
        (moved("https://login.example/"), Reason.UNFAMILIAR_HOST),
    ],
)
async def test_what_cannot_be_read_is_a_gap_and_the_next_page_is_read(
    found: Recorded, reason: Reason
) -> None:
    other = "https://other.example/leaflet"
    channel = FakeChannel(pages={URL: found, other: page("<p>Hello</p>")})
    documents, gaps = await gather(CHECK, task_of(channel, PAGE, fact(Kind.PAGE, other, "leaflet")))
    assert [gap.reason for gap in gaps] == [reason]
    assert [document.locator for document in documents] == [other]
    assert "https://login.example/" not in channel.asked


async def test_redirects_are_followed_on_the_site_and_where_a_visit_is_allowed() -> None:
    www, archive = "https://www.council.example/new", "https://archive.example/old"
    channel = FakeChannel(
        pages={
            URL: moved("//www.council.example/new#x", 308),
            www: moved(archive),
            archive: page("<p>x</p>"),
        }
    )
    may_visit = {archive: None}.__getitem__
    [document], gaps = await gather(CHECK, task_of(channel, PAGE, may_visit=may_visit))
    assert gaps == []
    assert document.locator == archive
    assert channel.found_on == {URL: None, www: URL, archive: www}


async def test_endless_redirects_end() -> None:
    steps = {f"https://council.example/{step}": moved(f"/{step + 1}") for step in range(50)}
    channel = FakeChannel(pages={URL: moved("/0"), **steps})
    assert await gather(CHECK, task_of(channel, PAGE, redirects=5)) == (
        [],
        [Gap(Reason.REDIRECT_LOOP, "council.example")],
    )
    assert len(channel.asked) == 6


async def test_a_refusal_of_the_egress_guard_is_never_swallowed() -> None:
    refusal = EgressRefused("council.example", frozenset({"phone:mobile"}))
    channel = FakeChannel(pages={URL: Recorded(error=refusal)})
    with pytest.raises(EgressRefused):
        await gather(CHECK, task_of(channel, PAGE))
