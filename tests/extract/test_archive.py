from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def test_members_are_read_by_what_they_are(reading: Reader, texts: Texts) -> None:
    body = samples.zipped(
        {
            "people/Sian_Hughes.vcf": "BEGIN:VCARD\nTEL:07700 900123\nEND:VCARD",
            "photo.jpg": samples.photo(),
            "letter.docx": samples.docx(),
            "more.zip": samples.zipped({"deep.txt": "14 Mill Lane"}),
            "empty.txt": "",
        }
    )
    found = reading(body, name="a.zip")
    assert found.form is Form.ARCHIVE
    assert [(part.note, part.text) for part in found.parts if part.kind is PartKind.ATTACHMENT] == [
        ("member 1, card or calendar, TEL", "07700 900123"),
        ("member 2, picture, artist", "Sian Hughes"),
        ("member 3, office document", "14 St Mary's Road"),
        ("member 3, office document, properties", "Letter\nSian Hughes"),
        ("member 4, archive, member 1, text", "14 Mill Lane"),
    ]
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(found, PartKind.FILENAME)[0] == "people\nSian Hughes.vcf"
    assert {part.line for part in found.parts} == {None}
    assert found.gaps == (Reason.NO_TEXT,)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\Users\\sian", "/root/x", "a\x00b", "\u202e"]
)
def test_a_name_is_only_text(reading: Reader, texts: Texts, name: str) -> None:
    found = reading(samples.zipped({name: "14 Mill Lane"}))
    assert texts(found, PartKind.ATTACHMENT) == ["14 Mill Lane"]


def test_locked_members_are_gaps(reading: Reader, texts: Texts) -> None:
    body = bytearray(samples.zipped({"a.txt": "secret"}))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    found = reading(bytes(body))
    assert found.gaps == (Reason.ENCRYPTED,)
    assert texts(found, PartKind.FILENAME) == ["a.txt"]


def test_members_packed_in_other_ways_are_gaps(reading: Reader) -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "x")
    assert reading(out.getvalue()).gaps == (Reason.UNSUPPORTED,)


def test_a_broken_archive_is_a_gap(reading: Reader) -> None:
    assert reading(b"PK\x03\x04rest", name="a.docx").gaps == (Reason.MALFORMED,)
    assert reading(samples.zipped({"a": "x" * 900})[:-30]).gaps == (Reason.MALFORMED,)


def test_a_bomb_stays_within_its_limits(reading: Reader) -> None:
    body = BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", b"x" * 30_000_000)
    began = time.process_time()
    found = reading(body.getvalue())
    assert time.process_time() - began < 5
    assert Reason.TOO_LARGE in found.gaps


def test_what_is_unpacked_is_counted_over_all_members(reading: Reader) -> None:
    members = {f"{number}.txt": str(number) * 1_000 for number in range(10)}
    found = reading(samples.zipped(members), limits=Limits(unpacked_bytes=5_500))
    assert Reason.TOO_LARGE in found.gaps
    assert len([part for part in found.parts if part.kind is PartKind.ATTACHMENT]) == 5


def test_number_and_depth_are_bounded(reading: Reader, texts: Texts) -> None:
    many = samples.zipped({f"{number}.txt": "x" for number in range(9)})
    found = reading(many, limits=Limits(nested_files=3))
    assert found.gaps == (Reason.TOO_LARGE,)
    assert len(texts(found, PartKind.ATTACHMENT)) == 3
    body = b"14 Mill Lane"
    for _ in range(8):
        body = samples.zipped({"a.zip": body})
    assert reading(body).gaps == (Reason.TOO_LARGE,)


def test_an_archive_that_holds_itself_ends(reading: Reader) -> None:
    # Every level repeats ten members: unbounded, that is 10 ** 9 files.
    body = b"x"
    for _ in range(9):
        body = samples.zipped({f"{number}.zip": body for number in range(10)})
    began = time.process_time()
    assert Reason.TOO_LARGE in reading(body).gaps
    assert time.process_time() - began < 5


def test_sizes_in_headers_are_not_believed(reading: Reader, texts: Texts) -> None:
    body = bytearray(samples.zipped({"a.txt": "14 Mill Lane"}))
    place = body.index(b"PK\x01\x02") + 24
    body[place : place + 4] = (4_000_000_000).to_bytes(4, "little")
    found = reading(bytes(body))
    assert (texts(found, PartKind.ATTACHMENT), found.gaps) == (["14 Mill Lane"], ())
    wrong = bytearray(samples.zipped({"a.txt": "14 Mill Lane"}))
    crc = zlib.crc32(b"14 Mill Lane").to_bytes(4, "little")
    assert reading(bytes(wrong).replace(crc, b"\x00" * 4)).gaps == (Reason.MALFORMED,)


def test_a_directory_of_millions_is_not_read(reading: Reader) -> None:
    body = samples.zipped({"a": "x"})
    entries = b"PK\x01\x02" * 30_000
    assert reading(body[:30] + entries + body[30:]).gaps == (Reason.TOO_LARGE,)


def test_overlapping_members_are_counted_each_time(reading: Reader) -> None:
    body = samples.zipped({"a.txt": "x" * 60_000})
    start = body.index(b"PK\x01\x02")
    entry = body[start : body.index(b"PK\x05\x06")]
    end = bytearray(body[body.index(b"PK\x05\x06") :])
    end[8:12] = (50).to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * 50).to_bytes(4, "little")
    found = reading(body[:start] + entry * 50 + bytes(end), limits=Limits(unpacked_bytes=200_000))
    # Python 3.13's zipfile refuses such a file by itself.
    assert {Reason.TOO_LARGE, Reason.MALFORMED} & set(found.gaps)
    assert sum(len(part.text) for part in found.parts) < 300_000
