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
from tests.checks.own_subject import seen

URL = "https://council.example/sopn-2022.html"
PAGE = fact(Kind.PAGE, URL)


async def test_found_on_a_declared_page_that_is_read_whole() -> None:
    channel = FakeChannel(pages={URL: page("<title>Notice</title><p>14 St Mary's Road</p>")})
    [document], gaps = await gather(CHECK, task_of(channel, PAGE))
    assert gaps == []
    assert any("14 St Mary's Road" in text for text in texts(document, PartKind.BODY))
    assert texts(document, PartKind.FILENAME) == ["sopn-2022.html"]
    assert (document.locator, document.publisher, document.own) == (URL, "council.example", None)
    assert document.title == "Notice"
    assert len(document.sha256) == 64


async def test_malformed_a_page_without_anything_on_it_is_a_gap() -> None:
    _, gaps = await gather(CHECK, task_of(FakeChannel(pages={URL: page("")}), PAGE))
    assert gaps == [Gap(Reason.NO_TEXT, "council.example")]


async def test_clear_where_the_notice_names_another() -> None:
    notice = page("<table><tr><td>COLLEAGUE, Cody</td><td>3 Colleague Close</td></tr></table>")
    [document], gaps = await gather(CHECK, task_of(FakeChannel(pages={URL: notice}), PAGE))
    assert (seen(document), gaps) == (set(), [])


async def test_withheld_the_ward_in_the_addresss_place_is_no_exposure() -> None:
    row = "<td>EXAMPLE-HUGHES, Siân</td><td>(address in Peckham ward, SE15)</td>"
    notice = page(f"<table><tr>{row}</tr></table>")
    [document], gaps = await gather(CHECK, task_of(FakeChannel(pages={URL: notice}), PAGE))
    assert (seen(document), gaps) == (set(), [])
    told = page(f"<p>EXAMPLE-HUGHES, Siân</p><p>14 St Mary's Road, SE15 4QE</p>{row}")
    [document], _ = await gather(CHECK, task_of(FakeChannel(pages={URL: told}), PAGE))
    assert seen(document) == {"address:home"}


async def test_rate_limited_is_a_gap() -> None:
    channel = FakeChannel(pages={URL: page("Slow down", status=429)})
    assert await gather(CHECK, task_of(channel, PAGE)) == (
        [],
        [Gap(Reason.RATE_LIMITED, "council.example")],
    )


async def test_changed_layout_a_page_that_only_frames_the_notice_now_is_a_gap() -> None:
    frame = page("<h1>Notice</h1><iframe src='/notice.pdf'></iframe>")
    _, gaps = await gather(CHECK, task_of(FakeChannel(pages={URL: frame}), PAGE))
    assert gaps == [Gap(Reason.UNSUPPORTED, "council.example")]


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
