"""The text of WordprocessingML and DrawingML: as shown, as it was, and what is said beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from exposure_audit.extract.paragraphs import Paragraphs, Seen

_TEXT = frozenset({"t", "delText", "text", "v", "author", "instrText"})
_PARAGRAPH = frozenset({"p", "text", "author"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_OLD = frozenset({"del", "moveFrom"})
_NEW = frozenset({"ins", "moveTo"})
_OFF = frozenset({"0", "false", "off"})
_BESIDE = ("descr", "title", "alt", "tooltip", "w:tooltip")
"""Attributes with alternative texts and tips, on pictures, shapes and links."""
_AUTHOR = ("w:author", "author")
_NAMED = {"cNvPr": "name", "textpath": "string"}
"""Attributes that say something on one element alone: a picture's file name, a watermark."""
_GENERATED = re.compile(r"(?:[A-Z][a-z]{2,15} ){1,4}\d{1,4}")
"""Names that a program gives: "Picture 1"."""
_FIELD = re.compile(r"HYPERLINK\s{1,20}\"?([^\s\"]{1,4000})")


@dataclass(slots=True)
class TextWalk:
    """Gathers the text of one XML part; a handler of `xml_events.walk`."""

    shown: list[str] = field(default_factory=list)
    """Paragraphs as they are, also those of table cells."""
    unshown: list[str] = field(default_factory=list)
    """Paragraphs with their deleted text, or with their hidden text."""
    beside: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    authors: dict[str, None] = field(default_factory=dict)
    characters: int = 0
    _paragraphs: Paragraphs = field(default_factory=Paragraphs)
    _in: str = ""
    _old: int = 0
    _new: int = 0
    _vanished: bool = False
    _instructions: list[str] = field(default_factory=list)
    _chosen: bool = False
    _skipped: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        if self._skipped or (name == "Fallback" and self._chosen):
            # It repeats for old programs what was just read.
            self._skipped += 1
            return
        if name in _PARAGRAPH:
            self._paragraphs.enter()
        if name in _TEXT:
            self._in = name
        elif name in _BREAKS:
            self._say(_BREAKS[name])
        else:
            self._mark(name, attributes)
        if attributes:
            self._attributes(name, attributes)

    def _mark(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _OLD:
            self._old += 1
        elif name in _NEW:
            self._new += 1
        elif name == "r":
            self._vanished = False
        elif name == "vanish":
            self._vanished = attributes.get("w:val") not in _OFF
        elif name == "AlternateContent":
            self._chosen = False

    def _attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "fldSimple":
            self._field(attributes.get("w:instr", ""))
            return
        keys = (*_BESIDE, _NAMED[name]) if name in _NAMED else _BESIDE
        texts = [attributes[key] for key in keys if key in attributes]
        self.beside += [text for text in texts if not _GENERATED.fullmatch(text)]
        self.authors.update({attributes[key]: None for key in _AUTHOR if key in attributes})

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        if self._skipped:
            self._skipped -= 1
            return
        if name in _TEXT:
            self._in = ""
        if name in _PARAGRAPH:
            self._close()
        elif name in _OLD:
            self._old -= 1
        elif name in _NEW:
            self._new -= 1
        elif name == "Choice":
            self._chosen = True

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._skipped or not self._in:
            return
        self.characters += len(data)
        if self._in == "instrText":
            self._instructions.append(data)
        else:
            self._say(data)

    def _say(self, data: str) -> None:
        if self._paragraphs:
            self._paragraphs.say(self._seen(), data)
        else:
            self.shown.append(data)

    def _seen(self) -> Seen:
        if self._old or self._in == "delText":
            return Seen.BEFORE
        if self._vanished:
            return Seen.NEVER
        return Seen.NOW if self._new else Seen.ALWAYS

    def _close(self) -> None:
        shown, others = self._paragraphs.leave()
        self.shown.append(shown)
        self.unshown += others
        if self._instructions:
            self._field("".join(self._instructions))
            self._instructions.clear()

    def _field(self, instruction: str) -> None:
        self.links += _FIELD.findall(instruction)
