from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]


HEADS = [
    b"", b"%PDF-1.4\n", b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00II*\x00\x08\x00\x00\x00",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"RIFF\x00\x00\x00\x00WEBPVP8X",
    b"II*\x00\x08\x00\x00\x00",
    b"GIF89a", b"PK\x03\x04", b"<!doctype html>", b"<?xml", b"BEGIN:VCARD\n", b"{", b"\xff\xfe",
]  # fmt: skip
TYPES = ["", "text/html", "application/json", "application/x-ndjson", "text/vcard", "text/plain",
         "image/png", "text/html; charset=utf-7", "text/html; charset=undefined"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400), st.sampled_from(TYPES), st.text(max_size=9))
def test_any_bytes_are_read_or_a_gap(
    reading: Reader, head: bytes, rest: bytes, media_type: str, name: str
) -> None:
    found = reading(head + rest, media_type, name)
    assert found.parts or found.gaps


@pytest.mark.parametrize(
    ("body", "media_type", "name", "reason"),
    [
        (b"", "text/html", "", Reason.NO_TEXT),
        (b" \n ", "", "", Reason.NO_TEXT),
        (b"PK\x03\x04rest", "text/html", "x.html", Reason.UNSUPPORTED),
        (b"\x1f\x8b\x08rest", "", "", Reason.UNSUPPORTED),
        (b"\x00\x00\x00\x18ftypheic", "image/heic", "x.heic", Reason.UNSUPPORTED),
        (b"MZ\x90\x00", "", "x.txt", Reason.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_says_why(
    reading: Reader, body: bytes, media_type: str, name: str, reason: Reason
) -> None:
    found = reading(body, media_type, name)
    assert (found.parts, found.gaps) == ((), (reason,))


@pytest.mark.parametrize(
    ("body", "media_type", "name", "kind"),
    [
        ("<p>x", "text/html; charset=utf-8", "x.json", PartKind.BODY),
        ('{"a": "x"}', "text/plain", "x.json", PartKind.STRUCTURED_DATA),
        ('{"a": "x"}', "application/problem+json", "", PartKind.STRUCTURED_DATA),
        ('{"a": "x"}', "", "/api/x.json?page=2", PartKind.STRUCTURED_DATA),
        ("a,b\n1,2", "text/csv", "x.csv", PartKind.BODY),
        ("<html><p>x", "", "", PartKind.BODY),
    ],
)
def test_the_claimed_type_decides_among_texts(
    reading: Reader, body: str, media_type: str, name: str, kind: PartKind
) -> None:
    assert reading(body, media_type, name).parts[0].kind is kind


def test_too_many_bytes_are_not_read(reading: Reader) -> None:
    assert reading("x" * 11, limits=Limits(file_bytes=10)).gaps == (Reason.TOO_LARGE,)


def test_utf_16_is_not_taken_for_binary(reading: Reader) -> None:
    for body, media in (
        ("Siân".encode("utf-16"), ""),
        ("Siân".encode("utf-16-le"), "text/plain; charset=utf-16-le"),
    ):
        assert reading(body, media).parts[0].text == "Siân"
