"""jCards: the contacts inside an RDAP answer (RFC 7095, RFC 9083 section 5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from exposure_audit.checks.common import Shape, part
from exposure_audit.model import Part, PartKind

_NOT_THE_SUBJECT = frozenset({"registrar", "abuse"})
_THE_SUBJECT = frozenset({"registrant", "administrative", "technical", "billing"})
_UNTOLD = frozenset({"version", "kind"})
_REDACTED = re.compile(
    r"(data )?redacted( for privacy)?|not disclosed|(data |identity )?(withheld|protected).*",
    re.IGNORECASE,
)


class Entity(Shape):
    """A contact of a domain; a withheld member is simply absent (RFC 9537)."""

    roles: tuple[str, ...] = ()
    vcardArray: list[Any] | None = None  # noqa: N815  (RFC 9083's spelling)
    entities: tuple[Entity, ...] = ()


def entity_parts(entities: Sequence[Entity]) -> Iterator[Part]:
    """Yield what the contacts' cards show, at every depth, except the registrar's own.

    Raises `ValueError` for a card that is no jCard.
    """
    waiting = list(reversed(entities))
    while waiting:
        entity = waiting.pop()
        roles = frozenset(role.lower() for role in entity.roles)
        if roles & _NOT_THE_SUBJECT and not roles & _THE_SUBJECT:
            continue
        if entity.vcardArray is not None:
            yield from _card(entity.vcardArray, ", ".join(sorted(roles & _THE_SUBJECT)))
        waiting += reversed(entity.entities)


def _card(card: Sequence[Any], note: str) -> Iterator[Part]:
    match card:
        case ["vcard", [*properties]]:
            for each in properties:
                yield from _property(each, note)
        case _:
            raise ValueError("not a jCard")


def _property(prop: object, note: str) -> Iterator[Part]:
    match prop:
        case [str(name), dict(parameters), str(), *values] if values:
            if name.lower() == "adr":
                yield from _address(parameters, values, note)
            elif name.lower() not in _UNTOLD:
                text = ", ".join(_texts(values))
                yield part(PartKind.RECORD, re.sub(r"^(tel|mailto):", "", text), note)
        case _:
            raise ValueError("not a jCard property")


def _address(parameters: dict[str, Any], values: Sequence[Any], note: str) -> Iterator[Part]:
    """Yield both written forms: the components in order (RFC 6350 6.3.1), and the label."""
    country = parameters.get("cc")
    components = [*_texts(values), *_texts([country] if country else [])]
    yield part(PartKind.RECORD, ", ".join(components), note, address=True)
    label = parameters.get("label")
    if label:
        yield part(PartKind.RECORD, ", ".join(_texts([label])), note, address=True)


def _texts(value: object, depth: int = 4) -> Iterator[str]:
    """Yield the texts of a value that may be a text or nested lists of texts, line by line."""
    if isinstance(value, str):
        lines = (line.strip(" \t,") for line in value.splitlines())
        yield from (line for line in lines if line and not _REDACTED.fullmatch(line))
    elif isinstance(value, list) and depth:
        for each in value:
            yield from _texts(each, depth - 1)
