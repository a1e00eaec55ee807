from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.carried import joined, unescaped


def test_pairs_and_triples_in_every_order() -> None:
    found = list(joined(["a", "x", "b", "c"]))
    assert found[:3] == ["a, x, b, c", "c, b, x, a", "a x b c"]
    assert {"a b", "b a", "a b c", "c a b"} <= set(found)


def test_many_values_are_bounded() -> None:
    assert len(list(joined([str(number) for number in range(5_000)]))) < 1_200
    assert not any("y" * 101 in text for text in list(joined(["y" * 101, "a", "b"]))[3:])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a%20b", "a b"),
        ("a%2520b", "a b"),
        ("a+b", "a b"),
        ("a%2Bb", "a+b"),
        ("%e2%80%99", "\u2019"),
        ("Si%E2n", "Siân"),
        ("%u0041%u00e2", "Aâ"),
        ("%25u0041", "A"),
        ("&#83;&#x45;&amp;", "SE&"),
        ("%26%2383%3B", "S"),
        (r"\u0053\x45\u{0031}", "SE1"),
        (r"\U00000053", "S"),
        (r"\\u0053", "S"),
        ("0x53 0x45", "SE"),
        (f"xn--{'siân-hughes'.encode('punycode').decode()}.example", "siân-hughes.example"),
        ("=53=45=31=35=204QE", "SE15 4QE"),
        ("Si=C3=A2n=\r\n Hughes", "Siân Hughes"),
        ("=2553=2545", "SE"),
    ],
)
def test_escapes_are_undone(written: str, meant: str) -> None:
    assert meant in unescaped(written)


@given(st.text(max_size=20), st.integers(1, 4))
def test_no_half_decoded_text_is_kept(text: str, rounds: int) -> None:
    written = text
    for _ in range(rounds):
        written = quote(written, safe="")
    assert all("%25" not in said for said in unescaped(written)) or "%" in text
    if "%" not in text and "&" not in text and "=" not in text and "\\" not in text:
        assert text in unescaped(written)


@pytest.mark.parametrize("text", ["plain", "/a/b?c=d", "100%", "a & b", "xn-", "Q=1", "c:\\users"])
def test_a_text_without_escapes_is_itself(text: str) -> None:
    assert unescaped(text) == (text,)


def test_the_ends_of_lines_are_no_soft_breaks() -> None:
    assert unescaped("?q=\nvalue&r=20") == ("?q=\nvalue&r=20", "?q=\nvalue&r ")


@given(st.text(alphabet="%25+&#x;\\u0=\r\nxn-", max_size=200))
def test_the_readings_are_few(text: str) -> None:
    found = unescaped(text)
    assert len(found) <= 100
    assert all(len(said) <= len(text) for said in found)
