"""vCards (RFC 6350, RFC 2426, the older 2.1 with quoted-printable values), iCalendar (RFC 5545)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import decode, one_line
from exposure_audit.extract.transfer import unbase64
from exposure_audit.model import Part, PartKind

_NOT_TEXT = frozenset(
    {"BEGIN", "END", "VERSION", "REV", "UID", "PRODID", "CALSCALE", "METHOD", "KIND"}
    | {"KEY", "SOUND"}
)
_PARAMETER = re.compile(
    r";(CN|LABEL|EMAIL|DIR|SENT-BY|GEO|X-ADDRESS|X-TITLE)=(?:\"([^\"\n]{1,2000})\"|([^\";:\n]{1,500}))",
    re.IGNORECASE,
)
"""Parameters that say something of their own: a participant's name, an address as on a letter."""
_HEAD = re.compile(r"((?:[^:\"]|\"[^\"]*+\")*+)(:)(.*)", re.DOTALL)
"""A property up to the first colon outside quotation marks, and its value."""
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_CARET = re.compile(r"\^([n^'])")
_PARTS = re.compile(r"(?<!\\);")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?")
_SCHEME = re.compile(r"^(?:tel|mailto|sms):", re.IGNORECASE)
_DATA = re.compile(r"data:([\w\-+./]{0,100})[^,]{0,200},", re.IGNORECASE)
_PLACES = {"GEO": "GEO", "X-APPLE-STRUCTURED-LOCATION": "location"}
_KNOWN = frozenset(
    {"TEL", "EMAIL", "ORGANIZER", "ATTENDEE", "CONTACT", "IMPP", "LABEL", "LOCATION"}
)
_ADDRESSES = frozenset({"ADR", "LABEL"})
_LONGEST_HEAD = 10_000


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name in capitals, its parameters as written, its value."""

    name: str
    parameters: str
    value: str
    line: int | None = None


def read(text: str, nest: Nest) -> Extraction:
    """Return one part for each property that says something, and what is attached."""
    found = Gathering(nest)
    files = 0
    for number, line in _unfolded(text):
        if found.full:
            break
        said = _property(line, number)
        if said is None:
            continue
        body, media = _file(said)
        if body:
            files += 1
            found.inside(body, f"attachment {files}", media_type=media, shown=True)
        else:
            found.take(parts_of(said))
    return found.done(Form.VCARD)


def parts_of(said: Property) -> Iterator[Part]:
    """Yield what a property says, and what its parameters say besides."""
    for name, quoted, plain in _PARAMETER.findall(said.parameters):
        note = name.upper()
        text = one_line(_CARET.sub(_uncaret, _SCHEME.sub("", quoted or plain)))
        if note == "GEO":
            yield Part(PartKind.GPS, _place(text), note=note, line=said.line)
        else:
            address = note in {"LABEL", "X-ADDRESS"}
            yield Part(PartKind.STRUCTURED_DATA, text, note, address, said.line)
    kind, note, text = _meaning(said.name, said.value.strip())
    yield Part(kind, text, note, said.name in _ADDRESSES, said.line)


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


def _property(line: str, number: int) -> Property | None:
    """Take a line apart; a colon inside quotation marks is not the one before the value."""
    quoted = _HEAD.match(line)
    head, colon, value = quoted.groups() if quoted else line.partition(":")
    name, _, parameters = head.partition(";")
    name = name.rpartition(".")[2].strip().upper()
    if not colon or name in _NOT_TEXT:
        return None
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")))
    return Property(name, f";{parameters[:_LONGEST_HEAD]}", value, number)


def _file(said: Property) -> tuple[bytes, str]:
    """Return what is attached as base64, or nothing, and of what type it says that it is."""
    data = _DATA.match(said.value)
    if data:
        return unbase64(said.value[data.end() :].encode("ascii", "ignore")), data[1]
    parameters = said.parameters.upper()
    if "ENCODING=B;" in f"{parameters};" or "BASE64" in parameters:
        media = re.search(r";FMTTYPE=([\w\-+./]{1,100})", parameters)
        return unbase64(said.value.encode("ascii", "ignore")), media[1].lower() if media else ""
    return b"", ""


def _meaning(name: str, value: str) -> tuple[PartKind, str, str]:
    kind = PartKind.STRUCTURED_DATA
    if name in _PLACES:
        return PartKind.GPS, _PLACES[name], _place(value)
    if name == "BDAY":
        dashed = _COMPACT.sub(r"\1-\2-\3", value)
        return kind, "BDAY", one_line(f"Birthday: {dashed}")
    if name in {"ADR", "N"}:
        return kind, name, ", ".join(filter(None, map(_plain, _PARTS.split(value))))
    # The name of an unknown property is text from outside and does not become a note.
    note = name if name in _KNOWN else ""
    return kind, note, _plain(_SCHEME.sub("", value))


def _place(value: str) -> str:
    latitude, _, longitude = value.removeprefix("geo:").replace(";", ",").partition(",")
    return gps_text(latitude, longitude.partition(",")[0])


def _plain(value: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return one_line(text)


def _uncaret(found: re.Match[str]) -> str:
    return {"n": ", ", "^": "^", "'": '"'}[found[1]]
