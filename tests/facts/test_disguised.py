from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from exposure_audit.facts.disguised import undone

SAID = "someone@mail.example"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def hexed(text: str) -> str:
    return text.encode().hex()


def b32(text: str) -> str:
    return base64.b32encode(text.encode()).decode()


def escaped(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


@pytest.mark.parametrize("inner", [b64, hexed, b32, escaped, quote])
@pytest.mark.parametrize("middle", [b64, hexed, b32, escaped])
@pytest.mark.parametrize("outer", [b64, hexed, b32, escaped, str])
def test_three_layers_are_undone(inner: object, middle: object, outer: object) -> None:
    written = SAID
    for layer in (inner, middle, outer):
        assert callable(layer)
        written = layer(written)
    texts, _ = undone(f"/a/{written}")
    assert any(SAID in text for text in texts)


def test_the_bytes_of_percent_encoding_are_seen() -> None:
    raw = bytes(range(120, 140))
    assert raw in undone(quote(raw))[1]


@pytest.mark.parametrize("size", [1_000, 2_000, 4_000])
@pytest.mark.parametrize(
    "flood", ["%25", "%2541", "a", "/", "%E2+", "&#38;#", "41", "YWFh", "=3D+", "\\u0026", "0x41 "]
)
def test_the_work_grows_as_the_text_does(flood: str, size: int) -> None:
    texts, raw = undone((flood * size)[:size])
    assert sum(map(len, texts)) + len(raw) <= 24 * size


def test_layers_without_end_are_left() -> None:
    written = SAID * 20
    while len(written) < 4_000:
        written = b64(written)
    texts, raw = undone(written)
    assert sum(map(len, texts)) + len(raw) <= 24 * len(written)
