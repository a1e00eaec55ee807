"""Files packed by gzip, bzip2 or xz, and tar archives."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.model import Reason

_BLOCK = 512
_CHUNK = 65_536
_FILES = frozenset({b"0", b"\x00", b"7"})
_LONG_NAME, _EXTENDED = b"L", b"x"
_LZMA_MEMORY = 200_000_000
_SUFFIXES = {"tgz": ".tar", "tbz2": ".tar", "txz": ".tar", "svgz": ".svg"}
_MALFORMED = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


_UNPACKERS: tuple[tuple[bytes, Callable[[], _Unpacker]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)),
)


def read(body: bytes, name: str, nest: Nest) -> Extraction:
    """Return what stands in a packed file; what cannot be unpacked to its end is a gap."""
    found = Gathering(nest)
    content, gap = _unpacked(body, nest)
    nest.unpacked(len(content))
    found.gap(gap)
    if content:
        path = PurePosixPath(name)
        inner = path.stem + _SUFFIXES.get(path.suffix.lower().lstrip("."), "")
        found.inside(content, "packed file", name=inner)
    return found.done(Form.ARCHIVE)


def _unpacked(body: bytes, nest: Nest) -> tuple[bytes, Reason | None]:
    """Return as much as there is room for; a file may consist of several packed ones."""
    make = next((make for start, make in _UNPACKERS if body.startswith(start)), _UNPACKERS[0][1])
    room = nest.room(len(body))
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        before = at
        for piece, after in _stream(body, before, make(), room):
            pieces.append(piece)
            room -= len(piece)
            at = after
        if at < 0:
            # Whatever follows the last packed file is padding.
            return b"".join(pieces), None if before else Reason.MALFORMED
        if room < 0 or nest.late:
            return b"".join(pieces), Reason.TOO_LARGE
    return b"".join(pieces), None


def _stream(body: bytes, at: int, unpacker: _Unpacker, room: int) -> Iterator[tuple[bytes, int]]:
    """Yield what one packed file holds, and where to read on; -1 where it breaks off."""
    while not unpacker.eof and room >= 0:
        chunk = body[at : at + _CHUNK]
        try:
            piece = unpacker.decompress(chunk, room + 1)
        except _MALFORMED:
            piece, chunk = b"", b""
        if not chunk:
            yield piece, -1
            return
        at += len(chunk) - len(unpacker.unused_data)
        room -= len(piece)
        yield piece, at


def read_tar(body: bytes, nest: Nest) -> Extraction:
    """Return what stands in a tar archive's members."""
    found = Gathering(nest)
    for number, (name, start, size) in enumerate(_members(body), start=1):
        place = f"member {number}"
        found.name(name, place)
        if nest.over or found.full:
            found.gap(Reason.TOO_LARGE)
            break
        if size:
            found.inside(body[start : start + size], place, name=name)
        if start + size > len(body):
            found.gap(Reason.MALFORMED)
    return found.done(Form.ARCHIVE)


def _members(body: bytes) -> Iterator[tuple[str, int, int]]:
    """Yield names, starts and sizes of plain files (POSIX ustar and pax, GNU long names)."""
    at, longer = 0, ""
    while at + _BLOCK <= len(body) and body[at]:
        head = body[at : at + _BLOCK]
        size, start = _size(head[124:136]), at + _BLOCK
        kind = head[156:157]
        if kind == _LONG_NAME:
            longer = _text(body[start : start + min(size, 9_000)])
        elif kind == _EXTENDED:
            longer = _path(body[start : start + min(size, 9_000)])
        elif kind in _FILES:
            yield longer or _name(head), start, size
            longer = ""
        at = start + -(-size // _BLOCK) * _BLOCK


def _name(head: bytes) -> str:
    folder = head[345:500] if head[257:263] == b"ustar\x00" else b""
    return "/".join(filter(None, (_text(folder), _text(head[:100]))))


def _size(digits: bytes) -> int:
    try:
        return max(0, int(digits.strip(b" \x00") or b"0", 8))
    except ValueError:
        return 0


def _text(name: bytes) -> str:
    return name.partition(b"\x00")[0].decode("utf-8", "replace")


def _path(records: bytes) -> str:
    return _text(records.partition(b" path=")[2].partition(b"\n")[0])
