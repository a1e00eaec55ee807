from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]


HEADS = [
    b"", b"%PDF-1.4\n", b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00II*\x00\x08\x00\x00\x00",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"RIFF\x00\x00\x00\x00WEBPVP8X",
    b"II*\x00\x08\x00\x00\x00",
    b"GIF89a", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"{\\rtf1 ", b"From a\nTo: b\n",
    b"<!doctype html>", b"<?xml", b"BEGIN:VCARD\n", b"{", b"\xff\xfe",
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
        (b"PK\x03\x04rest", "text/html", "x.html", Reason.MALFORMED),
        (b"\x1f\x8b\x08rest", "", "", Reason.MALFORMED),
        (b"\x00\x00\x00\x18ftypheic", "image/heic", "x.heic", Reason.UNSUPPORTED),
        (b"MZ\x90\x00", "", "x.txt", Reason.UNSUPPORTED),
        (b"Rar!\x1a\x07\x00", "", "x.txt", Reason.UNSUPPORTED),
        (b"7z\xbc\xaf\x27\x1c", "", "x.txt", Reason.UNSUPPORTED),
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
        ("# a", "text/markdown", "", PartKind.BODY),
        ("<html><p>x", "", "", PartKind.BODY),
    ],
)
def test_the_claimed_type_decides_among_texts(
    reading: Reader, body: str, media_type: str, name: str, kind: PartKind
) -> None:
    assert reading(body, media_type, name).parts[0].kind is kind


def test_too_many_bytes_are_not_read(reading: Reader) -> None:
    assert reading("x" * 11, limits=Limits(file_bytes=10)).gaps == (Reason.TOO_LARGE,)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("media", ["", "text/plain", "text/html; charset=utf-8"])
def test_wide_text_is_not_taken_for_binary(reading: Reader, encoding: str, media: str) -> None:
    body = "<p>Si\u00e2n lives in 14 Mill Lane</p>".encode(encoding)
    assert "Si\u00e2n lives in 14 Mill Lane" in reading(body, media).parts[0].text


def test_a_page_that_wrongly_says_that_it_is_wide_is_read(reading: Reader) -> None:
    page = '<!doctype html><meta charset="utf-16"><p>14 Mill Lane'
    assert reading(page).parts[0].text == "14 Mill Lane"


def test_files_in_files_in_files_share_one_budget(reading: Reader) -> None:
    photo = base64.b64encode(samples.photo()).decode()
    card = samples.CARD.format(photo).encode()
    body = samples.packed(samples.tarred(a=samples.zipped({"b.vcf": card})))
    found = reading(body)
    notes = {part.note for part in found.parts}
    assert "packed file, archive, member 1, archive, member 1, card or calendar, ADR" in notes
    assert any(note.endswith("attachment 1, picture, EXIF") for note in notes)
    assert Reason.TOO_LARGE in reading(samples.packed(samples.packed(body))).gaps
