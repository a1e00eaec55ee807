"""Where pictures keep texts and EXIF: chunks of PNG and WebP, segments of JPEG, blocks of GIF."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from exposure_audit.extract.heif import exif_of

_MOST = 20_000
"""Chunks of one picture."""
_LONGEST = 1_000_000
"""Bytes of one text, after unpacking."""
_PROFILE = ("Raw profile type exif", "Raw profile type APP1")
_EXIF = b"Exif\x00\x00"


@dataclass(slots=True)
class Kept:
    """What a picture keeps besides its pixels."""

    exif: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    whole: bool = True
    """Whether all places that such a picture has for them were looked at."""


def kept_in(body: bytes) -> Kept:
    """Return the texts and the EXIF blocks of a picture, wherever in the file they stand."""
    kept = Kept()
    walk = next((walk for start, walk in _WALKS.items() if body.startswith(start)), None)
    if body[4:8] == b"ftyp":
        block = exif_of(body)
        kept.whole = block is not None
        kept.exif += [block] if block else []
    elif walk is not None:
        walk(body, kept)
    return kept


def _png(body: bytes, kept: Kept) -> None:
    at = 8
    for _ in range(_MOST):
        length = int.from_bytes(body[at : at + 4], "big")
        kind, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + min(length, _LONGEST)]
        if kind == b"eXIf":
            kept.exif.append(data)
        elif kind in {b"tEXt", b"zTXt", b"iTXt"}:
            _png_text(kind, data, kept)
        elif not kind:
            return
        at += length + 12


def _png_text(kind: bytes, data: bytes, kept: Kept) -> None:
    key, _, value = data.partition(b"\x00")
    if kind == b"zTXt":
        value = _inflated(value[1:])
    elif kind == b"iTXt":
        packed, rest = value[:1] == b"\x01", value[2:].split(b"\x00", 2)
        value = _inflated(rest[-1]) if packed else rest[-1]
    if key.decode("latin-1") in _PROFILE:
        # ImageMagick writes the block as hexadecimal digits after its name and length.
        digits = b"".join(value.split(b"\n")[3:])
        kept.exif.append(_unhex(digits))
    elif value:
        kept.texts.append(value)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _LONGEST)
    except zlib.error:
        return b""


def _unhex(digits: bytes) -> bytes:
    try:
        return bytes.fromhex(digits.decode("ascii", "replace"))
    except ValueError:
        return b""


def _webp(body: bytes, kept: Kept) -> None:
    at = 12
    for _ in range(_MOST):
        kind, length = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        if kind == b"EXIF":
            kept.exif.append(body[at + 8 : at + 8 + min(length, _LONGEST)])
        elif not kind:
            return
        at += 8 + length + length % 2


def _jpeg(body: bytes, kept: Kept) -> None:
    at = 2
    for _ in range(_MOST):
        marker, length = body[at : at + 2], int.from_bytes(body[at + 2 : at + 4], "big")
        data = body[at + 4 : at + 2 + length]
        if marker == b"\xff\xe1" and data.startswith(_EXIF):
            kept.exif.append(data)
        elif marker == b"\xff\xfe":
            kept.texts.append(data)
        elif marker[:1] != b"\xff" or marker in {b"\xff\xda", b"\xff\xd9"}:
            return
        at += 2 + length


def _gif(body: bytes, kept: Kept) -> None:
    at = 13 + _colours(body[10:11])
    for _ in range(_MOST):
        kind, label = body[at : at + 1], body[at + 1 : at + 2]
        if kind == b"!":
            data, at = _blocks(body, at + 2)
            if label == b"\xfe":
                kept.texts.append(data)
        elif kind == b",":
            _, at = _blocks(body, at + 11 + _colours(body[at + 9 : at + 10]))
        else:
            return


def _colours(flags: bytes) -> int:
    """Return the size of a table of colours, which these flags announce."""
    return 3 * 2 ** (flags[0] % 8 + 1) if flags and flags[0] & 0x80 else 0


def _blocks(body: bytes, at: int) -> tuple[bytes, int]:
    """Return the first of a row of blocks that each begin with their length, and the row's end."""
    pieces = list(_row(body, at))
    end = at + sum(len(piece) + 1 for piece in pieces) + 1
    return b"".join(pieces)[:_LONGEST], end


def _row(body: bytes, at: int) -> Iterator[bytes]:
    while at < len(body) and body[at]:
        yield body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]


_WALKS: dict[bytes, Callable[[bytes, Kept], None]] = {
    b"\x89PNG": _png,
    b"RIFF": _webp,
    b"\xff\xd8": _jpeg,
    b"GIF8": _gif,
}
