"""What a recogniser of one fact is, and what it yields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from exposure_audit.model import Confidence


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a folded text where a declared value stands."""

    start: int
    end: int
    confidence: Confidence
    why: str
    """The ground of the match, in words of ours, without a value."""
    needs_name: bool = False
    """Counts only where the subject's name stands in the same document."""


class Recogniser(Protocol):
    """Finds one declared value in texts that `fold` has prepared."""

    def find(self, folded: str) -> Iterator[Match]:
        """Yield the matches in rising order of their start; offsets are the text's own."""
