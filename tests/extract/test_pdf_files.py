from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples, samples_pdf

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def test_attached_files_are_read(reading: Reader, texts: Texts) -> None:
    found = reading(samples_pdf.attached(b"14_Mill_Lane.jpg", samples.photo()))
    assert texts(found, PartKind.BODY) == ["Agenda"]
    assert texts(found, PartKind.FILENAME) == ["14 Mill Lane.jpg"]
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(found, PartKind.ATTACHMENT) == ["Sian Hughes"]
    assert found.parts[-1].note == "attachment 1, picture, artist"
    assert found.gaps == (Reason.NO_TEXT,)


def test_files_that_hang_on_a_page_are_read(reading: Reader, texts: Texts) -> None:
    found = reading(samples_pdf.pinned(b"me.vcf", b"BEGIN:VCARD\nTEL:07700 900123\nEND:VCARD"))
    assert texts(found, PartKind.ATTACHMENT) == ["07700 900123"]
    assert texts(found, PartKind.COMMENT) == ["see file"]
    assert found.gaps == ()


def test_files_in_files_end(reading: Reader) -> None:
    body = b"14 Mill Lane"
    for _ in range(8):
        body = samples_pdf.attached(b"a.pdf", body)
    assert Reason.TOO_LARGE in reading(body).gaps


def test_files_that_cannot_be_read_are_gaps(reading: Reader) -> None:
    large = samples_pdf.attached(b"a.txt", b"x" * 9_000)
    assert reading(large, limits=Limits(unpacked_bytes=5_000)).gaps == (Reason.TOO_LARGE,)
    assert reading(samples_pdf.attached(b"a.bin", b"MZ\x90\x00")).gaps == (Reason.UNSUPPORTED,)
    lost = samples_pdf.attached(b"a.txt", b"x").replace(b"/EF<</F 7 0 R>>", b"/EF<<>>        ")
    assert reading(lost).gaps == (Reason.MALFORMED,)


@pytest.mark.parametrize("value", [b"14 Mill Lane", b"\\376\\377\\0001\\0004"])
def test_what_a_form_was_filled_in_with(reading: Reader, value: bytes) -> None:
    found = reading(samples_pdf.form(value))
    said = [part.text for part in found.parts if part.note == "page 1, field of a form"]
    assert said[0].startswith("14")
    assert found.gaps == ()


def test_forms_of_another_kind_are_a_gap(reading: Reader) -> None:
    assert reading(samples_pdf.form(b"x", xfa=True)).gaps == (Reason.UNSUPPORTED,)
