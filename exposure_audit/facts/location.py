"""Coordinates: a photo or a map link within 75 metres of a declared address shows that address."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.model import Address, Confidence

NEAR_METRES = 75.0
_EARTH_METRES = 6_371_000.0
_PAIR = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,12})[\s,;/]{1,3}(-?\d{1,3}\.\d{3,12})(?!\d)")
_NUMBER = r"-?\d{1,3}\.\d{3,12}"
_APART = re.compile(rf"(?<![\d.])({_NUMBER})(?=[^\d]{{1,12}}?({_NUMBER})(?!\d))")
"""As in `?lat=51.4711&lon=-0.0612`; the second number may begin another pair."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def normal(latitude: float, longitude: float) -> Point:
    """Return a place on Earth; raises `ValueError` where there is none."""
    if not _on_earth((latitude, longitude)):
        raise ValueError("not a location: latitude first, then longitude, both in degrees")
    return float(latitude), float(longitude)


def metres(one: Point, other: Point) -> float:
    """Return the distance of two points over ground (haversine, a sphere's error is 0.5 %)."""
    lat_one, lat_other = math.radians(one[0]), math.radians(other[0])
    across = math.sin((lat_other - lat_one) / 2) ** 2
    along = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    chord = across + math.cos(lat_one) * math.cos(lat_other) * along
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(chord)))


def pairs(text: str) -> Iterator[tuple[Point, int, int]]:
    """Yield each "latitude,longitude" in a text, with its span."""
    for found in _PAIR.finditer(text):
        point = float(found[1]), float(found[2])
        if _on_earth(point):
            yield point, found.start(), found.end()


@dataclass(frozen=True, slots=True)
class _Near:
    place: Point

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for point, start, end in pairs(folded):
            if metres(point, self.place) <= NEAR_METRES:
                yield Match(start, end, Confidence.HIGH, "within 75 metres of the address")


def spans_near(folded: str, place: Point) -> Iterator[tuple[int, int]]:
    """Yield the spans of coordinates near a place, in either order and with words between them.

    A west longitude may be written without its sign, as `0.0612W`.
    """
    for found in _APART.finditer(folded):
        one, other = float(found[1]), float(found[2])
        points = ((one, other), (one, -other), (other, one), (other, -one))
        if any(_on_earth(point) and metres(point, place) <= NEAR_METRES for point in points):
            yield found.start(), found.end(2)


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90 and abs(point[1]) <= 180


def recogniser(address: Address) -> Recogniser | None:
    """Return what recognises coordinates near an address, or none without a declared location."""
    return _Near(address.location) if address.location is not None else None
