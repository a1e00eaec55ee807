"""Coordinates in links, scripts and data, as lines of "latitude,longitude" in degrees.

Libraries write both orders; where the order cannot be told, both are given, for a declared place
is only ever near the right one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice, pairwise
from urllib.parse import unquote_plus

MAX_PLACES = 10_000
_NUMBER = r"(-?\d{1,3}\.\d{3,17})(?![\d.])"
_FRACTION = re.compile(r"\.\d\d\d")
"""Of a degree; looked for first, because what begins with one certain character is found fast."""
_START = r"(?<![\d.])"
_BETWEEN = re.compile(r"""[\s"',;:=()\[\]{}]{1,8}(?:[a-zA-Z_"']{1,20}[\s"':=]{1,6})?-?""")
_DECIMAL = re.compile(rf"(?<![\w.]){_NUMBER}")
# Google Maps: data blobs name longitude 2d before latitude 3d, places 3d before 4d.
_BLOB = re.compile(rf"!2d{_NUMBER}!3d{_NUMBER}")
_PLACE = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
_PAIR = re.compile(rf"{_START}{_NUMBER}\s?[,/;]\s?{_NUMBER}")
_MARKED = re.compile(rf"[?&](?:m?lat|latitude)={_NUMBER}&(?:m?lon|lng|longitude)={_NUMBER}")
_TUPLE = re.compile(r"(-?\d{1,3}(?:\.\d{1,17})?)[,\s]\s{0,5}(-?\d{1,3}(?:\.\d{1,17})?)(,\S{0,20})?")


def gps_text(latitude: str, longitude: str) -> str:
    """Return "latitude,longitude" in degrees, or an empty text for what is no place on Earth."""
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        return ""
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180) or point == (0.0, 0.0):
        return ""
    return f"{point[0]:.6f},{point[1]:.6f}"


def places_in_link(target: str) -> str:
    """Return the places that a map link or embed names."""
    text = unquote_plus(target[:8_000])
    turned = [(found[2], found[1]) for found in _BLOB.finditer(text)]
    plain = [
        (found[1], found[2])
        for pattern in (_PLACE, _PAIR, _MARKED)
        for found in pattern.finditer(text)
    ]
    return lines((*turned, *plain))


def places_in_links(targets: Collection[str]) -> str:
    """Return the places that any of some decoded targets names."""
    if not _FRACTION.search("\n".join(targets)):
        return ""
    return "\n".join(filter(None, map(places_in_link, targets)))


def places_in_code(text: str) -> tuple[str, bool]:
    """Return the places that a script's or attribute's number pairs may name, and whether all.

    Two decimal fractions next to each other, at most a key between them.
    """
    if len(list(islice(_FRACTION.finditer(text), 2))) < 2:
        return "", True
    found = list(islice(_DECIMAL.finditer(text), MAX_PLACES + 1))
    near = [
        (one[1], other[1])
        for one, other in pairwise(found[:MAX_PLACES])
        if other.start() - one.end() <= 40 and _BETWEEN.fullmatch(text, one.end(), other.start())
    ]
    both = [pair for one, other in near for pair in ((one, other), (other, one))]
    return lines(both), len(found) <= MAX_PLACES


def places_in_coordinates(text: str) -> tuple[str, bool]:
    """Return the places of KML's `longitude,latitude[,altitude]` tuples, and whether all."""
    found = list(islice(_TUPLE.finditer(text), MAX_PLACES + 1))
    return lines((one[2], one[1]) for one in found[:MAX_PLACES]), len(found) <= MAX_PLACES


def lines(pairs: Iterable[tuple[str, str]]) -> str:
    """Return places as lines, without repeats and without what is no place on Earth."""
    return "\n".join(dict.fromkeys(filter(None, (gps_text(*pair) for pair in pairs))))
