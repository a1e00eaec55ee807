"""Building blocks of the recognisers; every repeat is bounded, none is nested in another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.model import Confidence

GAP = r"""[\s,.;:|"'()\u00b7\u2022/\-]{1,8}"""
"""What may stand between two words of an address: commas, line breaks, table borders."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Recognises whatever a pattern matches, always for the same reason."""

    pattern: re.Pattern[str]
    confidence: Confidence
    why: str
    needs_name: bool = False

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for found in self.pattern.finditer(folded):
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
        """See `Recogniser.find`."""
        yield from surest(match for member in self.members for match in member.find(folded))


def surest(matches: Iterable[Match]) -> list[Match]:
    """Return the matches that do not overlap a surer or longer one, in order."""
    ranked = sorted(
        matches,
        key=lambda match: (-match.confidence.rank, match.needs_name, match.start - match.end),
    )
    kept: list[Match] = []
    taken: set[int] = set()
    for match in ranked:
        covered = range(match.start, match.end)
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def spelled(word: str) -> str:
    """Return a pattern for a folded word: its apostrophes may be missing or be spaces."""
    return r"['\s]?".join(re.escape(piece) for piece in word.split("'"))
