from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.matching.excerpt import MASK
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import FactId

Labels = dict[FactId, str]


@pytest.mark.parametrize(
    ("locator", "safe"),
    [
        ("https://a.example/news/1?id=7#x", "https://a.example/news/1?id=7#x"),
        ("https://a.example/sian-hughes/cv.pdf", "https://a.example/\u2039your name\u203a/cv.pdf"),
        ("https://a.example/Si%C3%A2n%20Hughes", "https://a.example/\u2039your name\u203a"),
        ("https://a.example/%73%69%61%6e-hughes", "https://a.example/\u2039your name\u203a"),
        (
            "https://a.example/%E2%80%73%69%61%6Ehughes/x",
            "https://a.example/%E2%80\u2039your name\u203a/x",
        ),
        ("/home/x/14 St Mary's Road.txt", "/home/x/\u2039your home address\u203a.txt"),
        (
            "https://a.example/?t=07700900123&x=1",
            "https://a.example/?t=\u2039your phone (mobile)\u203a&x=1",
        ),
        ("https://sianh79.a.example/", "https://\u2039your user name (forum)\u203a.a.example/"),
        ("https://sian4peckham.example/a", "https://sian4peckham.example/a"),
        ("https://a.example/company/01234567", "https://a.example/company/01234567"),
        ("dns:sian4peckham.example", "dns:sian4peckham.example"),
    ],
)
def test_locators(matcher: OwnMatcher, labels: Labels, locator: str, safe: str) -> None:
    assert safe_locator(locator, matcher, labels) == safe


@given(st.text(alphabet="ab/%2Eé?=&", max_size=30), st.sampled_from(["sianh79", "7700900123"]))
def test_a_safe_locator_holds_no_protected_value(
    matcher: OwnMatcher, labels: Labels, around: str, value: str
) -> None:
    safe = safe_locator(f"https://x.example/{around}/{value}/{around}", matcher, labels)
    assert value not in safe
    assert safe_locator(safe, matcher, labels) == safe


def home(text: str) -> str:
    return f"https://a.example/{text}\u2039your home address\u203a"


def born(text: str, after: str = "") -> str:
    return f"https://a.example/{text}\u2039your date of birth\u203a{after}"


@pytest.mark.parametrize(
    ("locator", "safe"),
    [
        ("?u=14%2520St%2520Marys%2520Road%252C%2520SE15%25204QE", home("?u=")),
        ("?u=14%252520St%252520Marys%252520Road", home("?u=")),
        ("?ll=51.47115%252C-0.06120", home("?ll=")),
        ("?lat=51.47115&lon=-0.06120", home("?lat=")),
        ("?mlat=51.4711&mlon=-0.0612", home("?mlat=")),
        ("?lon=-0.0612&lat=51.4711", home("?lon=")),
        ("born_1979_03_05.html", born("born_", ".html")),
        ("born_05_03_1979.html", born("born_", ".html")),
        ("born+1979+03+05", born("born+")),
        ("5%25203%25201979", born("")),
        ("sianh%2537%2539", "https://a.example/\u2039your user name (forum)\u203a"),
        (
            "sian%252Ehughes%2540example.org",
            "https://a.example/\u2039your e-mail (personal)\u203a",
        ),
        (
            "Example%2520Primary%2520School/x",
            "https://a.example/\u2039your detail (school)\u203a/x",
        ),
        ("?lat=51.48115&lon=-0.06120", "https://a.example/?lat=51.48115&lon=-0.06120"),
        ("100%2525/%2520", "https://a.example/100%2525/%2520"),
    ],
)
def test_repeated_encoding_and_separators_hide_nothing(
    matcher: OwnMatcher, labels: Labels, locator: str, safe: str
) -> None:
    assert safe_locator(f"https://a.example/{locator}", matcher, labels) == safe


SPREAD = ["?d=05&x=1&m=03&y=1979", "a?y=1979&z=/&d=5&m=3", "?pc=SE15&x=1&y=4QE", "?p=4QE&q=SE15"]


@pytest.mark.parametrize("path", SPREAD)
def test_a_value_that_cannot_be_cut_out_masks_path_and_query(
    matcher: OwnMatcher, labels: Labels, path: str
) -> None:
    safe = safe_locator(f"https://sianh79.a.example/{path}", matcher, labels)
    assert safe == f"https://\u2039your user name (forum)\u203a.a.example/{MASK}"
    assert safe_locator(safe, matcher, labels) == safe


VALUES = {
    "14 St Marys Road, SE15 4QE": "address:home",
    "1979_03_05": "date-of-birth",
    "sianh79": "username:forum",
    "sian.hughes@example.org": "email:personal",
    "Sian Hughes": "name",
}


def every_letter(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


@given(
    value=st.sampled_from(sorted(VALUES)),
    encodings=st.lists(st.sampled_from([quote, quote_plus, every_letter]), max_size=4),
    where=st.sampled_from(["/", "/a/", "/?q=", "/?a=1&q="]),
)
def test_no_encoding_shows_a_value(
    matcher: OwnMatcher,
    labels: Labels,
    value: str,
    encodings: list[Callable[[str], str]],
    where: str,
) -> None:
    written = value
    for encode in encodings:
        written = encode(written)
    safe = safe_locator(f"https://a.example{where}{written}", matcher, labels)
    assert VALUES[value] not in matcher.facts_in(safe)
