import time

import pytest

from exposure_audit.extract.html_guard import hostile
from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from exposure_audit.model import Reason


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 5_000,
        "<div></x>" * 3_000,
        "<div><!-- --></x></y>" * 2_000,
        "<p>" + "<b a=i>" * 800 + "<p>x" * 800,
        "<P>" + "<FONT\nSIZE=1>" * 40 + "<p>x" * 30_000,
        "<x " + "a=1 " * 3_000 + ">",
    ],
)
def test_what_a_parser_would_choke_on_is_not_parsed(markup: str) -> None:
    assert hostile(markup)
    body = f"<p>before</p>{markup}<p>07700 900123</p>".encode()
    made = read(body, media_type="text/html", name="", limits=Limits())
    assert Reason.TOO_LARGE in made.gaps
    assert any("07700 900123" in part.text for part in made.parts)


@pytest.mark.parametrize(
    "markup",
    [
        "<div><a href=x><b>y</b></a></div>" * 5_000,
        "<p>one<p>two" * 5_000,
        "<ul>" + "<li>x" * 5_000 + "</ul>",
        "</div>" * 1_000 + "<div>" * 200 + "</div>" * 200,
        "<div>" * 1_000,
        "<p><font size=1>" * 50,
        "<p><i class=x></i>" * 5_000,
        "<p>" + "word " * 40_000,
    ],
)
def test_ordinary_pages_are_parsed(markup: str) -> None:
    assert not hostile(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<b a={number}>" for number in range(600)) + "<p>x" * 599,
        "<div>" * 4_000,
        "<div hidden><pre>" * 1_900 + "14 Mill\nLane",
        "<template>" * 3_900 + "x",
        "<div itemscope>" + "<div itemprop=streetAddress>" * 3_900 + "word " * 45_000,
        "<svg>" + "<iframe>" * 3_900 + "&lt;p>14 Mill Lane" * 10_000,
    ],
    ids=["copies", "deep", "hidden and kept", "templates", "items", "fallbacks"],
)
def test_what_passes_takes_little_time(markup: str) -> None:
    assert not hostile(markup)
    began = time.process_time()
    made = read(f"<html>{markup}".encode(), media_type="text/html", name="", limits=Limits())
    assert time.process_time() - began < 3
    assert made.parts or made.gaps


def test_a_long_title_is_cut_and_stands_among_the_parts() -> None:
    body = b"<title>" + b"word " * 1_000 + b"07700 900123</title>"
    made = read(body, media_type="text/html", name="", limits=Limits())
    assert len(made.title) == 1_000
    assert any("07700 900123" in part.text for part in made.parts)
