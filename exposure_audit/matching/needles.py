"""A glance at a text that tells which facts may stand in it, so that most are never looked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick

from exposure_audit.facts import birth, location, phone
from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.interface import Finder
from exposure_audit.facts.name import Name
from exposure_audit.facts.normalise import fold, letters
from exposure_audit.facts.squeezed import coded
from exposure_audit.model import Fact, Kind

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_NO_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789")


class Needles:
    """What must stand in a text where a fact is found; numbers are places in the given order."""

    def __init__(self, facts: Sequence[tuple[Fact, Finder, Iterable[str]]]) -> None:
        """Take facts, what finds each, and its spellings without separators."""
        owners: defaultdict[bytes, set[int]] = defaultdict(set)
        self._always = set[int]()
        self._names: list[tuple[int, Name]] = []
        self._numbers: list[tuple[int, bytes]] = []
        self._years: list[tuple[int, str]] = []
        self._places = set[int]()
        for number, (fact, known, forms) in enumerate(facts):
            spellings = [*forms, *_spellings(fact, known)]
            for spelling in spellings:
                owners[coded(spelling)].add(number)
            if not all(spellings):
                self._always.add(number)
            if isinstance(known, Name):
                self._names.append((number, known))
            if fact.kind is Kind.PHONE:
                self._numbers.append((number, coded(phone.national(fact.value)[1])))
            if fact.kind is Kind.DATE_OF_BIRTH:
                self._years.append((number, f"{birth.date_of(fact).year % 100:02d}"))
            if location.place_of(fact) is not None:
                self._places.add(number)
        owners.pop(b"", None)
        self._owners = tuple(map(frozenset, owners.values()))
        self._automaton = BytesAhoCorasick(owners)

    def hits(self, folded: str, squeezed: bytes) -> set[int]:
        """Return the facts that may stand in a text, given folded and as its letters alone."""
        hits = set(self._always)
        for owner, _, _ in self._automaton.find_matches_as_indexes(squeezed, overlapping=True):
            hits |= self._owners[owner]
        for number, name in self._names:
            if name.may_stand(folded):
                hits.add(number)
        self._by_digits(folded, squeezed, hits)
        if self._places and location.may_hold_places(folded):
            hits |= self._places
        return hits

    def _by_digits(self, folded: str, squeezed: bytes, hits: set[int]) -> None:
        # Digits beyond ASCII are digits of a date too.
        other = not folded.isascii() and _OTHER_DIGIT.search(folded) is not None
        for number, year in self._years:
            if year in folded or other:
                hits.add(number)
        if self._numbers:
            # Between the digits of a telephone number there may be letters.
            digits = squeezed.translate(None, _NO_DIGITS)
            for number, written in self._numbers:
                if written in digits:
                    hits.add(number)


def _spellings(fact: Fact, known: Finder) -> Iterator[str]:
    if isinstance(known, Anchored):
        yield from known.anchors
    if fact.kind is Kind.USERNAME:
        yield letters(fact.value)
    elif fact.kind is Kind.EMAIL:
        local = fold(fact.value.partition("@")[0])
        # With a tag or without: `name+news@example.org`.
        yield letters(local.partition("+")[0] or local)
