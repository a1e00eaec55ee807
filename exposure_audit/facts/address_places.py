"""What follows a street: prose, a place that is not declared, another town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts.normalise import words
from exposure_audit.facts.streets import spellings
from exposure_audit.facts.text import Text
from exposure_audit.facts.towns import is_county, is_town

_NEXT = re.compile(r" ([a-z]{3,})(?!\w)")
_PLACE = re.compile(r",\s?(?!Tel|Phone|Mob|Email|Home|Flat|The )[A-Z][a-z]+(?=[\s,:;.)]|\Z)")
_LINKING = frozenset(
    [
        "and",
        "are",
        "because",
        "but",
        "for",
        "from",
        "had",
        "has",
        "her",
        "his",
        "near",
        "now",
        "since",
        "the",
        "then",
        "until",
        "was",
        "were",
        "when",
        "where",
        "which",
        "who",
        "with",
    ]
)


def goes_on_as_prose(text: Text, end: int) -> bool:
    """Whether a plain noun follows a street: "200 High Street shops" are no address."""
    found = _NEXT.match(text.raw, end)
    return found is not None and found[1] not in _LINKING and text.raw[end - 1].isalpha()


def goes_on_elsewhere(text: Text, end: int) -> bool:
    """Whether a name that is not declared follows a street as its place does."""
    return _PLACE.match(text.raw, end) is not None


def place_forms(place: str) -> Iterator[str]:
    """Yield a declared place as words, and with its first word in other spellings."""
    first, *rest = words(place) or ("",)
    for form in spellings(first) if rest else (first,):
        if form:
            yield " ".join((*words(form), *rest))


def names_town(piece: str) -> bool:
    """Whether a piece of an address is, or begins with, a known town or county."""
    found = piece.split()
    names = (" ".join(found[:length]) for length in range(min(4, len(found)), 0, -1))
    return any(is_town(name) or is_county(name) for name in names)
