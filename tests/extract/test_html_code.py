from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ('p::after { content: "14 Mill Lane" }', ["14 Mill Lane"]),
        ("p::after{content:'14 '  \"Mill\" attr(x) ' Lane'}", ["14 Mill Lane"]),
        (r'p::after { content: "St Mary\27s R\6f ad" }', ["St Mary's Road"]),
        (r'p::after { content: "14\A Mill" } i::before { content: "\f101" }', ["14 Mill"]),
        ("p { align-content: center } /* '14 Mill' */", []),
        ('p::after { content: ""; quotes: "14" "15" }', []),
        ('p::after { content: "a;b" } i::after { content: "c" }', ["a;b", "c"]),
    ],
)
def test_what_a_style_sheet_shows(
    reading: Reader, texts: Texts, sheet: str, words: list[str]
) -> None:
    page = reading(f"<!doctype html><style>{sheet}</style><p>x</p>", "text/html")
    assert texts(page, PartKind.HIDDEN) == (["\n".join(words)] if words else [])


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("mail = 'sian' + '@' + 'b.example'", "mail = 'sian@b.example'"),
        ('mail = "sian"+"@b.example"', 'mail = "sian@b.example"'),
        ("road = 'St Mary&#39;s'; go('?a=1&para=2')", "road = 'St Mary's'; go('?a=1&para=2')"),
        ("if (a && b) { say('14 Mill') }", "if (a && b) { say('14 Mill') }"),
    ],
)
def test_what_a_script_says(reading: Reader, texts: Texts, script: str, text: str) -> None:
    page = reading(f"<!doctype html><p>x</p><script>{script}</script>", "text/html")
    assert texts(page, PartKind.HIDDEN) == [text]


def test_entities_in_linked_data(reading: Reader) -> None:
    data = '{"streetAddress": "14 St Mary&#039;s Road", "postalCode": "SE15 4QE"}'
    script = f"<script type='application/ld+json'>{data}</script>"
    page = reading(f"<!doctype html><p>x</p>{script}", "text/html")
    addresses = [part.text for part in page.parts if part.address]
    assert addresses == ["14 St Mary's Road, SE15 4QE"]


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("14 Mill Lane", "14 Mill Lane"),
        ("<a class=x href='tel:+447700900123' title=\"Ring\">me</a>", "tel:+447700900123 Ring me"),
        ("a&#64;b.example", "a@b.example"),
        ("<p>14</p><p>Mill", "14 Mill"),
        ("[if IE]><p>14<![endif]", "[if IE]> 14<![endif]"),
    ],
)
def test_what_is_commented_out(reading: Reader, texts: Texts, comment: str, text: str) -> None:
    page = reading(f"<!doctype html><p>x</p><!-- {comment} -->", "text/html")
    assert texts(page, PartKind.COMMENT) == [text]


@given(st.text(), st.sampled_from(["<style>p{content:'", "<script>", "<!--", "<style>content:"]))
def test_any_code_is_read(reading: Reader, code: str, start: str) -> None:
    reading(f"<p>x</p>{start}{code}".encode("utf-8", "replace"), "text/html")
