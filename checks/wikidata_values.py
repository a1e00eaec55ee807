"""What an item of Wikidata says, as texts: every value of every statement, and what qualifies it.

https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON (read 2026-11). A map without members comes
as an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from exposure_audit.checks.common import Shape
from exposure_audit.errors import GatherError
from exposure_audit.facts.dates import MONTHS
from exposure_audit.model import PartKind, Reason

_TIME = re.compile(r"\+?(\d{4,})-(\d\d)-(\d\d)T")
_MONTH, _DAY = 10, 11
"""How exact a time is: to the month, to the day."""

Said = tuple[PartKind, str, str]
"""Kind, text, and the property that says it."""


class _Text(Shape):
    value: str


class _DataValue(Shape):
    type: str
    value: Any


class _Snak(Shape):
    snaktype: str
    property: str
    datavalue: _DataValue | None = None


Snaks = Annotated[dict[str, list[_Snak]], BeforeValidator(lambda value: value or {})]


class _Reference(Shape):
    snaks: Snaks = Field(default_factory=dict)


class _Statement(Shape):
    mainsnak: _Snak
    qualifiers: Snaks = Field(default_factory=dict)
    references: tuple[_Reference, ...] = ()


_Texts = Annotated[dict[str, _Text], BeforeValidator(lambda value: value or {})]
_Lists = Annotated[dict[str, list[_Text]], BeforeValidator(lambda value: value or {})]
_Claims = Annotated[dict[str, list[_Statement]], BeforeValidator(lambda value: value or {})]


class Entity(Shape):
    """An item."""

    labels: _Texts
    descriptions: _Texts = Field(default_factory=dict)
    aliases: _Lists = Field(default_factory=dict)
    claims: _Claims

    def names(self) -> Iterator[str]:
        """Yield its labels and aliases, each once."""
        aliases = (each for found in self.aliases.values() for each in found)
        yield from dict.fromkeys(each.value for each in (*self.labels.values(), *aliases))


def said(entity: Entity) -> Iterator[Said]:
    """Yield what an item says; raises `GatherError` (malformed) for a value that has none."""
    for description in dict.fromkeys(each.value for each in entity.descriptions.values()):
        yield PartKind.RECORD, description, "description"
    for statement in (each for found in entity.claims.values() for each in found):
        yield from _said(statement.mainsnak)
        sources = (source.snaks for source in statement.references)
        for snaks in (statement.qualifiers, *sources):
            for snak in (each for found in snaks.values() for each in found):
                yield from _said(snak)


def _said(snak: _Snak) -> Iterator[Said]:
    """Yield the texts of one value; `somevalue` and `novalue` have none."""
    if snak.snaktype != "value":
        return
    if snak.datavalue is None:
        raise GatherError(Reason.MALFORMED, detail="a value without its data")
    kind, value = snak.datavalue.type, snak.datavalue.value
    if kind == "globecoordinate":
        yield PartKind.GPS, _place(value), snak.property
    elif kind == "time":
        yield PartKind.RECORD, _date(value), snak.property
    elif kind != "wikibase-entityid":
        for text in _leaves(value):
            yield PartKind.RECORD, text, snak.property


def _place(value: Any) -> str:
    try:
        return f"{float(value['latitude']):.6f},{float(value['longitude']):.6f}"
    except (TypeError, KeyError, ValueError) as error:
        raise GatherError(Reason.MALFORMED, detail="no coordinates") from error


def _date(value: Any) -> str:
    """Return a time as it is written: to the day, the month or the year."""
    written = value.get("time") if isinstance(value, dict) else None
    if not isinstance(written, str):
        raise GatherError(Reason.MALFORMED, detail="no time")
    found, precision = _TIME.match(written), value.get("precision")
    if not found or not 1 <= int(found[2]) <= len(MONTHS) or not isinstance(precision, int):
        return written
    year, month, day = found[1], MONTHS[int(found[2]) - 1].capitalize(), int(found[3])
    if precision < _MONTH:
        return year
    return f"{day} {month} {year}" if precision >= _DAY else f"{month} {year}"


def _leaves(value: Any) -> Iterator[str]:
    """Yield the texts in a value of whatever kind."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
