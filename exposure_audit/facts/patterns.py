"""Building blocks of the recognisers; every repeat is bounded, none is nested in another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.model import Confidence

GAP = r"""[\s,.;:|"'()\u00b7\u2022/\-]{1,8}"""
"""What may stand between two words of an address: commas, line breaks, table borders."""
_CROWD = 100
"""Matches that overlap one another; of a longer chain each hundred is weighed by itself."""
_ENOUGH = 5_000
"""Matches after which a fact is where it is, whatever else the text repeats."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Recognises whatever a pattern matches, always for the same reason and as surely."""

    pattern: re.Pattern[str]
    confidence: Confidence
    why: str
    needs_name: bool = False

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for found in islice(self.pattern.finditer(folded), _ENOUGH):
            yield Match(*found.span(), self.confidence, self.why, self.needs_name)


@dataclass(frozen=True, slots=True)
class Judged:
    """Recognises what a pattern matches and a rule confirms."""

    pattern: re.Pattern[str]
    judge: Callable[[str, re.Match[str]], Match | None]

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for found in self.pattern.finditer(folded):
            match = self.judge(folded, found)
            if match is not None:
                yield match


@dataclass(frozen=True, slots=True)
class Several:
    """Recognises what any of several recognisers does; the surest wins where they overlap."""

    members: tuple[Recogniser, ...]

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`; however many matches there are, few are held at a time."""
        streams = (member.find(folded) for member in self.members)
        crowd: list[Match] = []
        end = 0
        for match in merge(*streams, key=lambda match: match.start):
            if crowd and (match.start >= end or len(crowd) >= _CROWD):
                yield from surest(crowd)
                crowd, end = [], 0
            crowd.append(match)
            end = max(end, match.end)
        yield from surest(crowd)


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
    levels: dict[tuple[int, bool], list[Match]] = {}
    best = Confidence.HIGH.rank, False
    counted = 0
    for match in matches:
        level = match.confidence.rank, match.needs_name
        kept = levels.setdefault(level, [])
        if len(kept) < most:
            kept.append(match)
        counted += not match.needs_name
        if counted >= _ENOUGH or len(levels.get(best, ())) >= most:
            break
    return [match for level in levels.values() for match in level]


def _rank(match: Match) -> tuple[int, bool, int, int]:
    return -match.confidence.rank, match.needs_name, match.start - match.end, match.start


def spelled(word: str) -> str:
    """Return a pattern for a folded word: its apostrophes may be missing or be spaces."""
    return r"['\s]?".join(re.escape(piece) for piece in word.split("'"))
