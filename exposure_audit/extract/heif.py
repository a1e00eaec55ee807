"""The EXIF block of HEIC and AVIF photos (ISO/IEC 23008-12), which no picture library is asked for.

A telephone's photo says there where it was taken.
"""

from __future__ import annotations

from collections.abc import Iterator

_MOST = 2_000
"""Boxes in one box, items of one file."""
_LONGEST = 1_000_000


def exif_of(body: bytes) -> bytes | None:
    """Return a photo's EXIF block, nothing where it has none, None where it cannot be told."""
    metas = (body[start + 4 : end] for kind, start, end in _boxes(body) if kind == b"meta")
    meta = next(metas, b"")
    inside = {kind: meta[start:end] for kind, start, end in _boxes(meta)}
    if b"iinf" not in inside:
        return None
    wanted = _exif_item(inside.get(b"iinf", b""))
    if not wanted:
        return b""
    places = _places(inside.get(b"iloc", b""), wanted)
    block = b"".join(body[start : start + min(size, _LONGEST)] for start, size in places)
    # It begins with how many bytes come before the block proper.
    return block[4 + int.from_bytes(block[:4], "big") :] if len(block) > 4 else b""


def _boxes(data: bytes, at: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind, the start and the end of the content of each box."""
    for _ in range(_MOST):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        start = at + 8
        if size == 1:
            size, start = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        end = at + size if size else len(data)
        if not kind or end < start:
            return
        yield kind, start, min(end, len(data))
        at = end


def _exif_item(listed: bytes) -> int:
    """Return the number of the item that is EXIF, or 0."""
    start = 8 if listed[:1] != b"\x00" else 6
    for kind, first, end in _boxes(listed, start):
        entry = listed[first:end]
        wide = 4 if entry[:1] == b"\x03" else 2
        if kind == b"infe" and entry[6 + wide : 10 + wide] == b"Exif":
            return int.from_bytes(entry[4 : 4 + wide], "big")
    return 0


def _places(located: bytes, wanted: int) -> list[tuple[int, int]]:
    """Return where in the file the pieces of an item stand, and how long they are."""
    version = located[:1]
    offset_size, length_size = _nibbles(located[4:5])
    base_size, index_size = _nibbles(located[5:6])
    if version == b"\x00":
        index_size = 0
    wide = 4 if version == b"\x02" else 2
    count = int.from_bytes(located[6 : 6 + wide], "big")
    at = 6 + wide
    for _ in range(min(count, _MOST)):
        number = int.from_bytes(located[at : at + wide], "big")
        at += wide + (2 if version != b"\x00" else 0) + 2
        base = int.from_bytes(located[at : at + base_size], "big")
        extents = int.from_bytes(located[at + base_size : at + base_size + 2], "big")
        at += base_size + 2
        step = index_size + offset_size + length_size
        if number == wanted:
            return [
                _extent(located[at + place * step + index_size :], base, offset_size, length_size)
                for place in range(min(extents, _MOST))
            ]
        at += extents * step
    return []


def _extent(data: bytes, base: int, offset_size: int, length_size: int) -> tuple[int, int]:
    offset = int.from_bytes(data[:offset_size], "big")
    return base + offset, int.from_bytes(data[offset_size : offset_size + length_size], "big")


def _nibbles(byte: bytes) -> tuple[int, int]:
    return (byte[0] >> 4, byte[0] & 0xF) if byte else (0, 0)
