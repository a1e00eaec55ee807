"""Members of ZIP files, read one by one within the budget; a name is only ever text."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from exposure_audit.extract.nest import Nest
from exposure_audit.model import Reason

_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 20_000
"""In a directory; each takes memory before any member is read."""
_ENCRYPTED = 0x1
_MALFORMED = (
    BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, KeyError,
    IndexError, OverflowError, struct.error, zlib.error,
)  # fmt: skip
"""What the standard library raises on hostile files."""


def opened(body: bytes) -> ZipFile | Reason:
    """Return an archive with its directory read, or why that was not possible."""
    if body.count(_ENTRY) > _MOST_ENTRIES:
        return Reason.TOO_LARGE
    try:
        return ZipFile(BytesIO(body))
    except _MALFORMED:
        return Reason.MALFORMED


def content(archive: ZipFile, member: ZipInfo, nest: Nest) -> tuple[bytes, Reason | None]:
    """Return a member's bytes as far as there is room, and why that is not all of it, if so.

    Sizes in headers are not believed.
    """
    if member.flag_bits & _ENCRYPTED:
        return b"", Reason.ENCRYPTED
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        # The others cannot be unpacked piece by piece with the standard library.
        return b"", Reason.UNSUPPORTED
    room = nest.room(max(0, member.compress_size))
    try:
        with archive.open(member) as file:
            body = file.read(room + 1)
    except _MALFORMED:
        return b"", Reason.MALFORMED
    nest.unpacked(len(body))
    return body[:room], Reason.TOO_LARGE if len(body) > room else None
