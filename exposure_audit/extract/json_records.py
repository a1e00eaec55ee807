"""Objects in data that are somebody's: addresses, names, dates of birth, places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exposure_audit.extract import fields
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import one_line
from exposure_audit.model import Part, PartKind

_LATITUDE, _LONGITUDE = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
_ADDRESS_LINES = 8
_DAY = ("day", "month", "year")


def record_parts(data: Mapping[str, Any], line: int | None) -> Iterator[Part]:
    """Yield what an object says by several of its members together."""
    groups = fields.grouped(_texts(data))
    for address in fields.addresses(groups) or _lines(data):
        yield Part(
            PartKind.STRUCTURED_DATA, address, note="postal address", address=True, line=line
        )
    plain = groups.get("", {})
    names = list(fields.names(groups))
    for name in names:
        yield Part(PartKind.STRUCTURED_DATA, name, note="name", line=line)
    whose = next(iter(names), plain.get("name", ""))
    for born in filter(None, _births(data, groups)):
        # With the name, so that it is seen whose date it is.
        text = f"{born}; name: {whose}" if whose else born
        yield Part(PartKind.STRUCTURED_DATA, text, note="date of birth", line=line)
    latitude = next((plain[key] for key in _LATITUDE if key in plain), "")
    longitude = next((plain[key] for key in _LONGITUDE if key in plain), "")
    place = gps_text(latitude, longitude)
    if place:
        yield Part(PartKind.GPS, place, note="coordinates in the page's data", line=line)


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield members as texts; lines of an address, and a street's number and name, as one."""
    for key, value in data.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield key, one_line(str(value))
        elif isinstance(value, list) and fields.whole_address(fields.parted(key)[1]):
            yield key, _joined(value)
        elif isinstance(value, Mapping) and fields.parted(key)[1] == "street":
            yield key, " ".join(one_line(str(value.get(name, ""))) for name in ("number", "name"))


def _lines(data: Mapping[str, Any]) -> list[str]:
    """Return addresses that are a list of lines and nothing else."""
    lists = (
        value
        for key, value in data.items()
        if isinstance(value, list) and fields.whole_address(fields.parted(key)[1])
    )
    return list(filter(None, map(_joined, lists)))


def _joined(lines: list[Any]) -> str:
    texts = [one_line(line) for line in lines[:_ADDRESS_LINES] if isinstance(line, str)]
    return ", ".join(filter(None, texts))


def _births(data: Mapping[str, Any], groups: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, Mapping) and fields.of_birth(fields.parted(key)[1]):
            yield fields.birth_text({f"birth{part}": str(value.get(part, "")) for part in _DAY})
    yield fields.birth_text(groups.get("", {}))
