"""UK postcodes: normal form and recognition (BS 7666, as published on GOV.UK)."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_ANY = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]?[\s\-]{0,2}[0-9][a-z]{2}(?![a-z0-9])")


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


def pattern(postcode: str) -> str:
    """Return a pattern that finds one normal postcode in folded text, with or without its space."""
    outward, inward = postcode.lower().split(" ")
    return rf"(?<![a-z0-9]){outward}[\s\-.]{{0,3}}{inward}(?![a-z0-9])"


def first(folded: str, start: int, end: int) -> re.Match[str] | None:
    """Return the first thing in postcode shape between two offsets."""
    return _ANY.search(folded, start, end)
