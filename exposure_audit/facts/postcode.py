"""UK postcodes: normal form and recognition (BS 7666, as published on GOV.UK)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_ANY = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?)[\s\-.]{0,3}([0-9][a-z]{2})(?![a-z0-9])")
_DISTRICT = re.compile(r"[a-z]{1,2}[0-9]{1,2}[a-z]?")
_LONGEST = 11


def normal(text: str) -> str:
    """Return a postcode in capitals with one space.

    Raises `ValueError` for what has not the shape of a postcode. Whether it is in use is not
    checked: that would need a list, and a request.
    """
    squeezed = "".join(text.split()).replace("-", "").upper()
    found = _SHAPE.fullmatch(squeezed)
    if found is None:
        raise ValueError("not a UK postcode: it should look like AB1 2CD")
    return " ".join(found.groups())


def written(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield what has the shape of a postcode between two offsets: its letters, and its span."""
    for found in _ANY.finditer(folded, max(0, start), end):
        yield found[1] + found[2], *found.span()


def at(folded: str, start: int) -> str:
    """Return the letters of the postcode that begins at an offset, or an empty text."""
    found = _ANY.match(folded, start, start + _LONGEST)
    return found[1] + found[2] if found else ""


def district(word: str) -> bool:
    """Whether a folded word has the shape of a postcode district: SE15, N1, W1A."""
    return _DISTRICT.fullmatch(word) is not None
