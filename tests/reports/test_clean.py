"""Text from outside stays on its line, and only a whole web address is linked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.reports.clean import Place, clean, clean_lines, place


@given(st.text())
def test_cleaned_text_is_one_printable_line_that_can_be_written(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in cleaned)


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u200f", "\x1b", "\u2028", "\ud800", "\u200b"]
)
def test_marks_that_deceive_are_gone(mark: str) -> None:
    assert mark not in clean(f"a{mark}b")
    assert mark not in clean_lines(f"é{mark}b\nc")


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert clean_lines("Tel [your phone]\n\x1b[31m\nMobile") == "Tel [your phone]\n[31m\nMobile"
    assert clean("one\ntwo") == "one two"


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        ("https://a.example/x?y=1", Place("https://a.example/x?y=1", "a.example", "/x?y=1")),
        ("http://a.example/", Place("http://a.example/", "a.example", "")),
        ("http://a.example:81/b", Place("http://a.example:81/b", "a.example:81", "/b")),
        ("dns:a.example", Place("", "", "dns:a.example")),
        ("site/about.html", Place("", "", "site/about.html")),
    ],
)
def test_places(locator: str, shown: Place) -> None:
    assert place(locator) == shown


@pytest.mark.parametrize(
    "locator",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://a.example/%0aalert(1)",
        "data:text/html,<script>",
        "https://[::1",
        "https://a.example:99999/",
        "https:///nowhere",
        "//a.example/",
        "https://gov.example@evil.example/",
        "https://a.example/[your home address]",
        "https://a.example/\u202egpj.exe",
        "https://a.example/\nx",
    ],
)
def test_what_is_no_plain_web_address_is_not_linked(locator: str) -> None:
    assert place(locator).href == ""


def test_a_look_alike_host_shows_its_ascii_form() -> None:
    assert place("https://g\u043ev.example/").host.startswith("xn--")
    assert place("https://gov.example@evil.example/").host == "evil.example"


@given(st.text())
def test_no_text_breaks_a_place(text: str) -> None:
    shown = place(f"https://{text}")
    f"{shown.href}{shown.host}{shown.path}".encode()
