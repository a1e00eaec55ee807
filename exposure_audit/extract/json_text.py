"""JSON and JSON lines: values with their keys, and addresses put together in writing order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.json_places import positions_of
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import one_line
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

# Writing order of an address; keys in lower case without separators (schema.org PostalAddress,
# Companies House, vCard in JSON, OpenStreetMap's `addr:` tags).
_ADDRESS_KEYS = (
    "careof", "pobox", "postofficeboxnumber", "flat", "unit", "premises", "housename", "house",
    "housenumber", "number", "streetaddress", "addressline1", "address1", "line1", "street",
    "thoroughfare", "road", "addressline2", "address2", "line2", "addressline3", "address3",
    "line3", "addressline4", "suburb", "locality", "addresslocality", "city", "town", "posttown",
    "county", "region", "addressregion", "state", "postalcode", "postcode", "zip", "country",
    "addresscountry",
)  # fmt: skip
_ORDER = {key: place for place, key in enumerate(_ADDRESS_KEYS)}
_STREET = frozenset(_ADDRESS_KEYS[3:19])
_TRAILING_COMMA = re.compile(r",(\s{0,50}[\]}])")
_LATITUDE, _LONGITUDE = ("latitude", "lat"), ("longitude", "lon", "lng", "long")
_MALFORMED = (ValueError, RecursionError)


def read(text: str, limits: Limits) -> Extraction:
    """Return a JSON document's parts; what is not JSON is taken as text, with a gap."""
    parts, gaps = parts_of(text, limits)
    return Extraction(tuple(parts), gaps)


def read_lines(text: str, limits: Limits) -> Extraction:
    """Return the parts of JSON lines; a line that is not JSON is taken as text, with a gap."""
    parts: list[Part] = []
    gaps: dict[Reason, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if len(parts) > limits.parts_per_document:
            break
        if line.strip():
            found, missing = parts_of(line, limits, line=number)
            parts.extend(found)
            gaps.update(dict.fromkeys(missing))
    if not parts:
        gaps[Reason.NO_TEXT] = None
    return Extraction(tuple(parts), tuple(gaps))


def parts_of(
    text: str, limits: Limits, *, kind: PartKind = PartKind.STRUCTURED_DATA, line: int | None = None
) -> tuple[list[Part], tuple[Reason, ...]]:
    """Return the parts of one JSON text and its gaps, for JSON-LD in pages too."""
    try:
        data = _loads(text)
    except _MALFORMED:
        raw = Part(kind, one_line(text), note="not valid JSON", line=line)
        return [raw] if raw.text else [], (Reason.MALFORMED,)
    parts: list[Part] = []
    deep = False
    lines: list[str] = []
    for key, value, depth in _walk(data, limits.nesting):
        deep = deep or depth >= limits.nesting
        if isinstance(value, Mapping):
            parts.extend(_address_and_place(value, line))
        else:
            lines.append(f"{_words(key)}: {one_line(str(value))}" if key else one_line(str(value)))
    if lines:
        parts.insert(0, Part(kind, "\n".join(lines), line=line))
    positions, all_of_them = positions_of(data, limits.nesting)
    if positions:
        parts.append(Part(PartKind.GPS, positions, note="positions in the data", line=line))
    cut = deep or not all_of_them
    gaps = (Reason.TOO_LARGE,) if cut else () if lines else (Reason.NO_TEXT,)
    return parts, gaps


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text))


def _walk(data: Any, deepest: int) -> Iterator[tuple[str, Any, int]]:
    """Yield objects and single values in order, each with its key and depth."""
    stack: list[tuple[str, Any, int]] = [("", data, 0)]
    while stack:
        key, value, depth = stack.pop()
        if isinstance(value, Mapping):
            yield key, value, depth
            inner = list(value.items())
        elif isinstance(value, list):
            inner = [(key, item) for item in value]
        else:
            if value not in (None, "") and not isinstance(value, bool):
                yield key, value, depth
            continue
        if depth < deepest:
            stack.extend((name, item, depth + 1) for name, item in reversed(inner))
        else:
            yield key, "", depth


def _address_and_place(data: Mapping[str, Any], line: int | None) -> Iterator[Part]:
    plain = {
        _squeezed(key): one_line(str(value))
        for key, value in data.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }
    address = address_text(plain)
    if address:
        yield Part(
            PartKind.STRUCTURED_DATA, address, note="postal address", address=True, line=line
        )
    latitude = next((plain[key] for key in _LATITUDE if key in plain), "")
    longitude = next((plain[key] for key in _LONGITUDE if key in plain), "")
    place = gps_text(latitude, longitude)
    if place:
        yield Part(PartKind.GPS, place, note="coordinates in the page's data", line=line)


def address_text(values: Mapping[str, str]) -> str:
    """Return an object's address in writing order, or an empty text where it holds none.

    Keys in lower case without separators. A number before a street takes no comma.
    """
    found = sorted((key for key in values if key in _ORDER and values[key]), key=_ORDER.__getitem__)
    if len(found) < 2 or _STREET.isdisjoint(found):
        return ""
    text = ""
    for key in found:
        glue = " " if re.fullmatch(r".*\d[a-zA-Z]?", text) and key in _STREET else ", "
        text = f"{text}{glue}{values[key]}" if text else values[key]
    return text


def _squeezed(key: str) -> str:
    return re.sub(r"[\W_]", "", key.removeprefix("addr:")).lower()


def _words(key: str) -> str:
    """Return a key as words, so that "birthDate" reads as words of birth."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-]", " ", key)[:100]
