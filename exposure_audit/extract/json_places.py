"""Positions in JSON: lists that start with two numbers (GeoJSON, RFC 7946, and map settings)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from exposure_audit.extract.places import MAX_PLACES, lines


def positions_of(data: Any, deepest: int) -> tuple[str, bool]:
    """Return positions as lines of "latitude,longitude", and whether these are all.

    GeoJSON has the longitude first, other data often the latitude: both orders are given.
    """
    found = list(islice(_positions(data, deepest), MAX_PLACES + 1))
    both = [pair for one, other in found[:MAX_PLACES] for pair in ((other, one), (one, other))]
    return lines(both), len(found) <= MAX_PLACES


def _positions(data: Any, deepest: int) -> Iterator[tuple[str, str]]:
    stack: list[tuple[Any, int]] = [(data, 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, list) and _is_position(value):
            yield str(value[0]), str(value[1])
        elif depth < deepest and isinstance(value, Mapping | list):
            inner = value.values() if isinstance(value, Mapping) else value
            stack.extend((item, depth + 1) for item in inner if isinstance(item, Mapping | list))


def _is_position(values: list[Any]) -> bool:
    return 2 <= len(values) <= 6 and all(isinstance(number, float) for number in values[:2])
