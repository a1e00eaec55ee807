"""A declared address taken apart: flat, number, street or house name, and what comes after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from exposure_audit.facts.normalise import fold, words
from exposure_audit.facts.streets import TYPES

FLAT = r"(?:flat|flt|apartment|apt|unit|maisonette|room|studio)"
_FLAT_PIECE = re.compile(
    rf"{FLAT}\W{{0,3}}(?:no\W{{0,2}})?(?P<flat>[a-z]?\d{{0,4}}[a-z]?)(?=\W|$)\W*"
)
_SLASHED = re.compile(r"(?P<flat>\d{1,4}[a-z]?)/(?P<rest>\d{1,5}\D.*)")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,5}\s?[a-z]?(?:\s?[-/]\s?\d{1,5}[a-z]?)?)(?:\s+|$)(?P<street>.*)"
)

_NUMBER_LAST = re.compile(r"\s\d{1,4}[a-z]?$")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """The parts that recognition needs, folded; each may be empty."""

    flat: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    house: str = field(default="", repr=False)
    """The name of a house without a number, or of the building."""
    street: str = field(default="", repr=False)
    places: tuple[str, ...] = field(default=(), repr=False)
    """Locality, town, county."""


def take_apart(lines: Sequence[str]) -> AddressParts:
    """Take declared lines apart; what is not understood becomes house, street, places in order."""
    pieces = [fold(piece).strip() for line in lines for piece in re.split(r"[,\n]", line)]
    flat, pieces = _take_flat([piece for piece in pieces if piece])
    at = next((at for at in range(len(pieces)) if _numbered(pieces, at)), None)
    if at is None:
        return _without_number(flat, pieces)
    found = _NUMBERED.fullmatch(pieces[at])
    number, street = (found["number"], found["street"]) if found else ("", "")
    rest = pieces[at + 1 :]
    if not street and rest:
        street, *rest = rest
    house = pieces[at - 1] if at else ""
    number = re.sub(r"\s", "", number)
    return AddressParts(flat=flat, number=number, house=house, street=street, places=tuple(rest))


def _numbered(pieces: list[str], at: int) -> bool:
    """Whether a piece begins with a house number; "10115 Berlin" after "Weg 14" does not."""
    found = _NUMBERED.fullmatch(pieces[at])
    if found is None:
        return False
    return not (at and len(found["number"]) > 3 and _NUMBER_LAST.search(pieces[at - 1]))


def _take_flat(pieces: list[str]) -> tuple[str, list[str]]:
    for at, piece in enumerate(pieces):
        found = _FLAT_PIECE.match(piece)
        if found and found["flat"]:
            rest = piece[found.end() :]
            return found["flat"], [*pieces[:at], *([rest] if rest else []), *pieces[at + 1 :]]
        slashed = _SLASHED.fullmatch(piece)
        if slashed:
            return slashed["flat"], [*pieces[:at], slashed["rest"], *pieces[at + 1 :]]
    return "", pieces


def _without_number(flat: str, pieces: list[str]) -> AddressParts:
    if not pieces:
        return AddressParts(flat=flat)
    house, *rest = pieces
    street = ""
    if rest and (words(rest[0]) or ("",))[-1] in TYPES:
        street, *rest = rest
    return AddressParts(flat=flat, house=house, street=street, places=tuple(rest))
