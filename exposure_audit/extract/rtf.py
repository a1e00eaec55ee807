"""Rich Text Format: the text without its control words, properties and links."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.package import FEW_CHARACTERS
from exposure_audit.extract.targets import target_parts
from exposure_audit.extract.text import decode
from exposure_audit.model import PartKind, Reason

START = b"{\\rtf"
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
_BREAKS = frozenset({"par", "line", "cell", "row", "sect", "page", "nestcell", "nestrow"})
_CHARACTERS = {
    "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "-": "", "\n": "\n", "\r": "\n"}
_KINDS = {
    "info": PartKind.METADATA,
    "userprops": PartKind.METADATA,
    "atnid": PartKind.COMMENT,
    "atnauthor": PartKind.COMMENT,
    "annotation": PartKind.COMMENT,
    "fldinst": PartKind.LINK,
    "sp": PartKind.ATTRIBUTE,
}
"""Destinations whose text is not the document's own."""
_TABLES = (
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl pict objdata themedata "
    "colorschememapping latentstyles datastore xmlnstbl generator filetbl revtbl pgdsctbl mmathPr "
    "wgrffmtfilter blipuid nonshppict"
)
_SKIPPED = frozenset(_TABLES.split())
_PICTURES = frozenset({"pict", "objdata"})
_SHOWN = frozenset({"shpinst", "shptxt"})
"""Destinations that only newer programs know, with text of the document."""
_HIDING = frozenset({"v", "deleted", "plain"})
_PAGES = re.compile(rb"\\ansicpg(\d{3,5})")
_LINK = re.compile(r"HYPERLINK\s{1,9}(?:\\[a-z]\s{1,9})?\"?([^\s\"]{1,4000})")
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces."""

    kind: PartKind | None = PartKind.BODY
    """None where nothing is text."""
    skip: int = 1
    """Characters that stand in for a Unicode character, for old programs."""
    hidden: bool = False


@dataclass(slots=True)
class _Reading:
    """The texts of an RTF file so far, by kind."""

    encoding: str
    texts: dict[PartKind, list[str]] = field(default_factory=dict)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    pictures: bool = False
    _ignorable: bool = False
    _waiting: int = 0
    _bytes: bytearray = field(default_factory=bytearray)

    def take(self, found: re.Match[str]) -> None:
        """Take a token."""
        word, number, code, symbol, brace, text = found.groups("")
        if code:
            self._code(code)
            return
        self.flush()
        if text:
            self._say(text[self._waiting :])
            self._waiting = max(0, self._waiting - len(text))
        elif brace:
            self._brace(brace)
        elif symbol:
            self._symbol(symbol)
        else:
            self._word(word, number)

    def _brace(self, brace: str) -> None:
        self._waiting = 0
        if brace == "{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            before = self.groups.pop()
            if before.kind is not PartKind.BODY:
                self._append("\n", before.kind)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._ignorable = True
        else:
            self._say(_SYMBOLS.get(symbol, symbol))

    def _word(self, word: str, number: str) -> None:
        ignorable, self._ignorable = self._ignorable, False
        group = self.groups[-1]
        if word == "u" and number:
            self._say(chr(int(number) % 0x10000))
            self._waiting = group.skip
        elif word == "uc":
            self.groups[-1] = replace(group, skip=min(abs(int(number or 1)), 9))
        elif word in _HIDING:
            self.groups[-1] = replace(group, hidden=word != "plain" and number != "0")
        elif word in _BREAKS:
            self._say("\n")
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        else:
            self._destination(word, ignorable=ignorable)

    def _destination(self, word: str, *, ignorable: bool) -> None:
        group = self.groups[-1]
        self.pictures = self.pictures or word in _PICTURES
        if group.kind is None:
            return
        if word in _KINDS:
            self.groups[-1] = replace(group, kind=_KINDS[word])
        elif word in _SKIPPED or (ignorable and word not in _SHOWN):
            self.groups[-1] = replace(group, kind=None)

    def _code(self, code: str) -> None:
        if self._waiting:
            self._waiting -= 1
        else:
            self._bytes.append(int(code, 16))

    def flush(self) -> None:
        """Add the characters that were given as bytes; one may be of several bytes."""
        if self._bytes:
            self._say(self._bytes.decode(self.encoding, "replace"))
            self._bytes.clear()

    def _say(self, text: str) -> None:
        group = self.groups[-1]
        unseen = group.hidden and group.kind is PartKind.BODY
        self._append(text, PartKind.HIDDEN if unseen else group.kind)
        if text == "\n" and PartKind.HIDDEN in self.texts:
            self._append(text, PartKind.HIDDEN)

    def _append(self, text: str, kind: PartKind | None) -> None:
        if kind is not None:
            self.texts.setdefault(kind, []).append(text)


def read(body: bytes, nest: Nest) -> Extraction:
    """Return a document's text, properties, comments and links; pictures in it are a gap."""
    found = Gathering(nest)
    page = _PAGES.search(body[:4_000])
    reading = _Reading(_encoding(page[1] if page else b"1252"))
    text = decode(body, reading.encoding)
    for number, token in enumerate(_TOKEN.finditer(text)):
        reading.take(token)
        if number % _MANY == 0 and nest.late:
            found.gap(Reason.TOO_LARGE)
            break
    reading.flush()
    for kind, pieces in reading.texts.items():
        if kind is not PartKind.LINK:
            found.add(kind, "".join(pieces))
    links = "".join(reading.texts.get(PartKind.LINK, ()))
    for target in dict.fromkeys(_LINK.findall(links)):
        found.take(target_parts(target))
    written = sum(len(part.text) for part in found.parts if part.kind is PartKind.BODY)
    if reading.pictures and written < FEW_CHARACTERS:
        found.gap(Reason.NO_TEXT)
    return found.done(Form.OFFICE)


def _encoding(page: bytes) -> str:
    name = f"cp{page.decode('ascii')}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "windows-1252"
    return name
