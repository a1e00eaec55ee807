"""Postal addresses, United Kingdom first.

Number (or house name) and street must stand together. The postcode near them makes it certain, a
declared locality probable; a different postcode that closes the same address rules it out. A
postcode alone counts only beside the subject's name. Outside the UK: the first line and street as
declared, certain with a declared place nearby.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exposure_audit.facts import postcode, streets
from exposure_audit.facts.address_parts import FLAT, AddressParts, take_apart
from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.normalise import words
from exposure_audit.facts.patterns import GAP, Literal, Several
from exposure_audit.model import Address, Confidence

NEAR = 170
"""Characters within which a postcode or place supports a street (PERFORMANCE.md section 4)."""

_RANGE_BEFORE = re.compile(r"\d[a-z]?\s?[-&/]\s?$")
_FLAT_NUMBER = r"([a-z]?\d{1,4}[a-z]?|[a-z])\b"
_FLAT_BEFORE = re.compile(
    rf"\b{FLAT}\W{{0,3}}(?:no\W{{0,2}})?{_FLAT_NUMBER}[\s,.;:|]{{0,6}}(?:[a-z' ]{{3,30}},\s?)?$"
)
_FLAT_AFTER = re.compile(rf"[\s,(]{{1,4}}{FLAT}\W{{0,3}}(?:no\W{{0,2}})?{_FLAT_NUMBER}\b")
_SLASH_BEFORE = re.compile(r"(?<![\w/])(\d{1,4}[a-z]?)/$")
_SAME_ADDRESS = re.compile(r"[a-z\s,.;:|'\"()&\-\u00b7\u2022]{0,120}")
_OTHER_MATTER = re.compile(
    r"\b(?:tel|telephone|phone|mobile|email|e-mail|office|www|and|from|to)\b"
)


def normal_postcode(text: str) -> str:
    """Return a UK postcode in capitals with one space; raises `ValueError` (see `postcode`)."""
    return postcode.normal(text)


def normal(lines: Sequence[str], code: str = "") -> str:
    """Return an address on one line; raises `ValueError` where no line holds anything."""
    pieces = [" ".join(line.split()).strip(" ,") for line in lines]
    if not any(pieces):
        raise ValueError("the address has no lines: give house and street, then the town")
    return ", ".join(filter(None, (*pieces, code)))


def recogniser(address: Address) -> Recogniser:
    """Return what recognises a declared address in folded text."""
    members: list[Recogniser] = []
    parts = take_apart(address.lines)
    core = _core(parts)
    if core:
        members.append(_Street(parts, core, address.postcode))
    if address.postcode:
        code = postcode.pattern(address.postcode)
        if parts.house and not parts.number:
            name = streets.pattern(parts.house, GAP)
            pattern = re.compile(rf"(?<!\w){name}(?!\w)[a-z\s,.;:|'\"]{{1,60}}{code}")
            members.append(Literal(pattern, Confidence.HIGH, "house name and postcode"))
        alone = Literal(re.compile(code), Confidence.LOW, "postcode alone", needs_name=True)
        members.append(alone)
    return Several(tuple(members))


def _core(parts: AddressParts) -> str:
    street = streets.pattern(parts.street, GAP)
    if parts.number and street:
        number = re.sub(r"(?<=\d)(?=[a-z])", r"\\s?", parts.number).replace("-", r"\s?-\s?")
        return rf"(?<![\w\u00a3$]){number}{GAP}{street}(?!\w)"
    house = streets.pattern(parts.house, GAP)
    beside = street or (streets.pattern(parts.places[0], GAP) if parts.places else "")
    return rf"(?<!\w){house}{GAP}{beside}(?!\w)" if house and beside else ""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around a street that matched."""

    start: int
    end: int
    flat: str | None
    """The flat that is written there, or none."""


class _Street:
    """Recognises number and street, and weighs what stands around them."""

    def __init__(self, parts: AddressParts, core: str, code: str) -> None:
        self._core = re.compile(core)
        self._flat = parts.flat
        self._code = re.compile(postcode.pattern(code)) if code else None
        places = [streets.pattern(place, GAP) for place in parts.places if words(place)]
        self._places = re.compile(rf"(?<!\w)(?:{'|'.join(places)})(?!\w)") if places else None
        self._own_words = frozenset(word for place in parts.places for word in words(place))
        self._numbered = bool(parts.number)

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for found in self._core.finditer(folded):
            match = self._judge(folded, *found.span())
            if match is not None:
                yield match

    def _judge(self, folded: str, start: int, end: int) -> Match | None:
        around = self._surroundings(folded, start, end)
        if around is None or (around.flat is not None and self._flat not in {"", around.flat}):
            return None
        code = self._own_code(folded, around)
        if self._closed_by_another(folded, around, code):
            return None
        confidence, why = self._support(folded, around, supported=code is not None)
        if self._flat and around.flat is None:
            confidence = min(confidence, Confidence.MEDIUM, key=lambda level: level.rank)
            why = f"the building without the flat: {why}"
        elif around.flat is not None and not self._flat:
            confidence = min(confidence, Confidence.MEDIUM, key=lambda level: level.rank)
            why = f"a flat in the building: {why}"
        return Match(around.start, self._stretched(folded, around, code), confidence, why)

    def _surroundings(self, folded: str, start: int, end: int) -> _Surroundings | None:
        """Look for a flat; return none where the number belongs to a range or a longer one."""
        before = folded[max(0, start - 60) : start]
        slashed = _SLASH_BEFORE.search(before)
        if slashed and self._numbered:
            return _Surroundings(start - len(slashed[0]), end, slashed[1])
        if self._numbered and _RANGE_BEFORE.search(before):
            return None
        ahead = _FLAT_BEFORE.search(before)
        if ahead:
            return _Surroundings(start - len(before) + ahead.start(), end, ahead[1])
        after = _FLAT_AFTER.match(folded, end)
        if after:
            return _Surroundings(start, after.end(), after[1])
        return _Surroundings(start, end, None)

    def _own_code(self, folded: str, around: _Surroundings) -> re.Match[str] | None:
        if self._code is None:
            return None
        after = self._code.search(folded, around.end, around.end + NEAR)
        return after or self._code.search(folded, max(0, around.start - NEAR), around.start)

    def _closed_by_another(
        self, folded: str, around: _Surroundings, code: re.Match[str] | None
    ) -> bool:
        other = postcode.first(folded, around.end, around.end + 130)
        if self._code is None or other is None or self._code.fullmatch(other[0]):
            return False
        between = folded[around.end : other.start()]
        if not _SAME_ADDRESS.fullmatch(between) or _OTHER_MATTER.search(between):
            return False
        own_before = code is not None and code.end() <= around.start
        return not (
            own_before
            and code is not None
            and "\n" in between
            and "\n" not in folded[code.end() : around.start]
        )

    def _support(
        self, folded: str, around: _Surroundings, *, supported: bool
    ) -> tuple[Confidence, str]:
        what = "number and street" if self._numbered else "house name and street"
        if supported:
            return Confidence.HIGH, f"{what} with the postcode"
        window = folded[max(0, around.start - NEAR) : around.end + NEAR]
        if self._places is not None and self._places.search(window):
            level = Confidence.MEDIUM if self._code is not None else Confidence.HIGH
            return level, f"{what} with the town or locality"
        return Confidence.LOW, f"{what} alone"

    def _stretched(self, folded: str, around: _Surroundings, code: re.Match[str] | None) -> int:
        """Return the end of the whole address, where nothing undeclared stands before it."""
        if code is None or code.start() < around.end:
            return around.end
        between = words(folded[around.end : code.start()])
        return code.end() if self._own_words.issuperset(between) else around.end
