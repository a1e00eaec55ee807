from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from exposure_audit.checks.search_archive import AVAILABLE, COPIES, copy_of
from exposure_audit.errors import EgressRefused
from exposure_audit.model import Document, Reason
from exposure_audit.net.interface import Response
from tests.checks.fakes import NOW, FakeChannel, Recorded, answer, failing, page, task_of, texts

PAGE = "https://stranger.example/t/881?page=2"
ENGINE = "https://api.search.brave.com/res/v1/web/search"
ASKED = f"{AVAILABLE}?{urlencode({'url': PAGE})}"
STAMP = "20250301093000"
COPY = f"{COPIES}/{STAMP}id_/{PAGE}"
THERE = {"available": True, "timestamp": STAMP, "status": "200", "url": "http://web.archive.org/x"}


def snapshots(closest: Any = None) -> Recorded:
    found = {} if closest is None else {"closest": closest}
    return answer({"url": PAGE, "archived_snapshots": found})


def archive(first: Recorded, copy: Recorded) -> FakeChannel:
    return FakeChannel(pages={ASKED: first, COPY: copy})


async def copied(channel: FakeChannel, url: str = PAGE) -> Document | None:
    return await copy_of(task_of(channel), url, ENGINE)


async def test_a_copy_stands_for_the_page_itself_and_bears_its_day() -> None:
    channel = archive(snapshots(THERE), page("<title>Thread</title><p>SE15 4QE"))
    document = await copied(channel)
    assert document is not None
    assert (document.locator, document.publisher) == (PAGE, "stranger.example")
    assert document.title == "Thread"
    assert "SE15 4QE" in texts(document)
    assert {part.note[:18] for part in document.parts} == {"copy of 2025-03-01"}


async def test_what_is_asked_was_found_elsewhere_so_that_a_refusal_costs_the_copy_alone() -> None:
    channel = archive(snapshots(THERE), page("x"))
    await copied(channel)
    assert channel.found_on == {ASKED: ENGINE, COPY: AVAILABLE}


@pytest.mark.parametrize(
    "first",
    [
        snapshots(),
        snapshots({**THERE, "available": False}),
        snapshots({**THERE, "timestamp": "2025"}),
        snapshots({**THERE, "timestamp": "20250301093000/../../save"}),
        snapshots({"timestamp": STAMP}),
        answer({}),
        answer([]),
        page("<html>", "text/html"),
        page("", status=429),
        failing(Reason.GUARD_EGRESS),
        failing(Reason.BUDGET),
        failing(Reason.UNFAMILIAR_HOST),
    ],
)
async def test_without_word_of_a_copy_there_is_none(first: Recorded) -> None:
    channel = archive(first, page("SE15 4QE"))
    assert await copied(channel) is None
    assert channel.asked == [ASKED]


@pytest.mark.parametrize(
    "copy", [page("", status=404), failing(Reason.TIMEOUT), page("", status=503)]
)
async def test_a_copy_that_cannot_be_had_is_none(copy: Recorded) -> None:
    assert await copied(archive(snapshots(THERE), copy)) is None


class _LedOn(FakeChannel):
    """Follows a redirect of the archive."""

    to = ""

    def _answer(self, key: str, accept: Any) -> Response:
        response = super()._answer(key, accept)
        if key != COPY:
            return response
        return Response(self.to, 200, {"content-type": "text/html"}, b"<p>SE15 4QE", NOW)


@pytest.mark.parametrize(
    ("to", "day"),
    [
        (f"{COPIES}/20240102030405id_/{PAGE}", "2024-01-02"),
        (f"{COPIES}/20240102030405id_/http://www.stranger.example/t/881?page=2", "2024-01-02"),
        (f"{COPIES}/20240102030405id_/https://stranger.example/login", None),
        (f"{COPIES}/20240102030405/{PAGE}", None),
        ("https://web.archive.org/", None),
        (PAGE, None),
    ],
)
async def test_a_copy_of_another_page_says_nothing_of_this_one(to: str, day: str | None) -> None:
    channel = _LedOn(pages={ASKED: snapshots(THERE), COPY: page("x")})
    channel.to = to
    document = await copied(channel)
    if day is None:
        assert document is None
    else:
        assert document is not None
        assert document.parts[0].note.startswith(f"copy of {day}")


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.0.2/x",
        "https://[::1]/x",
        "https://search.home.example:8443/x",
        "https://user:word@stranger.example/x",
        "http://intranet/x",
    ],
)
async def test_what_nobody_else_could_know_is_not_asked_for(url: str) -> None:
    channel = FakeChannel()
    assert await copied(channel, url) is None
    assert channel.asked == []


@pytest.mark.parametrize("at", [ASKED, COPY])
async def test_a_refusal_of_a_request_of_ours_is_never_swallowed(at: str) -> None:
    channel = archive(snapshots(THERE), page("x"))
    channel.pages[at] = Recorded(error=EgressRefused("archive.org", frozenset({"name"})))
    with pytest.raises(EgressRefused):
        await copied(channel)
