"""Postal addresses, United Kingdom first.

Number (or house name) and street must stand together. The postcode near them makes it certain, a
declared place probable, the subject's name beside them possible; another postcode, or another town,
that closes the same address rules it out. A postcode alone counts only beside the subject's name.
Outside the UK: the first line and street as declared, certain with a declared place nearby.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from exposure_audit.facts import flats, postcode, streets
from exposure_audit.facts.address_anchors import Shape, anchors, shortened, turned
from exposure_audit.facts.address_core import house_at, numbered_at, turned_at, width
from exposure_audit.facts.address_parts import take_apart
from exposure_audit.facts.address_support import Support
from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.normalise import letters, words
from exposure_audit.facts.text import Text
from exposure_audit.model import Address, Confidence

_NUMBER = re.compile(r"\d{1,5}(?:\s?[a-z](?![a-z]))?")
_REACH = 100
"""Characters before and behind a postcode in which its street may stand."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LAST_NUMBER = re.compile(r"(?<!\d)(\d{1,4}[a-z]?)\Z")


def normal_postcode(text: str) -> str:
    """Return a UK postcode in capitals with one space; raises `ValueError` (see `postcode`)."""
    return postcode.normal(text)


def normal(lines: Sequence[str], code: str = "") -> str:
    """Return an address on one line; raises `ValueError` where no line holds anything."""
    pieces = [" ".join(line.split()).strip(" ,") for line in lines]
    if not any(pieces):
        raise ValueError("the address has no lines: give house and street, then the town")
    return ", ".join(filter(None, (*pieces, code)))


class PostalAddress(Anchored):
    """Recognises a declared address, and weighs what stands around it."""

    __slots__ = (
        "_building",
        "_code",
        "_flat",
        "_letter",
        "_main",
        "_number",
        "_shapes",
        "_short",
        "_support",
        "_turned",
        "_typed",
    )

    def __init__(self, address: Address) -> None:
        parts = take_apart(address.lines, address.postcode)
        self._flat, self._number, self._main = parts.flat, parts.number, parts.main[0]
        self._code = letters(address.postcode)
        self._building = letters(parts.house)
        self._letter = parts.number.lstrip("0123456789")
        self._typed = bool({*words(parts.street)[-1:]} & streets.TYPES)
        self._support = Support(parts.places, letters(address.postcode), parts.street)
        self._turned = tuple(turned(parts))
        self._short = tuple(shortened(parts))
        self._shapes: dict[str, Shape] = {}
        for anchor, shape in anchors(parts, letters(address.postcode)):
            self._shapes.setdefault(anchor, shape)
        super().__init__(iter(self._shapes))

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        shape = self._shapes.get(letters(text.folded[start:end]))
        if shape is None:
            return None
        if shape is Shape.CODE:
            return self._code_alone(text, start, end)
        if shape in {Shape.NAMED, Shape.HOUSE}:
            return self._house(text, start, end, alone=shape is Shape.HOUSE)
        return self._numbered(text, start, end, shape)

    def _code_alone(self, text: Text, start: int, end: int) -> Match | None:
        if postcode.at(text.folded, start) != self._code:
            return None
        near = self._near_code(text, start)
        return near or Match(start, end, Confidence.LOW, "postcode alone", Need.NAME)

    def _near_code(self, text: Text, code: int) -> Match | None:
        """Return the match of a street near the postcode, in forms that say nothing elsewhere."""
        if self._number[:1] not in text.folded[max(0, code - _REACH) : code + _REACH]:
            return None
        for number in _NUMBER.finditer(text.folded, max(0, code - _REACH), code + _REACH):
            if letters(number[0]) not in {self._number, self._number.rstrip(_LETTERS)}:
                continue
            short = self._short_at(text, number.start())
            if short is not None:
                return short
            start = turned_at(text, number.end(), self._number, self._turned)
            match = self._support.turned(text, start, number.end()) if start is not None else None
            if match is not None:
                return _less_sure(match, inside=False) if self._flat else match
        return None

    def _short_at(self, text: Text, start: int) -> Match | None:
        """Return the match of the number with its street's name alone."""
        ahead = text.after(start, _REACH)
        written = letters(ahead)
        for spelling in self._short:
            if written.startswith(spelling):
                end = start + width(ahead, len(spelling))
                return self._numbered(text, start, end, Shape.NUMBERED, short=True)
        return None

    def _house(self, text: Text, start: int, end: int, *, alone: bool) -> Match | None:
        begun, ended, written = _with_flat(text, start, end)
        bare = flats.bare_before(text.before(start, 8)) if not written and self._flat else ""
        if not house_at(text, start, end, numbered=bool(bare or written)):
            return None
        exact = self._flat in {written, bare}
        if (written or bare) and not exact and (bare or self._differs(written)):
            return None
        what = "house name" if alone else "house name and street"
        match = self._support.house(text, begun, ended, what, alone=alone)
        return match if exact or match is None else _less_sure(match, inside=not self._flat)

    def _other_flat(self, before: str) -> bool:
        """Whether the building's name stands before the street, with another flat's number."""
        written = letters(before)
        if not self._building or not written.endswith(self._building):
            return False
        found = _LAST_NUMBER.search(written.removesuffix(self._building))
        return found is not None and found[1] != self._flat

    def _differs(self, written: str) -> bool:
        return bool(self._flat) and flats.comparable(written, self._flat)

    def _numbered(
        self, text: Text, start: int, end: int, shape: Shape, *, short: bool = False
    ) -> Match | None:
        number = self._main if shape is Shape.MAIN else self._number
        if shape is Shape.LETTER:
            number = number.removesuffix(self._letter)
        flat = self._flat if shape is Shape.COMBINED else ""
        if not numbered_at(text, start, end, number, flat, typed=self._typed):
            return None
        if shape is Shape.COMBINED:
            return self._support.street(text, start, end)
        begun, ended, written = _with_flat(text, start, end)
        if shape is Shape.LETTER:
            same = written == self._letter
            return self._support.street(text, begun, ended) if same else None
        exact = self._flat == written and shape is not Shape.MAIN
        other = self._other_flat(text.before(begun, 60)) if self._flat and not written else False
        if other or (written and not exact and self._differs(written)):
            return None
        match = self._support.street(text, begun, ended, short=short)
        if match is None or exact:
            return match
        return _less_sure(match, inside=bool(written) and not self._flat)


def recogniser(address: Address) -> PostalAddress:
    """Return what recognises a declared address."""
    return PostalAddress(address)


def _with_flat(text: Text, start: int, end: int) -> tuple[int, int, str]:
    """Return the span with the flat that stands beside it, and that flat."""
    found = flats.ahead(text.before(start, 60))
    if found:
        return start - found[1], end, found[0]
    found = flats.behind(text.folded, end)
    return (start, found[1], found[0]) if found else (start, end, "")


def _less_sure(match: Match, *, inside: bool) -> Match:
    what = "a flat in the building" if inside else "the building without the flat"
    level = min(match.confidence, Confidence.MEDIUM, key=lambda level: level.rank)
    return Match(match.start, match.end, level, f"{what}: {match.why}", match.need)
