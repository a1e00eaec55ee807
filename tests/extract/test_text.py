from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.text import clean, decode, one_line, unmarked_width


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
        ("Siân\u2019s".encode(), "utf-16"),
        ("Siân\u2019s".encode("utf-16-be"), "utf-16-be"),
        ("Siân\u2019s".encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_decoding(body: bytes, charset: str) -> None:
    assert decode(body, charset) == "Siân\u2019s"


@given(st.binary(), st.text(max_size=20))
def test_decoding_never_fails(body: bytes, charset: str) -> None:
    decode(body, charset)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["Home", "14 Mill Lane\n" * 900, "Si\u00e2n, \u0141\u00f3d\u017a 14"]
)
def test_wide_text_without_a_mark(text: str, encoding: str) -> None:
    assert unmarked_width(text.encode(encoding)) == encoding
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"words", b"\x00", b"a\x00\x00b", bytes(range(256)) * 20, b"\x01\x00\x02\x00" * 99,
        b"text with one \x00 in it, and more text than that",
    ],
)  # fmt: skip
def test_what_is_no_wide_text(body: bytes) -> None:
    assert unmarked_width(body) == ""
