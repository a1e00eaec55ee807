"""An office file as a ZIP file of parts: each is read once, by what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from zipfile import ZipFile, ZipInfo

from exposure_audit.extract import zip_file
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.targets import target_parts
from exposure_audit.extract.text import clean
from exposure_audit.extract.xml_events import Handler, walk
from exposure_audit.model import PartKind, Reason

FEW_CHARACTERS = 100
"""A document with less text than this that holds pictures may be a scan."""


_SILENT = frozenset({"rsid", "rsidRoot", "zoom", "compatSetting"})
"""Elements of a document's settings whose values are numbers for programs."""


class Counting(Handler, Protocol):
    """A handler that knows how much it keeps."""

    characters: int


@dataclass(slots=True)
class ValuesWalk:
    """Gathers every element's text, each on a line, and what some attributes say."""

    attributes: frozenset[str] = frozenset()
    values: list[str] = field(default_factory=list)
    title: str = ""
    characters: int = 0
    _in: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        self._in = name
        if name not in _SILENT:
            named = self.attributes
            self._keep(attributes[key] for key in attributes if key.rpartition(":")[2] in named)

    def end(self, _name: str) -> None:
        """See `Handler.end`."""
        self._in = ""

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._in == "title" and not self.title:
            self.title = data
        self._keep([data])

    def _keep(self, values: Iterable[str]) -> None:
        kept = [value for value in values if value.strip()]
        self.values += kept
        self.characters += sum(map(len, kept))


@dataclass(slots=True)
class Relations:
    """Gathers what a part of relationships (`.rels`) points to."""

    inside: dict[str, str] = field(default_factory=dict)
    """Parts of the same file, by the relationship's id."""
    external: list[str] = field(default_factory=list)
    characters: int = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        target = attributes.get("Target", "") if name == "Relationship" else ""
        self.characters += len(target)
        if attributes.get("TargetMode") == "External":
            self.external.append(target)
        else:
            self.inside[attributes.get("Id", "")] = target

    def end(self, name: str) -> None:
        """See `Handler.end`."""

    def text(self, data: str) -> None:
        """See `Handler.text`."""


class Package:
    """The parts of an office file, and what has been found in them."""

    def __init__(self, archive: ZipFile, found: Gathering) -> None:
        self._archive = archive
        self.found = found
        self._pictures = 0
        self._files = 0

    def parts(self) -> list[ZipInfo]:
        """Return the parts that are no folders; the first so many, where there are very many."""
        parts = [part for part in self._archive.infolist() if not part.filename.endswith("/")]
        most = self.found.nest.limits.nested_files
        if len(parts) > most:
            self.found.gap(Reason.TOO_LARGE)
        return parts[:most]

    def bytes_of(self, part: ZipInfo) -> bytes:
        """Return a part's bytes, as far as they can be read; what cannot is a gap."""
        if self.found.full:
            self.found.gap(Reason.TOO_LARGE)
            return b""
        body, gap = zip_file.content(self._archive, part, self.found.nest)
        self.found.gap(gap)
        return body

    def walk(self, body: bytes, handler: Counting) -> None:
        """Have a part's XML told to a handler, until that has kept enough."""
        nest = self.found.nest
        most = nest.limits.text_characters
        if body:
            self.found.gap(walk(body, handler, lambda: handler.characters > most or nest.late))

    def values(self, body: bytes, kind: PartKind, note: str, names: frozenset[str]) -> str:
        """Add all that a part of properties or data says; return its title, if it has one."""
        handler = ValuesWalk(names)
        self.walk(body, handler)
        self.lines(kind, handler.values, note)
        return handler.title

    def lines(self, kind: PartKind, lines: Iterable[str], note: str = "") -> None:
        """Add lines with single spaces, without the empty ones."""
        split = (line for text in lines for line in clean(text).split("\n"))
        plain = (" ".join(line.split()) for line in split)
        self.found.add(kind, "\n".join(filter(None, plain)), note)

    def links(self, targets: Iterable[str], note: str = "") -> None:
        """Add where links lead, each once."""
        for target in dict.fromkeys(targets):
            self.found.take(target_parts(target, note))

    def embedded(self, part: ZipInfo) -> None:
        """Read a file that is inside: a picture, another document."""
        body = self.bytes_of(part)
        if not body:
            return
        self._files += 1
        found = self.found.nest.inside(body, f"embedded file {self._files}", name=part.filename)
        self.found.take(found.parts)
        self._pictures += Reason.NO_TEXT in found.gaps
        self.found.gap(*(gap for gap in found.gaps if gap is not Reason.NO_TEXT))

    def weigh_pictures(self) -> None:
        """Pictures that nobody can read are a gap where there is hardly any other text."""
        kinds = {PartKind.BODY, PartKind.HIDDEN}
        written = sum(len(part.text) for part in self.found.parts if part.kind in kinds)
        if self._pictures and written < FEW_CHARACTERS:
            self.found.gap(Reason.NO_TEXT)
