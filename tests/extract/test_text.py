from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.text import clean, decode, one_line


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("a\u00adb\u200bc\ufeffd\u2060e\u202ef", "abcdef"),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("a\x00b\x1bc\x9fd", "a b c d"),
        ("Sia\u0302n", "Siân"),
        ("\ud800", "\ufffd"),
    ],
)
def test_cleaning(given: str, cleaned: str) -> None:
    assert clean(given) == cleaned


@given(st.text(alphabet=st.characters()))
def test_cleaning_never_fails_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Siân\u2019s".encode(), ""),
        ("Siân\u2019s".encode("utf-8-sig"), "latin-1"),
        ("Siân\u2019s".encode("utf-16"), ""),
        ("Siân\u2019s".encode("utf-16-le"), "utf-16-le"),
        ("Siân\u2019s".encode("windows-1252"), ""),
        ("Siân\u2019s".encode("windows-1252"), "no-such-charset"),
        ("Siân\u2019s".encode("windows-1252"), "hex"),
        ("Siân\u2019s".encode("mac-roman"), "mac-roman"),
    ],
)
def test_decoding(body: bytes, charset: str) -> None:
    assert decode(body, charset) == "Siân\u2019s"


@given(st.binary(), st.text(max_size=20))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    decode(body, charset)
