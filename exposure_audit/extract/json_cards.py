"""Contact cards and calendars written as JSON (RFC 7095, RFC 7265)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exposure_audit.extract.vcard import Property, parts_of
from exposure_audit.model import Part

_CARDS = frozenset({"vcard", "vcalendar", "vevent"})
_MOST = 1_000


def is_card(value: list[Any]) -> bool:
    """Whether a list is a card: its kind, then its properties."""
    return (
        len(value) in {2, 3}
        and isinstance(value[0], str)
        and value[0].lower() in _CARDS
        and isinstance(value[1], list)
    )


def card_parts(value: list[Any], line: int | None) -> Iterator[Part]:
    """Yield what a card's properties say."""
    for said in value[1][:_MOST]:
        if isinstance(said, list) and len(said) > 3 and isinstance(said[0], str):
            parameters = said[1] if isinstance(said[1], Mapping) else {}
            for each in said[3:]:
                property_ = Property(said[0].upper(), _parameters(parameters), _value(each), line)
                yield from parts_of(property_)


def _parameters(parameters: Mapping[str, Any]) -> str:
    texts = (
        (name, value.replace("\n", "^n").replace('"', "^'"))
        for name, value in parameters.items()
        if isinstance(value, str)
    )
    return "".join(f';{name}="{value}"' for name, value in texts)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(_value(each).replace(";", "\\;") for each in value)
    return value if isinstance(value, str) else str(value) if value is not None else ""
