"""A text as recognition sees it: as written and folded, both of one length."""

from __future__ import annotations

from dataclasses import dataclass, field

from exposure_audit.facts.normalise import fold
from exposure_audit.model import PartKind


@dataclass(frozen=True, slots=True)
class Text:
    """One part of a document."""

    raw: str = field(repr=False)
    folded: str = field(repr=False)
    kind: PartKind = PartKind.BODY

    @classmethod
    def of(cls, raw: str, kind: PartKind = PartKind.BODY) -> Text:
        """Return a text with its folded form."""
        return cls(raw, fold(raw), kind)

    def before(self, at: int, most: int) -> str:
        """Return the folded characters before an offset, at most so many."""
        return self.folded[max(0, at - most) : at]

    def after(self, at: int, most: int) -> str:
        """Return the folded characters from an offset on, at most so many."""
        return self.folded[at : at + most]
