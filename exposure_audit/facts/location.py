"""Coordinates: a photo or a map link within 75 metres of a declared address shows that address."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from exposure_audit.facts.interface import Match
from exposure_audit.facts.text import Text
from exposure_audit.model import Address, Confidence, Fact

NEAR_METRES = 75.0
_EARTH_METRES = 6_371_000.0
_PAIR = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,12})[\s,;/]{1,3}(-?\d{1,3}\.\d{3,12})(?!\d)")
_NUMBER = r"-?\d{1,3}\.\d{3,12}"
_APART = re.compile(rf"(?<![\d.])({_NUMBER})(?=[^\d]{{1,12}}?({_NUMBER})(?!\d))")
"""As in `?lat=51.4711&lon=-0.0612`; the second number may begin another pair."""
_FRACTION = re.compile(r"\.\d{3}")
_SIDE = r"\s?(?:°|deg)?\s?(?P<side>[nsew](?![a-z]))?"
_DECIMAL = re.compile(rf"(?<![\d.])(?P<degrees>-?\d{{1,3}}\.\d{{3,14}})(?![\d.]\d|\d){_SIDE}")
_SEXAGESIMAL = re.compile(
    r"(?<![\d.])(?P<degrees>\d{1,3})\s?(?:°|deg|d)\s{0,2}(?P<minutes>\d{1,2}(?:\.\d{1,8})?)\s?'\s{0,2}"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,6})?)\s?(?:\"|''))?\s?(?P<side>[nsew])?"
)
_LAST_DIGITS = re.compile(r"\d{1,3}\Z")
_BORDER = re.compile(r"[;\n|]")
_BETWEEN = re.compile(r"[^\d.]{0,24}")
_MOST = 10_000

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


@dataclass(frozen=True, slots=True)
class Written:
    """A place in a text; whether latitude or longitude stands first is not known."""

    start: int
    end: int
    one: float
    other: float

    def near(self, place: Point) -> bool:
        """Whether it is within 75 metres of a place, in either order."""
        points = ((self.one, self.other), (self.other, self.one))
        return any(_on_earth(point) and metres(point, place) <= NEAR_METRES for point in points)


@dataclass(frozen=True, slots=True)
class _Axis:
    start: int
    end: int
    degrees: float
    side: str


def written_places(text: Text) -> Iterator[Written]:
    """Yield the coordinates in a text: decimal fractions, or degrees, minutes and seconds."""
    axes: list[_Axis] = []
    axes += (_axis(found) for found in _decimals(text.folded))
    axes += (_axis(found) for found in _sexagesimals(text.folded))
    ordered = sorted(axes, key=lambda axis: (axis.start, -axis.end))[:_MOST]
    reach, kept = 0, list[_Axis]()
    for axis in ordered:
        if axis.start >= reach:
            kept.append(axis)
            reach = axis.end
    gaps = [text.folded[one.end : other.start] for one, other in pairwise(kept)]
    for number, (one, other) in enumerate(pairwise(kept)):
        beside = (*gaps[max(0, number - 1) : number], *gaps[number + 1 : number + 2])
        if _BETWEEN.fullmatch(gaps[number]) and not _parts(gaps[number], beside):
            yield Written(one.start, other.end, one.degrees, other.degrees)


def _decimals(folded: str) -> Iterator[re.Match[str]]:
    """Yield decimal degrees; their fraction is found first, as points are rarer than digits."""
    for fraction in _FRACTION.finditer(folded):
        start = fraction.start()
        while start > 0 and fraction.start() - start < 3 and folded[start - 1].isdigit():
            start -= 1
        if folded[start - 1 : start] == "-":
            start -= 1
        found = _DECIMAL.match(folded, start)
        if found:
            yield found


def _sexagesimals(folded: str) -> Iterator[re.Match[str]]:
    """Yield degrees, minutes and seconds, by the sign for degrees."""
    for sign in ("\u00b0", "deg"):
        at = folded.find(sign)
        while at >= 0:
            start = at - folded[at - 1 : at].count(" ")
            begun = start - (
                len(found[0])
                if (found := _LAST_DIGITS.search(folded[max(0, start - 3) : start]))
                else 0
            )
            if begun < start and (whole := _SEXAGESIMAL.match(folded, begun)):
                yield whole
            at = folded.find(sign, at + 1)


def _parts(gap: str, beside: tuple[str, ...]) -> bool:
    """Whether a gap stands between two pairs rather than inside one."""
    return bool(_BORDER.search(gap)) and any(
        _BETWEEN.fullmatch(other) and not _BORDER.search(other) for other in beside
    )


def _axis(found: re.Match[str]) -> _Axis:
    parts = found.groupdict()
    degrees = float(parts["degrees"])
    degrees += float(parts.get("minutes") or 0) / 60 + float(parts.get("seconds") or 0) / 3600
    side = parts["side"] or ""
    return _Axis(*found.span(), -abs(degrees) if side in {"s", "w"} else degrees, side)


def match_of(written: Written) -> Match:
    """Return the match of coordinates that are near a declared address."""
    why = "within 75 metres of the address"
    return Match(written.start, written.end, Confidence.HIGH, why)


def spans_near(folded: str, place: Point) -> Iterator[tuple[int, int]]:
    """Yield the spans of coordinates near a place, in either order and with words between them.

    A west longitude may be written without its sign, as `0.0612W`.
    """
    for found in _APART.finditer(folded):
        one, other = float(found[1]), float(found[2])
        points = ((one, other), (one, -other), (other, one), (other, -one))
        if any(_on_earth(point) and metres(point, place) <= NEAR_METRES for point in points):
            yield found.start(), found.end(2)


def cells(place: Point) -> Iterator[tuple[int, int]]:
    """Yield the cell of a place and those around it, so that a near point is in one of them."""
    latitude, longitude = cell(place)
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            yield latitude + north, longitude + east


def cell(place: Point) -> tuple[int, int]:
    """Return the cell of a place: 0.002 degrees each way, more than 75 metres up to 70° north."""
    return math.floor(place[0] * 500), math.floor(place[1] * 500)


def place_of(fact: Fact) -> Point | None:
    """Return the declared location of a fact, if it is an address that has one."""
    return fact.location if isinstance(fact, Address) else None


def may_hold_places(folded: str) -> bool:
    """Whether a text holds anything that a coordinate needs; told in a few microseconds."""
    return _FRACTION.search(folded) is not None or "\u00b0" in folded or "deg" in folded


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90 and abs(point[1]) <= 180
