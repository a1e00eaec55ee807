"""One pass over a page's tree that sorts its text by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from selectolax.lexbor import LexborHTMLParser, LexborNode

from exposure_audit.extract import html_guard
from exposure_audit.extract.html_says import attribute_parts, leads_out, link_parts, unescaped
from exposure_audit.extract.html_tree import edged, steps
from exposure_audit.extract.json_text import address_text, parts_of
from exposure_audit.extract.places import gps_text, places_in_code, places_in_coordinates
from exposure_audit.extract.text import one_line
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_FORMATTING = "b i em strong u s small sup sub mark font wbr big bdi bdo"
_INLINE = "a span abbr label code time data cite q kbd img input button"
_TEXT_ATTRIBUTES = "alt title value aria-label placeholder label summary content datetime"
_GLUED = frozenset(_FORMATTING.split())
"""Formatting that may start inside a word; what stands in any other element is a word apart."""
_SPACED = frozenset(_INLINE.split())
_UNSEEN = frozenset(["template", "noscript", "datalist"])
_ATTRIBUTES = frozenset(_TEXT_ATTRIBUTES.split())
_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_INNER_TAG = re.compile(r"<[^<>]{0,4000}>")
_DRAWING = frozenset(["d", "points", "transform", "style", "viewbox", "class", "xmlns"])
"""Attributes of XML that hold no text."""
_COORDINATES = frozenset(["coordinates", "gx:coord"])
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_MOST_NESTED = 500
"""Documents inside one document: escaped HTML in feeds, srcdoc."""
_ITEM_CHUNKS = 60


@dataclass(slots=True)
class Walk:
    """What a walk has gathered so far."""

    limits: Limits
    xml: bool = False
    """XML that is no web page: every attribute counts, and text may be escaped HTML."""
    inner: bool = False
    """A document inside a document; what is inside that is taken as text."""
    body: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    gaps: dict[Reason, None] = field(default_factory=dict)
    title: str = ""
    _items: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    _props: list[tuple[int, str, int]] = field(default_factory=list)
    _hidden_at: int | None = None
    _nested: int = 0

    def run(self, root: LexborNode) -> None:
        """Walk a tree; elements are closed in the order of the page."""
        for node, depth, entering in steps(root):
            if not entering and node.is_element_node:
                self._leave(node, depth)
            elif not entering:
                continue
            elif node.is_text_node:
                self._text(node)
            elif node.is_comment_node:
                self.add(PartKind.COMMENT, _INNER_TAG.sub(" ", node.comment_content or ""))
            elif node.is_element_node:
                self._enter(node, depth)

    def add(self, kind: PartKind, text: str, note: str = "", *, address: bool = False) -> None:
        """Add a part of its own, where it holds anything."""
        self._extend([Part(kind, text, note=note, address=address)])

    def _extend(self, parts: Iterable[Part]) -> None:
        for part in parts:
            places = part.kind is PartKind.GPS
            text = part.text if places else one_line(part.text)
            if text and len(self.parts) <= self.limits.parts_per_document:
                self.parts.append(replace(part, text=text))

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent.tag if node.parent is not None else ""
        if parent == "title" and not self.title:
            self.title = one_line(text)
            self.add(PartKind.META, text, "title")
        elif parent == "script":
            self._script(node.parent, text)
        elif parent == "style":
            # In XML it may be empty (`<style/>`), and what follows is then taken for its text.
            self.add(PartKind.HIDDEN, text if self.xml else "", "style")
        elif self.xml and parent in _COORDINATES:
            self._places(places_in_coordinates(text))
        elif self.xml and not self.inner and _MARKUP.search(text):
            self._document(text)
        elif self._hidden_at is not None:
            self.hidden.append(text)
        else:
            self.body.append(text if parent in {"pre", "textarea"} else " ".join(edged(text)))

    def _script(self, script: LexborNode | None, text: str) -> None:
        kind = ((script.attributes.get("type") or "") if script is not None else "").lower()
        if "ld+json" in kind:
            found, gaps = parts_of(text, self.limits)
            self._extend_lines(found)
            self.gaps.update(dict.fromkeys(gap for gap in gaps if gap is not Reason.NO_TEXT))
            return
        if "json" in kind:
            found, gaps = parts_of(text, self.limits, kind=PartKind.HIDDEN)
            self._extend_lines(found)
            if not gaps:
                return
        code = unescaped(text)
        self.add(PartKind.HIDDEN, code, "script")
        self._places(places_in_code(code))

    def _extend_lines(self, parts: Iterable[Part]) -> None:
        """Add parts whose lines matter; they are clean already."""
        self.parts.extend(parts)

    def _places(self, found: tuple[str, bool]) -> None:
        places, whole = found
        self.add(PartKind.GPS, places, "coordinates in the page's data")
        if not whole:
            self.gaps[Reason.TOO_LARGE] = None

    def _document(self, markup: str) -> None:
        """Read a document that stands inside this one, where it is shown."""
        self._nested += 1
        target = self.body if self._hidden_at is None else self.hidden
        if self.inner or self._nested > _MOST_NESTED or html_guard.hostile(markup):
            target.append(f"\n{html_guard.stripped(markup)}\n")
            return
        root = LexborHTMLParser(markup).root
        if root is None:
            return
        walk = Walk(self.limits, inner=True)
        walk.run(root)
        target.extend(("\n", *walk.body, "\n"))
        self.hidden.extend(("\n", *walk.hidden, "\n"))
        self.links.extend(walk.links)
        self._extend_lines(walk.parts)
        self.gaps.update(walk.gaps)

    def _enter(self, node: LexborNode, depth: int) -> None:
        tag, attributes = node.tag or "", node.attributes
        self._border(tag)
        if self._hidden_at is None and _hides(tag, attributes):
            self._hidden_at = depth
        if tag == "template":
            for fragment in node.template_fragments():
                self.hidden.append(fragment.text(separator="\n"))
        if attributes:
            self._attributes(tag, attributes)
            self._microdata(attributes, depth)

    def _leave(self, node: LexborNode, depth: int) -> None:
        if self._props and self._props[-1][0] == depth:
            _, name, start = self._props.pop()
            self._set_item(name, "".join(self.body[start:][-_ITEM_CHUNKS:]))
        if self._items and self._items[-1][0] == depth:
            self._close_item(self._items.pop()[1])
        if self._hidden_at == depth:
            self._hidden_at = None
        self._border(node.tag or "")

    def _border(self, tag: str) -> None:
        if tag in _GLUED:
            return
        target = self.body if self._hidden_at is None else self.hidden
        target.append(" " if tag in _SPACED else "\n")

    def _attributes(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "meta":
            self._meta(attributes)
            return
        unseen = tag == "input" and (attributes.get("type") or "").lower() == "hidden"
        values = [value for name, value in attributes.items() if value and self._says(name)]
        if values:
            self.add(PartKind.HIDDEN if unseen else PartKind.ATTRIBUTE, "\n".join(values))
        self._extend(attribute_parts(attributes))
        for name in ("href", "src", "action"):
            self._link((attributes.get(name) or "").strip())
        if attributes.get("srcdoc"):
            self._document(attributes["srcdoc"] or "")

    def _says(self, name: str) -> bool:
        if self.xml:
            return name not in _DRAWING and not name.startswith("xmlns:")
        return name in _ATTRIBUTES or name.startswith("data-")

    def _link(self, target: str) -> None:
        if target:
            self._extend(link_parts(target))
        if leads_out(target):
            self.links.append(one_line(unquote_plus(target[:4_000])))

    def _meta(self, attributes: dict[str, str | None]) -> None:
        content = attributes.get("content") or ""
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if name in {"geo.position", "icbm"}:
            latitude, _, longitude = content.replace(";", ",").partition(",")
            self.add(PartKind.GPS, gps_text(latitude, longitude), "meta")
        else:
            self.add(PartKind.META, content, "meta")
        if attributes.get("itemprop"):
            self._set_item(str(attributes["itemprop"]), content)

    def _microdata(self, attributes: dict[str, str | None], depth: int) -> None:
        name = attributes.get("itemprop")
        if "itemscope" in attributes:
            self._items.append((depth, {}))
        elif name and attributes.get("content") is not None:
            self._set_item(name, attributes["content"] or "")
        elif name:
            self._props.append((depth, name, len(self.body)))

    def _set_item(self, name: str, value: str) -> None:
        text = one_line(value)[:500]
        if self._items and text:
            self._items[-1][1][name.lower()] = text

    def _close_item(self, values: dict[str, str]) -> None:
        place = gps_text(values.get("latitude", ""), values.get("longitude", ""))
        self.add(PartKind.GPS, place, "microdata")
        self.add(PartKind.STRUCTURED_DATA, address_text(values), "postal address", address=True)


def _hides(tag: str, attributes: dict[str, str | None]) -> bool:
    return (
        tag in _UNSEEN
        or "hidden" in attributes
        or bool(_HIDING.search((attributes.get("style") or "")[:2_000]))
    )
