"""Whether number and street, or a house's name, stand together as one address does."""

from __future__ import annotations

import re

from exposure_audit.facts.normalise import letters
from exposure_audit.facts.streets import TYPES
from exposure_audit.facts.text import Text

_ODD = re.compile(r"[^\w\s,.;:|\"'()\u00b7/\-]|[\s,.;:|\"'()\u00b7/\-]{9}")
"""What stands in no address, and more than commas, line breaks and table borders need."""
_TOUCHES_NUMBER = re.compile(r"(?:[\w\u00a3$\u20ac#]|\d[.,])\Z")
_RANGE_BEFORE = re.compile(r"\d[a-z]?\s?(?:[-&]|to|and)\s?\Z|\d\s?-\s?\Z")
_NEXT_WORD = re.compile(r"\s([a-z]+)(?![\w'])")
_COMPASS = frozenset({"north", "south", "east", "west"})
_LONGER_NAME = re.compile(
    r"(?:\b(?:old|new|little|great|upper|lower|north|south|east|west|big)\s|[\w'\-]|\d\s)\Z"
)
_NUMBER_LAST = re.compile(r"[^\w]{1,8}(?:(?:no|number|nr)\b\W{0,3})?(\d{1,5}(?:\s?[a-z])?)\Z")
_FLAT_SIGN = re.compile(r"\s?/\s?|[\s,]{1,3}(?:flat|apartment|apt|unit)\W{0,3}|\s?(?=[a-z])")
_SENTENCE = re.compile(r"\.\s")
_CAPITAL = re.compile(r"[A-Z]")
_REACH = 80
_BUILT = frozenset(
    [
        "hall",
        "house",
        "court",
        "church",
        "school",
        "centre",
        "club",
        "hotel",
        "inn",
        "theatre",
        "library",
        "station",
        "estate",
    ]
)
"""What may be named after a street without being in it at that number."""


def numbered_at(
    text: Text, start: int, end: int, number: str, flat: str = "", *, typed: bool = True
) -> bool:
    """Whether a house number and its street stand at a stretch, the flat between them if given.

    `typed` says that the street ends in a word for streets, so that more words are another matter.
    """
    folded = text.folded
    after = _after_number(folded, start, number)
    if flat and after is not None:
        sign = _FLAT_SIGN.match(folded, after)
        after = _after_number(folded, sign.end(), flat) if sign else None
    if after is None or _ODD.search(folded, after, end) or _SENTENCE.match(folded, after):
        return False
    before = text.before(start, 12)
    return not (
        _TOUCHES_NUMBER.search(before)
        or _RANGE_BEFORE.search(before)
        or touches_word(text, end)
        or _goes_on(text, end, typed=typed)
    )


def turned_at(text: Text, end: int, number: str, spellings: tuple[str, ...]) -> int | None:
    """Return where a street begins whose number ends at an offset, or none."""
    reach = text.before(end, _REACH)
    found = _NUMBER_LAST.search(reach)
    if found is None or letters(found[1]) != letters(number) or touches_word(text, end):
        return None
    written = letters(reach)
    for spelling in spellings:
        if written.endswith(spelling):
            start = end - (len(reach) - _places(reach)[-len(spelling)])
            odd = _ODD.search(text.folded, start, end)
            return None if odd or _TOUCHES_NUMBER.search(text.before(start, 2)) else start
    return None


def width(written: str, count: int) -> int:
    """Return how many characters the first so many letters and digits of a text take."""
    return _places(written)[count - 1] + 1


def _places(written: str) -> list[int]:
    return [at for at, char in enumerate(written) if char.isalnum()]


def house_at(text: Text, start: int, end: int, *, numbered: bool = False) -> bool:
    """Whether a house's name stands at a stretch, not as the end of a longer one.

    It is written as a name: with capitals, unless nothing around is. `numbered` says that the
    number before it is its flat.
    """
    if _ODD.search(text.folded, start, end) or touches_word(text, end):
        return False
    last = text.raw[start:end].rsplit(maxsplit=1)[-1]
    if last[:1].islower() and _CAPITAL.search(text.raw[max(0, start - 80) : end + 80]):
        return False
    return numbered or not _LONGER_NAME.search(text.before(start, 8))


def touches_word(text: Text, end: int) -> bool:
    """Whether a word goes on right after a stretch."""
    return text.after(end, 1).isalnum()


def _goes_on(text: Text, end: int, *, typed: bool) -> bool:
    """Whether the next word makes it another street: "Mill Lane Close", "Church Street South"."""
    found = _NEXT_WORD.match(text.folded, end)
    if found is None:
        return False
    name = not typed and text.raw[found.start(1)].isupper() and not text.raw[end - 1].isupper()
    return found[1] in TYPES | _COMPASS or (name and found[1] in _BUILT)


def _after_number(folded: str, start: int, number: str) -> int | None:
    """Return where a written number ends, or none where the digits are others.

    A letter may stand apart from its number, and a range may be spaced.
    """
    at = start
    for place, char in enumerate(number):
        if place and not (char.isdigit() and number[place - 1].isdigit()):
            while folded[at : at + 1] in {" ", "-", "/"} and char.isalnum():
                at += 1
        if not char.isalnum():
            continue
        if folded[at : at + 1] != char:
            return None
        at += 1
    whole = not folded[at : at + 1].isdigit()
    return at if whole else None
