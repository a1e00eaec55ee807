"""A declared address taken apart: flat, number, street or house name, and what comes after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from exposure_audit.facts import flats
from exposure_audit.facts.normalise import fold, words
from exposure_audit.facts.streets import BUILDINGS, TYPES

_SLASHED = re.compile(r"(?P<flat>\d{1,4}[a-z]?)/(?P<rest>\d{1,5}\D.*)")
_SLASHED_AFTER = re.compile(r"(?P<number>\d{1,5})/(?P<flat>\d{1,3}[a-z]?)\s+(?P<street>\D.*)")
_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(
    r"(?:no\.?\s?)?(?P<number>\d{1,5}\s?[a-z]?(?:\s?[-/]\s?\d{1,5}[a-z]?)?)(?:\s+|$)(?P<street>.*)"
)
_NUMBER_LAST = re.compile(r"\s\d{1,4}[a-z]?\Z")


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
    main: tuple[str, str] = field(default=("", ""), repr=False)
    """Number and street of the road, where the house stands in a terrace of its own name."""


def take_apart(lines: Sequence[str], code: str = "") -> AddressParts:
    """Take declared lines apart; what is not understood becomes house, street, places in order.

    `code` is the postcode: in Edinburgh the flat stands behind the number's slash.
    """
    pieces = [fold(piece).strip() for line in lines for piece in re.split(r"[,\n]", line)]
    number_first = code[:2].upper() == "EH"
    flat, pieces = _take_flat([piece for piece in pieces if piece], number_first=number_first)
    at = next((at for at in range(len(pieces)) if _numbered(pieces, at)), None)
    if at is None:
        return _without_number(flat, pieces)
    number, street, rest = _number_and_street(pieces[at:])
    house = pieces[0] if at else ""
    main = ("", "")
    if rest and (words(street) or ("",))[-1] in BUILDINGS and _numbered(rest, 0):
        *main_parts, rest = _number_and_street(rest)
        main = (main_parts[0], main_parts[1])
    return AddressParts(
        flat=flat, number=number, house=house, street=street, places=tuple(rest), main=main
    )


def _number_and_street(pieces: Sequence[str]) -> tuple[str, str, list[str]]:
    found = _NUMBERED.fullmatch(pieces[0])
    number, street = (found["number"], found["street"]) if found else ("", "")
    rest = list(pieces[1:])
    if not street and rest:
        street, *rest = rest
    return re.sub(r"\s", "", number), street, rest


def _numbered(pieces: Sequence[str], at: int) -> bool:
    """Whether a piece begins with a house number; "10115 Berlin" after "Weg 14" does not."""
    found = _NUMBERED.fullmatch(pieces[at])
    if found is None:
        return False
    return not (at and len(found["number"]) > 3 and _NUMBER_LAST.search(pieces[at - 1]))


def _take_flat(pieces: list[str], *, number_first: bool) -> tuple[str, list[str]]:
    for at, piece in enumerate(pieces):
        found = flats.take(piece)
        if found:
            flat, rest = found
            return flat, [*pieces[:at], *([rest] if rest else []), *pieces[at + 1 :]]
        slashed = _slashed(piece, number_first=number_first)
        if slashed:
            return slashed[0], [*pieces[:at], slashed[1], *pieces[at + 1 :]]
    return "", pieces


def _slashed(piece: str, *, number_first: bool) -> tuple[str, str] | None:
    """Return the flat of "2/14 Mill Lane" or of "14/2 Mill Lane", and the rest."""
    after = _SLASHED_AFTER.fullmatch(piece)
    if after and (number_first or int(after["number"]) > int(_DIGITS.findall(after["flat"])[0])):
        return after["flat"], f"{after['number']} {after['street']}"
    before = _SLASHED.fullmatch(piece)
    return (before["flat"], before["rest"]) if before else None


def _without_number(flat: str, pieces: list[str]) -> AddressParts:
    if not pieces:
        return AddressParts(flat=flat)
    house, *rest = pieces
    street = ""
    if rest and (words(rest[0]) or ("",))[-1] in TYPES:
        street, *rest = rest
    return AddressParts(flat=flat, house=house, street=street, places=tuple(rest))
