from __future__ import annotations

import pytest

from exposure_audit.checks.fetching import fetch, items_of
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, PartKind, Reason
from tests.checks.fakes import FakeChannel, moved, page, task_of, texts

START = "https://council.example/minutes"
NEW = "https://council.example/new"
HOST = "council.example"
LONG = "<p>" + "Meet us at the library on Saturday. " * 60 + "</p>"


async def anywhere(_url: str) -> Reason | None:
    return None


async def test_a_redirect_to_a_login_page_is_no_page() -> None:
    login = "https://council.example/login"
    channel = FakeChannel(pages={START: moved(login, 302), login: page("<p>Sign in</p>")})
    with pytest.raises(GatherError) as caught:
        await fetch(task_of(channel), START, anywhere)
    assert caught.value.reason is Reason.LOGIN
    fetched = await fetch(task_of(channel), login, anywhere)
    assert fetched.response.status == 200


async def test_the_gate_is_asked_before_each_hop() -> None:
    asked: list[str] = []

    async def gate(url: str) -> Reason | None:
        asked.append(url)
        return Reason.TERMS if "192" in url else None

    channel = FakeChannel(pages={START: moved("https://www.192.example/x")})
    with pytest.raises(GatherError) as caught:
        await fetch(task_of(channel), START, gate)
    assert (caught.value.reason, caught.value.host) == (Reason.TERMS, "www.192.example")
    assert asked == [START, "https://www.192.example/x"]
    assert channel.asked == [START]


def refreshing(content: str, body: str = "<p>Redirecting</p>") -> str:
    return f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>{body}</body>'


@pytest.mark.parametrize("content", ["0;url=/new", "5; URL='/new'", "0; /new", " 3.5,url= /new "])
async def test_a_quick_refresh_is_a_redirect_and_what_it_says_is_read(content: str) -> None:
    note = "<p>We moved from 14 St Mary's Road</p>"
    channel = FakeChannel(
        pages={START: page(refreshing(content, note)), NEW: page("<p>Ring 07700 900123</p>")}
    )
    task = task_of(channel)
    first, last = await items_of(task, await fetch(task, START, anywhere))
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert "14 St Mary's Road" in texts(first, PartKind.BODY)[0]
    assert last.locator == NEW
    assert channel.found_on[NEW] == START


async def test_an_empty_page_that_leads_on_is_no_gap_by_itself() -> None:
    channel = FakeChannel(pages={START: page(refreshing("0;url=/new", "")), NEW: page("<p>x</p>")})
    task = task_of(channel)
    items = await items_of(task, await fetch(task, START, anywhere))
    assert [type(item) for item in items] == [Document, Document]


@pytest.mark.parametrize(
    "body",
    [
        refreshing("60;url=/new"),
        refreshing("0;url=/new", LONG),
        refreshing("5"),
        refreshing("0;url=minutes"),
        refreshing("0;url=javascript:x"),
    ],
    ids=["slow", "long", "itself", "itself by name", "no address"],
)
async def test_other_refreshes_are_no_redirects(body: str) -> None:
    channel = FakeChannel(pages={START: page(body)})
    assert (await fetch(task_of(channel), START, anywhere)).passed == ()
    assert channel.asked == [START]


async def test_a_refresh_is_asked_for_at_the_gate_and_may_not_lead_to_open_http() -> None:
    async def gate(url: str) -> Reason | None:
        return None if HOST in url else Reason.UNFAMILIAR_HOST

    for target, reason in (
        ("https://elsewhere.example/", Reason.UNFAMILIAR_HOST),
        (f"http://{HOST}/", Reason.TLS),
        ("/login", Reason.LOGIN),
    ):
        channel = FakeChannel(pages={START: page(refreshing(f"0;url={target}"))})
        channel.pages[f"https://{HOST}/login"] = page("<p>Sign in</p>")
        with pytest.raises(GatherError) as caught:
            await fetch(task_of(channel), START, gate)
        assert caught.value.reason is reason


async def test_refreshes_in_a_circle_end() -> None:
    channel = FakeChannel(
        pages={START: page(refreshing("0;url=/new")), NEW: page(refreshing("0;url=/minutes"))}
    )
    with pytest.raises(GatherError) as caught:
        await fetch(task_of(channel), START, anywhere)
    assert caught.value.reason is Reason.REDIRECT_LOOP


@pytest.mark.parametrize(
    ("body", "framed"),
    [
        ("<html><frameset><frame src='/c'><noframes>No frames</noframes></frameset>", True),
        ("<h1>Register</h1><object data='/r.pdf'>Your browser shows no PDF</object>", True),
        ("<h1>Register</h1><embed src='/r.pdf'>", True),
        ("<h1>Register</h1><iframe src='/r'></iframe>", True),
        (LONG + "<iframe src='/map'></iframe>", False),
        ("<p>Ring us</p><noscript><iframe src='https://t.example/'></iframe></noscript>", False),
        ("<p>Ring us</p>", False),
    ],
)
async def test_a_page_that_only_frames_another_is_a_gap(body: str, framed: bool) -> None:
    channel = FakeChannel(pages={START: page(body)})
    task = task_of(channel)
    items = await items_of(task, await fetch(task, START, anywhere))
    assert (Gap(Reason.UNSUPPORTED, HOST) in items) is framed
