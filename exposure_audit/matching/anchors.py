"""One pass over a text that tells where any subject's fact may stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick, Implementation

from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.matching.prepared import Prepared

_BLOCK = 262_144
"""Bytes that are looked through at a time, so that a hostile text's hits stay few in memory."""

_CORE, _LEAST = 8, 4
"""Bytes of a core: the most, and the fewest where more stand before it."""
_DIGITS = frozenset(b"0123456789")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a spelling stands: judge there."""

    part: int
    recogniser: int
    start: int
    end: int


class Anchors:
    """Every spelling of every fact: an automaton (Aho and Corasick, 1975) and a table.

    The automaton looks for a core of each spelling, a few letters from its first digit on where it
    has one: these are soon passed over in a text of words. What stands around a core is looked up.
    """

    def __init__(self, spellings: Iterable[tuple[str, int]]) -> None:
        """Take spellings, each with the number of the recogniser that it belongs to."""
        self._owners: dict[bytes, int | tuple[int, ...]] = {}
        shapes: dict[bytes, tuple[tuple[int, int], ...]] = {}
        same: dict[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = {}
        for spelling, recogniser in spellings:
            key = coded(spelling)
            known = self._owners.get(key)
            self._owners[key] = recogniser if known is None else (*_several(known), recogniser)
            if known is None:
                start = _core(key)
                core = key[start : start + _CORE]
                shape = start, len(key)
                if shape not in shapes.get(core, ()):
                    wider = (*shapes.get(core, ()), shape)
                    shapes[core] = same.setdefault(wider, wider)
        self._shapes = tuple(shapes.values())
        self._automaton = BytesAhoCorasick(shapes, implementation=Implementation.ContiguousNFA)

    def hits(self, prepared: Prepared) -> Iterator[Hit]:
        """Yield where spellings stand in a document, in rising order of their cores' end."""
        squeezed = Squeezed(prepared.folded)
        letters = squeezed.letters
        for core, at in self._cores(letters):
            for before, length in self._shapes[core]:
                start = at - before
                key = letters[start : start + length] if start >= 0 else b""
                owners = self._owners.get(key) if len(key) == length else None
                place = None if owners is None else squeezed.span(start, start + length)
                where = prepared.place(*place) if place else None
                if where is not None and owners is not None:
                    part, *span = where
                    for recogniser in _several(owners):
                        yield Hit(part, recogniser, *span)

    def _cores(self, letters: bytes) -> Iterator[tuple[int, int]]:
        """Yield which core begins where."""
        if not self._shapes:
            return
        for begun in range(0, len(letters), _BLOCK):
            ahead = min(begun, _CORE)
            block = letters[begun - ahead : begun + _BLOCK]
            offset = begun - ahead
            for core, start, end in self._automaton.find_matches_as_indexes(
                block, overlapping=True
            ):
                if end > ahead:
                    yield core, start + offset


def _core(key: bytes) -> int:
    """Return where the core of a spelling begins: at its first digit, if enough is left of it."""
    start = next((at for at, byte in enumerate(key) if byte in _DIGITS), 0)
    return start if len(key) - start >= _LEAST else 0


def _several(owners: int | tuple[int, ...]) -> tuple[int, ...]:
    """Return owners as a tuple: most spellings have one, and ten thousand tuples less count."""
    return owners if isinstance(owners, tuple) else (owners,)
