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
    jscard: Any = None
    """A JSContact card in the jCard's place (RFC 9553), which is not read."""
    entities: tuple[Entity, ...] = ()
    remarks: Any = None

    @property
    def subjects(self) -> frozenset[str]:
        """The roles in which the holder, or someone for them, stands here."""
        return frozenset(role.lower() for role in self.roles) & _THE_SUBJECT

    @property
    def carded(self) -> bool:
        """Whether there is a card with anything in it, be it an emptied name (RFC 9537)."""
        match self.vcardArray:
            case ["vcard", [*properties]]:
                return any(_name(each) not in _UNTOLD for each in properties)
            case _:
                return False


def contacts(entities: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the entities at every depth, except the registrar's own."""
    waiting = list(reversed(entities))
    while waiting:
        entity = waiting.pop()
        if entity.subjects or not _NOT_THE_SUBJECT & {role.lower() for role in entity.roles}:
            yield entity
            waiting += reversed(entity.entities)


def entity_parts(entities: Sequence[Entity]) -> Iterator[Part]:
    """Yield what the contacts' cards show; raises `ValueError` for a card that is no jCard."""
    for entity in contacts(entities):
        if entity.vcardArray is not None:
            yield from _card(entity.vcardArray, ", ".join(sorted(entity.subjects)))


def _card(card: Sequence[Any], note: str) -> Iterator[Part]:
    match card:
        case ["vcard", [*properties]]:
            for each in properties:
                yield from _property(each, note)
        case _:
            raise ValueError("not a jCard")


def _name(prop: object) -> str:
    match prop:
        case [str(name), *_]:
            return name.lower()
        case _:
            return ""


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
