"""One pass over a text that tells where any subject's fact may stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick, Implementation

from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.matching.prepared import Prepared

_BLOCK = 262_144
"""Bytes that are looked through at a time, so that a hostile text's hits stay few in memory."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a spelling stands: judge there."""

    part: int
    recogniser: int
    start: int
    end: int


class Anchors:
    """Every spelling of every fact in one automaton (Aho and Corasick, 1975)."""

    def __init__(self, spellings: Iterable[tuple[str, int]]) -> None:
        """Take spellings, each with the number of the recogniser that it belongs to."""
        owners: dict[bytes, tuple[int, ...]] = {}
        for spelling, recogniser in spellings:
            key = coded(spelling)
            owners[key] = (*owners.get(key, ()), recogniser)
        self._owners = tuple(owners.values())
        self._longest = max(map(len, owners), default=0)
        self._automaton = BytesAhoCorasick(owners, implementation=Implementation.ContiguousNFA)

    def hits(self, prepared: Prepared) -> Iterator[Hit]:
        """Yield where spellings stand in a document, in rising order of their end."""
        squeezed = Squeezed(prepared.folded)
        for spelling, start, end in self._matches(squeezed.letters):
            place = prepared.place(*squeezed.span(start, end))
            if place is not None:
                part, *span = place
                for recogniser in self._owners[spelling]:
                    yield Hit(part, recogniser, *span)

    def _matches(self, letters: bytes) -> Iterator[tuple[int, int, int]]:
        if not self._owners:
            return
        for begun in range(0, len(letters), _BLOCK):
            ahead = min(begun, self._longest)
            block = letters[begun - ahead : begun + _BLOCK]
            found = self._automaton.find_matches_as_indexes(block, overlapping=True)
            offset = begun - ahead
            for spelling, start, end in found:
                if end > ahead:
                    yield spelling, start + offset, end + offset
