"""vCards (RFC 6350, RFC 2426, the older 2.1 with quoted-printable values), iCalendar (RFC 5545)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import decode, one_line
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_NOT_TEXT = frozenset({"BEGIN", "END", "VERSION", "REV", "UID", "PRODID", "CALSCALE"})
_COMMON_NAME = re.compile(r";CN=\"?([^\";:]{1,200})", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?")


def read(text: str, _limits: Limits) -> Extraction:
    """Return one part for each property that says something."""
    parts = tuple(part for number, line in _unfolded(text) for part in _part(line, number))
    return Extraction(parts, () if parts else (Reason.NO_TEXT,))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each logical line with the number of its first physical line."""
    pieces: list[str] = []
    began, quoted = 1, False
    for number, line in enumerate(text.splitlines(), start=1):
        soft = quoted and pieces[-1].endswith("=")
        if pieces and (line[:1] in {" ", "\t"} or soft):
            # A soft break of quoted-printable stays a line break, for quopri to take away.
            pieces.append(line[1:] if not soft else "\n" + line)
            continue
        if pieces:
            yield began, "".join(pieces)
        pieces, began = [line], number
        quoted = "QUOTED-PRINTABLE" in line.partition(":")[0][:2_000].upper()
    if pieces:
        yield began, "".join(pieces)


def _part(line: str, number: int) -> Iterator[Part]:
    head, colon, value = line.partition(":")
    name, _, parameters = head.upper().partition(";")
    name = name.rpartition(".")[2].strip()
    if not colon or name in _BINARY | _NOT_TEXT or "BASE64" in parameters:
        return
    for found in _COMMON_NAME.finditer(line[:2_000]):
        yield Part(PartKind.STRUCTURED_DATA, one_line(found[1]), note="CN", line=number)
    if "QUOTED-PRINTABLE" in parameters:
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")))
    kind, note, text = _meaning(name, value.strip())
    if text:
        yield Part(kind, text, note=note, address=name == "ADR", line=number)


def _meaning(name: str, value: str) -> tuple[PartKind, str, str]:
    if name == "GEO":
        latitude, _, longitude = value.removeprefix("geo:").replace(";", ",").partition(",")
        return PartKind.GPS, "GEO", gps_text(latitude, longitude.partition(",")[0].split(";")[0])
    if name == "BDAY":
        dashed = _COMPACT.sub(r"\1-\2-\3", value)
        return PartKind.STRUCTURED_DATA, "BDAY", one_line(f"Birthday: {dashed}")
    if name in {"ADR", "N"}:
        text = ", ".join(filter(None, map(_plain, re.split(r"(?<!\\);", value))))
        return PartKind.STRUCTURED_DATA, name, text
    if name in {"TEL", "EMAIL"}:
        return PartKind.STRUCTURED_DATA, name, _plain(re.sub(r"^(?i:tel|mailto):", "", value))
    # The name of an unknown property is text from outside and does not become a note.
    return PartKind.STRUCTURED_DATA, "", _plain(value)


def _plain(value: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return one_line(text)
