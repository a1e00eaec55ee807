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
        """See `Finder.find`; of matches that overlap, the surest is kept."""
        prepared = Text.of(text, kind)
        squeezed = Squeezed(prepared.folded)
        found = (
            self.judge(prepared, *span)
            for anchor in self.anchors
            for span in islice(squeezed.places(coded(anchor)), _ENOUGH)
        )
        yield from surest(match for match in found if match is not None)
