"""What every recogniser shares: from its anchors to its matches in one text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice

from exposure_audit.facts.interface import Match
from exposure_audit.facts.overlaps import surest
from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.facts.text import Text
from exposure_audit.model import PartKind

_ENOUGH = 5_000
"""Anchors of one spelling in one text after which a value is where it is."""


class Anchored(ABC):
    """A recogniser that judges each place where one of its anchors stands."""

    __slots__ = ("anchors",)

    def __init__(self, anchors: Iterator[str]) -> None:
        self.anchors = tuple(dict.fromkeys(anchor for anchor in anchors if anchor))

    @abstractmethod
    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""

    def find(self, text: str, kind: PartKind = PartKind.BODY) -> Iterator[Match]:
        """See `Recogniser.find`; of matches that overlap, the surest is kept."""
        prepared = Text.of(text, kind)
        squeezed = Squeezed(prepared.folded)
        found = (
            self.judge(prepared, *squeezed.span(at, at + length))
            for anchor in self.anchors
            for at, length in islice(_places(squeezed.letters, coded(anchor)), _ENOUGH)
        )
        yield from surest(match for match in found if match is not None)


def _places(letters: bytes, anchor: bytes) -> Iterator[tuple[int, int]]:
    at = letters.find(anchor)
    while at >= 0:
        yield at, len(anchor)
        at = letters.find(anchor, at + 1)
