"""Matches that overlap, and matches that repeat: which are kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from exposure_audit.facts.interface import Match, Need
from exposure_audit.model import Confidence

_ENOUGH = 5_000
"""Matches after which a fact is where it is, whatever else the text repeats."""


class Taken:
    """Stretches of a text that do not overlap."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> bool:
        """Take a stretch, and tell whether it was free."""
        at = bisect_left(self._stretches, (start, end))
        before, after = self._stretches[:at][-1:], self._stretches[at : at + 1]
        if (before and before[0][1] > start) or (after and after[0][0] < end):
            return False
        self._stretches.insert(at, (start, end))
        return True


def surest(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that do not overlap a surer or longer one, in order."""
    taken = Taken()
    kept = [match for match in sorted(matches, key=_rank) if taken.add(match.start, match.end)]
    return sorted(kept, key=lambda match: match.start)


def foremost(matches: Iterable[Match], most: int) -> list[Match]:
    """Return the first matches of each level of sureness, and stop where more say nothing new.

    However often a value is repeated at one level, a surer one that stands later is kept too.
    """
    levels: dict[tuple[int, Need], list[Match]] = {}
    best = Confidence.HIGH.rank, Need.NOTHING
    counted = 0
    for match in matches:
        level = match.confidence.rank, match.need
        kept = levels.setdefault(level, [])
        if len(kept) < most:
            kept.append(match)
        counted += not match.needs_name
        if counted >= _ENOUGH or len(levels.get(best, ())) >= most:
            break
    return [match for level in levels.values() for match in level]


def _rank(match: Match) -> tuple[int, bool, int, int]:
    return -match.confidence.rank, match.needs_name, match.start - match.end, match.start
