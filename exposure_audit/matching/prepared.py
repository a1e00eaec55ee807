"""A document's texts as recognition needs them, folded in one go."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from exposure_audit.facts.normalise import fold
from exposure_audit.facts.text import Text
from exposure_audit.model import Part

_BORDER = "\x1e"
"""Between two parts; cleaned texts hold none."""


class Prepared:
    """A document's texts, folded together; each is cut out again when it is asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._starts = [
            0, *accumulate(len(part.text) + len(_BORDER) for part in parts)
        ]  # fmt: skip
        self.folded = fold(_BORDER.join(part.text for part in parts))
        self._texts: dict[int, Text] = {}

    def text(self, number: int) -> Text:
        """Return one part's text."""
        if number not in self._texts:
            part, start = self._parts[number], self._starts[number]
            folded = self.folded[start : start + len(part.text)]
            self._texts[number] = Text(part.text, folded, part.kind)
        return self._texts[number]

    def place(self, start: int, end: int) -> tuple[int, int, int] | None:
        """Return the part of a stretch and its offsets there, or none where it spans two."""
        number = bisect_right(self._starts, start) - 1
        begun = self._starts[number]
        if end - begun > len(self._parts[number].text):
            return None
        return number, start - begun, end - begun
