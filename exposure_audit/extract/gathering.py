"""What a reader has found so far, within the limits of one document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.text import clean
from exposure_audit.model import Part, PartKind, Reason


@dataclass(slots=True)
class Gathering:
    """Parts and gaps in the order in which they are found."""

    nest: Nest
    parts: list[Part] = field(default_factory=list)
    gaps: dict[Reason, None] = field(default_factory=dict)
    _characters: int = 0

    @property
    def full(self) -> bool:
        """Whether nothing more may be added, or the time is over."""
        limits = self.nest.limits
        return (
            self._characters >= limits.text_characters
            or len(self.parts) >= limits.parts_per_document
            or self.nest.late
        )

    def gap(self, *reasons: Reason | None) -> None:
        """Note why something was not read; None is no gap."""
        self.gaps.update(dict.fromkeys(reason for reason in reasons if reason))

    def add(
        self,
        kind: PartKind,
        text: str,
        note: str = "",
        *,
        address: bool = False,
        line: int | None = None,
    ) -> None:
        """Add a text where it holds anything; it is cleaned, and its lines stay countable."""
        cleaned = clean(text)
        self.take([Part(kind, cleaned if line else cleaned.strip(), note, address, line)])

    def take(self, parts: Iterable[Part]) -> None:
        """Add parts that are clean already."""
        for part in parts:
            if not part.text.strip():
                continue
            if self.full:
                self.gap(Reason.TOO_LARGE)
                return
            self.parts.append(part)
            self._characters += len(part.text)

    def name(self, name: str, place: str) -> None:
        """Add what a file inside this one is called, folders included."""
        spaced = name.replace("_", " ").replace("\\", "\n").replace("/", "\n")
        self.add(PartKind.FILENAME, spaced[:2_000], f"name of {place}")

    def inside(
        self, body: bytes, place: str, *, media_type: str = "", name: str = "", shown: bool = False
    ) -> None:
        """Add what stands in a file inside this one.

        A picture that is `shown` within a text is a portrait or a logo far more often than a scan:
        that its pixels were not read is then no gap.
        """
        found = self.nest.inside(body, place, media_type=media_type, name=name)
        unread = Reason.NO_TEXT if shown and found.form is Form.IMAGE else None
        self.take(found.parts)
        self.gap(*(gap for gap in found.gaps if gap is not unread))

    def done(self, form: Form, title: str = "") -> Extraction:
        """Return all of it; where there is nothing at all, that is a gap."""
        if not self.parts and not self.gaps:
            self.gap(Reason.NO_TEXT)
        return Extraction(tuple(self.parts), tuple(self.gaps), title, form)
