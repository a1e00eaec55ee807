"""The text of OpenDocument content: paragraphs, notes, tracked changes, rows of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exposure_audit.extract.odf_rows import CELLS, OdfRows
from exposure_audit.extract.paragraphs import Paragraphs, Seen

_PARAGRAPH = frozenset({"p", "h"})
_BREAKS = {"line-break": "\n", "tab": "\t", "s": " "}
_BESIDE = frozenset({"title", "desc"})
_CREATOR = frozenset({"creator", "creator-initials"})
_SKIPPED = frozenset({"note-citation", "ruby-text", "binary-data", "bibliography-mark"})
"""Footnote figures, which would stand inside words, hints, and pictures as text."""
_SAID = frozenset(
    {"office:string-value", "text:string-value", "form:current-value", "form:value", "form:label"}
    | {"text:description", "xlink:title", "draw:name"}
)
_NONE = frozenset({"none", "false"})


@dataclass(slots=True)
class OdfWalk:
    """Gathers the text of one XML part; a handler of `xml_events.walk`."""

    shown: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    """Deleted and hidden text, speaker notes, values of fields."""
    comments: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    authors: dict[str, None] = field(default_factory=dict)
    rows: OdfRows = field(default_factory=OdfRows)
    characters: int = 0
    _paragraphs: Paragraphs = field(default_factory=Paragraphs)
    _sinks: list[list[str]] = field(default_factory=list)
    """Where paragraphs go that are no plain text: notes, deletions, cells."""
    _opened: list[str] = field(default_factory=list)
    """The elements that opened these."""
    _in: str = ""
    _style: str = ""
    _hiding: set[str] = field(default_factory=set)
    _spans: list[bool] = field(default_factory=list)
    """For each open span, whether it is hidden."""
    _unseen: int = 0
    _change: str = ""
    _deleted: dict[str, str] = field(default_factory=dict)
    _inserted: set[str] = field(default_factory=set)
    _new: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        self._in = name
        if name in _PARAGRAPH:
            self._paragraphs.enter()
        elif name in _BREAKS:
            self._say(_BREAKS[name])
        elif name == "span":
            hidden = attributes.get("text:style-name", "") in self._hiding
            self._spans.append(hidden)
            self._unseen += hidden
        else:
            self._open(name, attributes)
            self._track(name, attributes)
        if attributes:
            self._attributes(name, attributes)

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note where the paragraphs that follow belong."""
        if name == "annotation":
            self._sink(name, self.comments)
        elif name == "notes":
            self._sink(name, self.unshown)
        elif name == "section":
            unseen = attributes.get("text:display") in _NONE
            self._sink(name, self.unshown if unseen else self._current)
        elif name == "deletion":
            self._sink(name, [])
        elif name == "table":
            hidden = attributes.get("table:style-name", "") in self._hiding
            self.rows.table(attributes, hidden=hidden)
        elif self.rows.start(name, attributes):
            self._sink(name, [])

    def _sink(self, name: str, sink: list[str]) -> None:
        self._opened.append(name)
        self._sinks.append(sink)

    def _track(self, name: str, attributes: Mapping[str, str]) -> None:
        """Follow tracked changes, and which styles hide."""
        change = attributes.get("text:change-id", "")
        if name == "changed-region":
            self._change = attributes.get("text:id") or attributes.get("xml:id", "")
        elif name == "insertion":
            self._inserted.add(self._change)
        elif name == "change":
            self._say(self._deleted.pop(change, ""), Seen.BEFORE)
        elif name == "change-start" and change in self._inserted:
            self._new += 1
        elif name == "change-end" and change in self._inserted:
            self._new = max(0, self._new - 1)
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif not _NONE.isdisjoint(
            (attributes.get("text:display"), attributes.get("table:display"))
        ):
            self._hiding.add(self._style)

    def _attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "a":
            self.links.append(attributes.get("xlink:href", ""))
        self.beside += [attributes[key] for key in _SAID & attributes.keys()]

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        self._in = ""
        if name in _PARAGRAPH:
            self._close()
        elif name == "span" and self._spans:
            self._unseen -= self._spans.pop()
        elif self._opened and self._opened[-1] == name:
            self._opened.pop()
            self._leave(name, self._sinks.pop())
        else:
            self.rows.end(name)

    def _leave(self, name: str, lines: list[str]) -> None:
        if name == "deletion":
            self._deleted[self._change] = "\n".join(lines)
            self.unshown += lines
        elif name in CELLS:
            self.rows.cell(lines)

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._in in _SKIPPED:
            return
        self.characters += len(data)
        if self._in in _BESIDE:
            self.beside.append(data)
        elif self._in in _CREATOR:
            self.authors[data] = None
        else:
            self._say(data)

    def _say(self, data: str, seen: Seen | None = None) -> None:
        if self._paragraphs and data:
            self._paragraphs.say(seen or self._seen(), data)

    def _seen(self) -> Seen:
        if self._unseen:
            return Seen.NEVER
        return Seen.NOW if self._new else Seen.ALWAYS

    def _close(self) -> None:
        shown, others = self._paragraphs.leave()
        self._current.append(shown)
        self.unshown += others

    @property
    def _current(self) -> list[str]:
        return self._sinks[-1] if self._sinks else self.shown
