"""What attributes say, where they lead, and whether they hide what stands in their element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_says import protected, unescaped
from exposure_audit.extract.places import gps_text
from exposure_audit.model import PartKind

_SILENT, _LEADS, _SAYS, _DATA, _RARE = range(5)
_TEXT = (
    "alt title placeholder label summary datetime download abbr standby"
    " aria-label aria-description aria-valuetext aria-placeholder aria-roledescription"
)
_TARGETS = (
    "href src action formaction data poster cite longdesc background xlink:href resource about"
)
_PARTICULAR = "hidden style content value srcdoc srcset imagesrcset data-cfemail"
_ITEM = "itemscope itemprop typeof property"
_SORTS = (
    dict.fromkeys(_TEXT.split(), _SAYS)
    | dict.fromkeys(_TARGETS.split(), _LEADS)
    | dict.fromkeys((*_PARTICULAR.split(), *_ITEM.split()), _RARE)
)
_OF_ITEM = frozenset(_ITEM.split())
_WORDLESS = frozenset(["hidden", "style", *_ITEM.split()])
_LATITUDE = frozenset(["lat", "latitude"])
_LONGITUDE = frozenset(["lon", "lng", "long", "longitude"])
_DRAWING = frozenset(["d", "points", "transform", "viewbox", "class", "xmlns"])
"""Attributes of XML that hold no text."""
_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_GEO_META = frozenset(["geo.position", "icbm"])

_MOST_PLANS, _MOST_NAMES = 5_000, 30

Values = Mapping[str, str | None]


Plan = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]
"""Of an element's attributes those that lead somewhere, and all others that say something."""


class _Plans(dict[tuple[str, ...], Plan | None]):
    """How to read an element by the names of its attributes; None where they say nothing.

    The elements of a page, and the pages of a site, share a few combinations.
    """

    def __init__(self, *, xml: bool) -> None:
        super().__init__()
        self._xml = xml

    def __missing__(self, names: tuple[str, ...]) -> Plan | None:
        sorts = [(name, _SORTS.get(name) or self._sort(name.lower())) for name in names]
        leads = tuple(name for name, sort in sorts if sort == _LEADS)
        others = tuple((name, sort) for name, sort in sorts if sort > _LEADS)
        plan = (leads, others) if leads or others else None
        if len(self) < _MOST_PLANS and len(names) < _MOST_NAMES:
            self[names] = plan
        return plan

    def _sort(self, name: str) -> int:
        if _last(name) in _LATITUDE | _LONGITUDE or name.startswith("on"):
            return _RARE
        if name.startswith("data-"):
            return _DATA
        says = self._xml and name not in _DRAWING and not name.startswith("xmlns:")
        return _SAYS if says else _SILENT


_HTML_PLANS, _XML_PLANS = _Plans(xml=False), _Plans(xml=True)


class Attributes:
    """Reads the attributes of one document's elements."""

    def __init__(self, found: Found, *, xml: bool) -> None:
        self._found = found
        self._lines = found.lines(PartKind.ATTRIBUTE)
        self.plans = _XML_PLANS if xml else _HTML_PLANS
        self._point: dict[str, str] = {}
        self.items: list[tuple[LexborNode, Values]] = []
        """Elements with microdata or RDFa."""
        self.documents: list[tuple[LexborNode, str]] = []
        """Elements that hold a document, and its markup."""

    def read(
        self, node: LexborNode, attributes: Values, names: tuple[tuple[str, int], ...]
    ) -> bool:
        """Read those of an element's attributes that say something; return whether they hide it."""
        says: list[str] = []
        rare: dict[str, str] = {}
        for name, sort in names:
            value = attributes[name] or ""
            if sort == _RARE:
                rare[name] = value
            elif value:
                says.append(value if sort == _SAYS else self._data(value))
        hides = bool(rare) and self._rare(node, attributes, rare, says)
        if says:
            self._lines.append(" ".join(says))
        return hides

    def _data(self, value: str) -> str:
        """Return what a program's attribute says; it may name a place too."""
        if "\\" in value:
            value = unescaped(value)
        if "." in value:
            self._found.codes.append(value)
        return value

    def _rare(
        self, node: LexborNode, attributes: Values, rare: Mapping[str, str], says: list[str]
    ) -> bool:
        for name, value in rare.items():
            says.append(self._particular(node, name, value, attributes))
        if not _OF_ITEM.isdisjoint(rare):
            self.items.append((node, attributes))
        if len(rare) > 1:
            self._found.add(PartKind.GPS, _place(rare), "attributes")
        return "hidden" in rare or bool(_HIDING.search(rare.get("style", "")[:2_000]))

    def _particular(self, node: LexborNode, name: str, value: str, attributes: Values) -> str:
        """Read one of the attributes that stand for more than words; return what it says."""
        says = ""
        match name:
            case "content" if node.tag == "meta":
                self._meta(attributes, value)
            case "value" if _unseen(node, attributes):
                self._found.add(PartKind.HIDDEN, value)
            case "srcdoc" if node.tag == "iframe":
                self.documents.append((node, value))
            case "srcset" | "imagesrcset":
                self._found.targets.update(_candidates(value))
            case "data-cfemail":
                self._found.add(PartKind.LINK, protected(value), "protected e-mail")
            case _ if name.startswith("on"):
                self._found.add(PartKind.ATTRIBUTE, unescaped(unquote(value)), "script")
            case _ if name not in _WORDLESS:
                says = value
        return says

    def _meta(self, attributes: Values, content: str) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if name in _GEO_META:
            latitude, _, longitude = content.replace(";", ",").partition(",")
            self._found.add(PartKind.GPS, gps_text(latitude, longitude), "meta")
            return
        self._found.add(PartKind.META, content, "meta")
        field = name.rpartition(":")[2]
        if field in _LATITUDE | _LONGITUDE:
            self._point[field] = content
            self._found.add(PartKind.GPS, _place(self._point), "meta")


def _unseen(node: LexborNode, attributes: Values) -> bool:
    return node.tag == "input" and (attributes.get("type") or "").lower() == "hidden"


def _candidates(pictures: str) -> dict[str, None]:
    """Return the targets of a `srcset`."""
    words = (candidate.split(None, 1) for candidate in pictures.split(","))
    return dict.fromkeys(found[0] for found in words if found)


def _place(values: Mapping[str, str]) -> str:
    """Return the place that one element's attributes name together."""
    latitude = next((value for name, value in values.items() if _last(name) in _LATITUDE), "")
    longitude = next((value for name, value in values.items() if _last(name) in _LONGITUDE), "")
    return gps_text(latitude, longitude)


def _last(name: str) -> str:
    return name.rpartition("-")[2]
