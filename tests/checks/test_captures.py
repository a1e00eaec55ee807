from __future__ import annotations

from collections.abc import Sequence

import pytest

from exposure_audit.checks.captures import Capture, chosen, places_of
from exposure_audit.model import Fact, Kind
from tests.checks.fakes import FakeChannel, fact, task_of
from tests.checks.own_subject import DOMAIN, HOST, SITE, WEBSITE

PAGE = fact(Kind.PAGE, "https://council.example/notice.pdf", "notice")


def capture(stamp: int, path: str = "/", kind: str = "text/html", digest: str = "") -> Capture:
    return Capture(f"{stamp}0101000000", SITE + path, kind, digest or f"{stamp}{path}{kind}")


def order(*captures: Capture) -> Sequence[tuple[str, str]]:
    return [(each.timestamp[:4], each.original.removeprefix(SITE)) for each in chosen(captures)]


def test_the_newest_and_the_oldest_of_each_address_come_first() -> None:
    assert order(*(capture(year) for year in (2018, 2021, 2019, 2020))) == [
        ("2021", "/"),
        ("2018", "/"),
        ("2019", "/"),
        ("2020", "/"),
    ]


def test_likely_addresses_come_before_others_and_each_before_any_comes_again() -> None:
    paths = ["/news/2019/may/", "/", "/contact/", "/x"]
    found = [capture(year, path) for path in paths for year in (2018, 2020)]
    assert order(*found) == [
        *(("2020", path) for path in ("/", "/contact/", "/x", "/news/2019/may/")),
        *(("2018", path) for path in ("/", "/contact/", "/x", "/news/2019/may/")),
    ]


def test_a_version_is_opened_once_and_styles_never() -> None:
    same = [capture(2018, digest="D"), capture(2020, digest="D"), capture(2019, "/a", digest="D")]
    assert len(chosen(same)) == 1
    unread = ["text/css", "application/javascript", "font/woff2", "audio/mpeg", "video/mp4"]
    assert chosen([capture(2018, f"/{kind}", kind) for kind in unread]) == []
    assert len(chosen([capture(2018, kind="image/jpeg"), capture(2019, kind="application/pdf")]))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ((DOMAIN, WEBSITE), [(HOST, "host")]),
        ((fact(Kind.WEBSITE, f"https://www.{HOST}/x"), DOMAIN), [(HOST, "host")]),
        (
            (DOMAIN, fact(Kind.DOMAIN, f"vote.{HOST}", "vote")),
            [(HOST, "host"), (f"vote.{HOST}", "host")],
        ),
        ((DOMAIN, PAGE), [(HOST, "host"), (PAGE.value, "exact")]),
        ((DOMAIN, fact(Kind.PAGE, f"{SITE}/imprint", "own")), [(HOST, "host")]),
        (
            (fact(Kind.WEBSITE, "https://www.facebook.com/sian4peckham"),),
            [("https://www.facebook.com/sian4peckham", "exact")],
        ),
    ],
    ids=["once", "www", "subdomain", "page", "own page", "platform"],
)
def test_each_host_is_asked_for_once(facts: tuple[Fact, ...], asked: list[tuple[str, str]]) -> None:
    task = task_of(FakeChannel(), *facts)
    found = [each.params for each in places_of(task, 8, 4)]
    assert [(each["url"], each["matchType"]) for each in found] == asked
