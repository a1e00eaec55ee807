"""Files inside a file: read by the same reader, on one budget of number, size, depth and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol, Self

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Clock, Limits, SystemClock
from exposure_audit.model import Part, PartKind, Reason

_TIME_SHARE = 0.7
"""Of the time for one document; what is left is for handing over what was read."""
_UNMOVED = frozenset({PartKind.GPS, PartKind.FILENAME})
_FREE_BYTES = 1_000_000
_WORDS = {
    Form.HTML: "web page",
    Form.PDF: "pdf",
    Form.IMAGE: "picture",
    Form.VCARD: "card or calendar",
    Form.JSON: "data",
    Form.TABLE: "table",
    Form.PLAIN: "text",
    Form.OFFICE: "office document",
    Form.MAIL: "mail",
    Form.ARCHIVE: "archive",
}


class Read(Protocol):
    """Reads a body of any kind."""

    def __call__(self, body: bytes, media_type: str, name: str, nest: Nest, /) -> Extraction:
        """Return what stands in a body; `nest` says what may still be spent."""


@dataclass(slots=True)
class Budget:
    """What a document and everything inside it may still cost."""

    files: int
    unpacked: int
    characters: int
    until: float
    clock: Clock


@dataclass(frozen=True, slots=True)
class Nest:
    """How deep a document stands inside others, and the budget that they share."""

    limits: Limits
    budget: Budget
    read: Read
    depth: int = 0

    @classmethod
    def start(cls, limits: Limits, read: Read, clock: Clock | None = None) -> Self:
        """Return the place of a document that stands in no other."""
        clock = clock or SystemClock()
        until = clock.monotonic() + limits.read_seconds * _TIME_SHARE
        budget = Budget(
            limits.nested_files, limits.unpacked_bytes, limits.text_characters, until, clock
        )
        return cls(limits, budget, read)

    @property
    def late(self) -> bool:
        """Whether the time is over, so that what was read is better handed over than lost."""
        return self.budget.clock.monotonic() > self.budget.until

    @property
    def over(self) -> bool:
        """Whether no further file inside this one may be read."""
        spent = min(self.budget.files, self.budget.unpacked, self.budget.characters) <= 0
        return spent or self.late

    def room(self, packed: int) -> int:
        """Return how many bytes may be unpacked from so many packed ones."""
        grown = _FREE_BYTES + packed * self.limits.unpacked_ratio
        return max(0, min(self.limits.file_bytes, self.budget.unpacked, grown))

    def unpacked(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self.budget.unpacked -= size

    def inside(
        self, body: bytes, place: str, *, media_type: str = "", name: str = ""
    ) -> Extraction:
        """Return what stands in a file inside this one; its parts say where it stood.

        `place` is in words of ours; `name`, as the file is called, only helps to tell its kind.
        """
        if self.depth >= self.limits.nested_depth or self.over:
            return Extraction((), (Reason.TOO_LARGE,))
        self.budget.files -= 1
        try:
            found = self.read(body, media_type, name, replace(self, depth=self.depth + 1))
        except (MemoryError, RecursionError):
            return Extraction((), (Reason.TOO_LARGE,))
        kept = bounded(found, self.limits, self.budget.characters)
        self.budget.characters -= sum(len(part.text) for part in kept.parts)
        return replace(kept, parts=tuple(_moved(kept, place)))


def bounded(extraction: Extraction, limits: Limits, characters: int) -> Extraction:
    """Keep within the number of parts and an amount of text; what is cut off is a gap."""
    room, kept, cut = characters, list[Part](), False
    for part in extraction.parts[: limits.parts_per_document]:
        if room <= 0:
            cut = True
            break
        if len(part.text) > room:
            cut = True
        kept.append(replace(part, text=part.text[:room]))
        room -= len(part.text)
    if cut or len(extraction.parts) > limits.parts_per_document:
        gaps = dict.fromkeys((*extraction.gaps, Reason.TOO_LARGE))
        return replace(extraction, parts=tuple(kept), gaps=tuple(gaps))
    return extraction


def _moved(found: Extraction, place: str) -> Iterator[Part]:
    word = _WORDS.get(found.form)
    where = f"{place}, {word}" if word else place
    for part in found.parts:
        kind = part.kind if part.kind in _UNMOVED else PartKind.ATTACHMENT
        note = f"{where}, {part.note}" if part.note else where
        yield replace(part, kind=kind, note=note, line=None)
