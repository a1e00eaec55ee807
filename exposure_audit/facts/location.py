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

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def normal(latitude: float, longitude: float) -> Point:
    """Return a place on Earth; raises `ValueError` where there is none."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
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
        if abs(point[0]) <= 90 and abs(point[1]) <= 180:
            yield point, found.start(), found.end()


@dataclass(frozen=True, slots=True)
class _Near:
    place: Point

    def find(self, folded: str) -> Iterator[Match]:
        """See `Recogniser.find`."""
        for point, start, end in pairs(folded):
            if metres(point, self.place) <= NEAR_METRES:
                yield Match(start, end, Confidence.HIGH, "within 75 metres of the address")


def recogniser(address: Address) -> Recogniser | None:
    """Return what recognises coordinates near an address, or none without a declared location."""
    return _Near(address.location) if address.location is not None else None
