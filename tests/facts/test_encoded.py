from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.encoded import clean, decoded, plain

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc"]))
WAYS: dict[str, Callable[[bytes], str]] = {
    "base64": lambda raw: base64.b64encode(raw).decode(),
    "base64 for URLs": lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="),
    "base32": lambda raw: base64.b32encode(raw).decode().rstrip("="),
    "base32 in small letters": lambda raw: base64.b32encode(raw).decode().rstrip("=").lower(),
    "hex": lambda raw: raw.hex(),
    "hex with signs": lambda raw: raw.hex("-").upper(),
}


@given(st.binary(min_size=7, max_size=80), st.sampled_from(sorted(WAYS)), st.integers(0, 9))
def test_whatever_is_encoded_is_decoded(raw: bytes, way: str, before: int) -> None:
    written = WAYS[way](raw)
    start = "" if way.startswith("base32") else "a0Z_b-c/d"[:before]
    assert raw in decoded(start + written)


@given(TEXTS.filter(lambda text: len(text) > 7), st.sampled_from(sorted(WAYS)))
def test_a_text_inside_is_read(text: str, way: str) -> None:
    assert text in clean(decoded(f"/{WAYS[way](text.encode())}"))


@pytest.mark.parametrize("cut", [1, 5, 10, 17])
def test_runs_go_on_over_the_ends_of_lines(cut: int) -> None:
    for way in ("base64", "hex"):
        written = WAYS[way](b"someone@mail.example")
        assert "someone@mail.example" in clean(
            decoded(f"{written[:cut]}\n{written[cut:]}", glued=True)
        )


def test_letters_of_two_bytes_are_read() -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        written = base64.b64encode("Someone Else".encode(codec)).decode()
        assert "Someone Else" in clean(decoded(written))
    written = base64.b64encode("Siân".encode("utf-16-le") * 2).decode().rstrip("=")
    assert "SiânSiân" in clean(decoded(written))


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("Ym9i", "bob"),
        ("U0UxNQ==", "SE15"),
        ("U0UxNQ", "SE15"),
        ("U2nDom4", "Siân"),
        ("UwBFADEA", "SE1"),
        ("JTUzRTE1", "SE15"),
        ("KNCTCNI=", "SE15"),
        ("53453135", "SE15"),
        ("VTBVeE5RPT0", "SE15"),
    ],
)
def test_a_short_piece_that_stands_for_a_text(piece: str, text: str) -> None:
    assert text in plain(piece)


def test_an_ordinary_word_stands_for_itself() -> None:
    words = "council minutes planning agenda www com html 1234 2026-11-25 zones the search page"
    assert [word for word in words.split() if plain(word)] == []


@given(st.binary(max_size=400))
def test_bytes_by_chance_are_hardly_text(raw: bytes) -> None:
    assert len(decoded(raw.hex())) <= 2 * len(raw) + 4 * 2 * len(raw) + 8
    clean(raw)


def test_random_bytes_are_hardly_ever_text() -> None:
    source = random.Random(5)
    assert sum(bool(clean(source.randbytes(120))) for _ in range(400)) < 120
