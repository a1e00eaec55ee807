"""What a recogniser of one fact is, and what it yields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, PartKind


class Need(Enum):
    """What else must stand in the document, so that a match counts."""

    NOTHING = "nothing"
    NAME = "name"
    """The subject's name, anywhere."""
    NAME_BESIDE = "name beside"
    """The subject's name, next to it or in the same record."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a text where a declared value stands."""

    start: int
    end: int
    confidence: Confidence
    why: str
    """The ground of the match, in words of ours, without a value."""
    need: Need = Need.NOTHING

    @property
    def needs_name(self) -> bool:
        """Whether it counts only together with the subject's name."""
        return self.need is not Need.NOTHING


class Finder(Protocol):
    """Finds one declared value in a text."""

    def find(self, text: str, kind: PartKind = PartKind.BODY) -> Iterator[Match]:
        """Yield the matches in a text in rising order of their start."""


class Recogniser(Finder, Protocol):
    """A finder that knows where to look: an anchor is met cheaply, then judged exactly."""

    @property
    def anchors(self) -> tuple[str, ...]:
        """The value's spellings without anything but letters and digits, folded.

        Wherever the value may be written, one of them stands in the squeezed text.
        """

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """Say what stands where an anchor was met; reads no further than a bounded distance."""
