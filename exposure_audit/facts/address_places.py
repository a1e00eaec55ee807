"""What follows a street: prose, a place that is not declared, another town."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from exposure_audit.facts.normalise import words
from exposure_audit.facts.streets import spellings
from exposure_audit.facts.text import Text
from exposure_audit.facts.towns import is_county, is_town, same_place, same_town

_NEXT = re.compile(r" ([a-z]{3,})(?!\w)")
_PLACE = re.compile(r",\s?(?!Tel|Phone|Mob|Email|Home|Flat|The )[A-Z][a-z]+(?=[\s,:;.)]|\Z)")
_LINKING_WORDS = (
    "and are because but for from had has her his near "
    "now since the then until was were when where which who with"
)
_LINKING = frozenset(_LINKING_WORDS.split())


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


def is_among(piece: str, places: Iterable[str]) -> bool:
    """Whether a piece of an address is, or begins with, one of some places by any of its names."""
    known = _known(piece)
    return any(
        piece == place
        or piece.startswith(f"{place} ")
        or any(same_place(name, place) for name in known)
        for place in places
    )


def elsewhere(piece: str, places: Iterable[str]) -> bool:
    """Whether a piece of an address names a town or county that some places are not in.

    That can only be told of places that are known themselves: a village may be of any post town,
    and an address without a place of any town.
    """
    known = _known(piece)
    towns = [place for place in places if is_town(place)]
    counties = [place for place in places if is_county(place)]
    own = towns if any(map(is_town, known)) else counties
    return bool(known and own) and not any(same_town(known[0], place) for place in own)


def _known(piece: str) -> list[str]:
    """Return the known town or county with which a piece begins, if there is one."""
    found = piece.split()
    names = (" ".join(found[:length]) for length in range(min(4, len(found)), 0, -1))
    return [name for name in names if is_town(name) or is_county(name)][:1]
