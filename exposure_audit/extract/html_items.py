"""Microdata and RDFa: addresses and places that a page's elements spell out field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from selectolax.lexbor import LexborNode

from exposure_audit.extract.fields import address_text
from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_text import GLUED
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import one_line
from exposure_audit.model import Part, PartKind

_MOST_NODES = 200
"""Of one field, and of elements between a field and its item."""
_LONGEST_FIELD = 500
_SCOPES = ("itemscope", "typeof")
_NAMES = ("itemprop", "property")

Values = Mapping[str, str | None]


def read_items(found: Found, elements: Iterable[tuple[LexborNode, Values]]) -> None:
    """Add the address and the place of each item among elements in the order of the page.

    A field belongs to the nearest item around it.
    """
    items: dict[int, dict[str, str]] = {}
    for node, attributes in elements:
        if any(scope in attributes for scope in _SCOPES):
            items[node.mem_id] = {}
        elif items:
            _read_field(node, attributes, items)
    for values in items.values():
        place = gps_text(values.get("latitude", ""), values.get("longitude", ""))
        found.add(PartKind.GPS, place, "microdata")
        address = address_text(values)
        found.take([Part(PartKind.STRUCTURED_DATA, address, "postal address", address=True)])


def _read_field(node: LexborNode, attributes: Values, items: Mapping[int, dict[str, str]]) -> None:
    """Add a field to its item; an address may have several lines of one name."""
    values = _around(node, items)
    text = one_line((attributes.get("content") or _text(node))[: 4 * _LONGEST_FIELD])
    names = next((attributes[name] or "" for name in _NAMES if attributes.get(name)), "")
    if values is None or not text:
        return
    for name in names.lower().split():
        field = name.rpartition(":")[2]
        before = values.get(field, "")
        if text not in before:
            values[field] = (f"{before}, {text}" if before else text)[:_LONGEST_FIELD]


def _around(node: LexborNode, items: Mapping[int, dict[str, str]]) -> dict[str, str] | None:
    """Return the fields of the item around an element."""
    around = node.parent
    for _ in range(_MOST_NODES):
        if around is None or around.mem_id in items:
            break
        around = around.parent
    return items.get(around.mem_id) if around is not None else None


def _text(field: LexborNode) -> str:
    """Return a short text below an element; formatting does not part it, other elements do."""
    pieces: list[str] = []
    before: int | None = None
    for node in islice(field.traverse(include_text=True), _MOST_NODES):
        if node.is_text_node:
            block = _block(node)
            pieces += ("" if block.mem_id == before else " ", node.text_content or "")
            before = block.mem_id
        elif node.tag_id not in GLUED:
            before = None
    return "".join(pieces)


def _block(text: LexborNode) -> LexborNode:
    """Return the element around a text that is no formatting."""
    node = text
    while (around := node.parent) is not None:
        node = around
        if node.tag_id not in GLUED:
            break
    return node
