"""The spellings of a declared address: wherever it is written, one of them stands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import product

from exposure_audit.facts import streets
from exposure_audit.facts.address_parts import AddressParts
from exposure_audit.facts.normalise import letters, words

_SPELLINGS = 12
"""Of one street: two words with three spellings each, and then some."""
_SHORTEST_NAME = 7
"""Letters of a house name of one word that may be looked for without its street."""
_SHORTEST_START = 5
_LABELS = ("street", "streetname", "road", "addressline1")
"""Words that a form or a list puts between the number and the street."""
_FLAT_WORDS = ("", "flat", "apartment", "apt")


class Shape(Enum):
    """How an anchor writes the address."""

    NUMBERED = "number and street"
    COMBINED = "number, flat and street"
    LETTER = "number and street, its letter as a flat"
    MAIN = "number and street of the terrace's road"
    NAMED = "house name and street"
    HOUSE = "house name"
    CODE = "postcode"


def anchors(parts: AddressParts, code: str) -> Iterator[tuple[str, Shape]]:
    """Yield spellings as letters alone, and how each writes the address; `code` likewise."""
    street = streets.written(parts.street, _SPELLINGS)
    if parts.number:
        yield from _numbered(parts, letters(parts.number), street)
    if parts.house:
        yield from _house(parts, street)
    if code:
        yield code, Shape.CODE


def turned(parts: AddressParts) -> Iterator[str]:
    """Yield the spellings in which the number stands behind its street."""
    number = letters(parts.number)
    street = streets.written(parts.street, _SPELLINGS)
    for name in (*street, *streets.turned(parts.street, _SPELLINGS)):
        for between in ("", "no", "number", "nr"):
            yield f"{name}{between}{number}"


def shortened(parts: AddressParts) -> Iterator[str]:
    """Yield the number with the street's name alone: "14 St Mary's" for St Mary's Road."""
    *first, last = words(parts.street) or ("",)
    if last in streets.TYPES and len(letters("".join(first))) >= _SHORTEST_START:
        for name in streets.written(" ".join(first), _SPELLINGS):
            yield letters(parts.number) + name


def _numbered(
    parts: AddressParts, number: str, street: tuple[str, ...]
) -> Iterator[tuple[str, Shape]]:
    for label in _LABELS if street else ():
        yield f"{number}{label}{street[0]}", Shape.NUMBERED
    for name in street:
        yield number + name, Shape.NUMBERED
        if parts.flat and not parts.flat.startswith("floor"):
            flat = letters(parts.flat)
            yield from ((f"{number}{word}{flat}{name}", Shape.COMBINED) for word in _FLAT_WORDS)
        if number[-1:].isalpha():
            yield number[:-1] + name, Shape.LETTER
    if len(words(parts.street)) == 1:
        yield f"{number}the{letters(parts.street)}", Shape.NUMBERED
    if parts.main[0]:
        for name in streets.written(parts.main[1], _SPELLINGS):
            yield letters(parts.main[0]) + name, Shape.MAIN


def _house(parts: AddressParts, street: tuple[str, ...]) -> Iterator[tuple[str, Shape]]:
    bare = parts.house.removeprefix("the ")
    houses = streets.written(bare, _SPELLINGS)
    if not parts.number:
        beside = street or streets.written(parts.places[0] if parts.places else "", _SPELLINGS)
        for house, other in product(houses, beside):
            yield house + other, Shape.NAMED
    if len(words(bare)) > 1 or len(letters(bare)) >= _SHORTEST_NAME:
        for house in houses:
            yield house, Shape.HOUSE
