from __future__ import annotations

import random
import struct
from collections.abc import Callable

import pytest

from exposure_audit.extract.heif import exif_of
from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def photo(block: bytes, *, wide: bool = False, item: bytes = b"Exif") -> bytes:
    """Write an HEIC file without a picture: a list of items, their places, the EXIF block."""
    start = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    number = struct.pack(">I" if wide else ">H", 7)
    entry = box(b"infe", (b"\x03" if wide else b"\x02") + b"\x00" * 3 + number + b"\x00\x00" + item)
    listed = box(b"iinf", b"\x00" * 4 + b"\x00\x01" + entry)
    data = struct.pack(">I", 6) + b"Exif\x00\x00" + block

    def whole(offset: int) -> bytes:
        head = (b"\x02" if wide else b"\x00") + b"\x00" * 3 + b"\x44\x00"
        count = struct.pack(">I" if wide else ">H", 1)
        method = b"\x00\x00" if wide else b""
        place = number + method + b"\x00\x00" + b"\x00\x01" + struct.pack(">II", offset, len(data))
        located = box(b"iloc", head + count + place)
        meta = box(b"meta", b"\x00" * 4 + listed + located)
        return start + meta + box(b"mdat", data)

    return whole(len(whole(0)) - len(data))


def exif() -> bytes:
    jpeg = samples.photo()
    at = jpeg.index(b"Exif\x00\x00")
    return jpeg[at + 6 : at + int.from_bytes(jpeg[at - 2 : at], "big") - 2]


@pytest.mark.parametrize("wide", [False, True])
def test_a_telephones_photo_says_where_it_was_taken(
    reading: Reader, texts: Texts, wide: bool
) -> None:
    found = reading(photo(exif(), wide=wide), "image/heic", "IMG_1.HEIC")
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(found, PartKind.METADATA) == ["Sian Hughes"]
    assert found.gaps == (Reason.NO_TEXT,)


def test_a_photo_without_and_one_that_cannot_be_told() -> None:
    assert exif_of(photo(exif(), item=b"hvc1")) == b""
    assert exif_of(b"\x00\x00\x00\x18ftypheic") is None


def test_any_damage_is_survived() -> None:
    chance = random.Random(3)
    body = photo(exif())
    for _ in range(3_000):
        damaged = bytearray(body)
        for _ in range(3):
            damaged[chance.randrange(150)] = chance.choice((0, 1, 127, 255))
        exif_of(bytes(damaged))
