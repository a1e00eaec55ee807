"""What a page is found to say, sorted by where it stood, until its parts are made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from exposure_audit.extract.html_text import BREAK, tidy
from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_FIRST = (
    (PartKind.BODY, ""),
    (PartKind.HIDDEN, ""),
    (PartKind.LINK, ""),
    (PartKind.META, "title"),
)


@dataclass(slots=True)
class Found:
    """What one page and the documents inside it say besides their visible text."""

    limits: Limits
    title: str = ""
    documents: int = 0
    """How many documents inside the page were read."""
    targets: dict[str, None] = field(default_factory=dict)
    """Where links and embedded files lead."""
    codes: list[str] = field(default_factory=list)
    """Values of attributes in which there may be coordinates."""
    _lines: defaultdict[tuple[PartKind, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _parts: list[Part] = field(default_factory=list)
    _gaps: dict[Reason, None] = field(default_factory=dict)

    def add(self, kind: PartKind, text: str, note: str = "") -> None:
        """Add a text on a line of its own, in one part with all that is of its kind and note."""
        if text:
            self._lines[kind, note].append(text)

    def lines(self, kind: PartKind) -> list[str]:
        """Return the list of a kind's lines, for what is added very often."""
        return self._lines[kind, ""]

    def places(self, found: tuple[str, bool], note: str) -> None:
        """Add coordinates, and a gap where these are not all."""
        places, whole = found
        self.add(PartKind.GPS, places, note)
        if not whole:
            self.gap(Reason.TOO_LARGE)

    def take(self, parts: Iterable[Part]) -> None:
        """Add parts that are clean already and stay apart."""
        self._parts.extend(part for part in parts if part.text)

    def gap(self, *reasons: Reason) -> None:
        """Note why something was not read."""
        self._gaps.update(dict.fromkeys(reasons))

    def extraction(self, body: str) -> Extraction:
        """Return everything as parts, the visible text first."""
        self.add(PartKind.BODY, body)
        places = dict.fromkeys((*_FIRST, *self._lines))
        made = [Part(kind, self._text(kind, note), note) for kind, note in places]
        parts = (*(part for part in made if part.text), *self._parts)
        return Extraction(parts, tuple(self._gaps), self.title)

    def _text(self, kind: PartKind, note: str) -> str:
        found = self._lines.get((kind, note), [])
        if kind is PartKind.GPS:
            return "\n".join(dict.fromkeys("\n".join(found).split("\n")))
        return tidy(BREAK.join(found))
