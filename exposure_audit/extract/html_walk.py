"""One pass over a page's tree that sorts its text by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from selectolax.lexbor import LexborNode

from exposure_audit.extract.json_text import address_text, gps_text, parts_of
from exposure_audit.extract.text import clean, one_line
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
_SEPARATE_SCHEMES = ("mailto:", "tel:", "sms:", "callto:", "geo:")
_ITEM_CHUNKS = 60


@dataclass(slots=True)
class Walk:
    """What a walk has gathered so far."""

    limits: Limits
    body: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    gaps: dict[Reason, None] = field(default_factory=dict)
    title: str = ""
    _items: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    _props: list[tuple[int, str, int]] = field(default_factory=list)
    _hidden_at: int | None = None

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
        text = one_line(text)
        if text:
            self.parts.append(Part(kind, text, note=note, address=address))

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent.tag if node.parent is not None else ""
        if parent == "title" and not self.title:
            self.title = one_line(text)
            self.add(PartKind.META, text, "title")
        elif parent == "script":
            self._script(node.parent, text)
        elif parent == "style":
            return
        elif self._hidden_at is not None:
            self.hidden.append(text)
        else:
            self.body.append(text if parent in {"pre", "textarea"} else " ".join(_edged(text)))

    def _script(self, script: LexborNode | None, text: str) -> None:
        kind = (script.attributes.get("type") or "") if script is not None else ""
        if "ld+json" in kind.lower():
            found, gaps = parts_of(text, self.limits)
            self.parts.extend(found)
            self.gaps.update(dict.fromkeys(gap for gap in gaps if gap is not Reason.NO_TEXT))
        else:
            self.add(PartKind.HIDDEN, text, "script")

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
        values = [
            value
            for name, value in attributes.items()
            if value and (name in _ATTRIBUTES or name.startswith("data-"))
        ]
        if values:
            self.add(PartKind.HIDDEN if unseen else PartKind.ATTRIBUTE, "\n".join(values))
        for name in ("href", "src", "action"):
            self._link(attributes.get(name) or "")

    def _link(self, target: str) -> None:
        target = target.strip()
        scheme = next((s for s in _SEPARATE_SCHEMES if target[:8].lower().startswith(s)), "")
        if scheme == "geo:":
            latitude, _, longitude = target[4:].partition(",")
            place = gps_text(latitude, re.split(r"[;?,]", longitude)[0])
            self.add(PartKind.GPS, place, "geo link")
        elif scheme:
            # A plus sign in tel: is the international prefix, not a space.
            text = unquote_plus(target[len(scheme) :].replace("+", "%2B"))
            self.add(PartKind.LINK, text.replace("?", "\n"), scheme.rstrip(":"))
        elif target and not target.lower().startswith(("data:", "javascript:", "#")):
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


def steps(root: LexborNode) -> Iterator[tuple[LexborNode, int, bool]]:
    """Yield each node with its depth, on entering it and on leaving it; never recurses."""
    node, depth = root, 0
    while True:
        yield node, depth, True
        child = node.first_child
        if child is not None:
            node, depth = child, depth + 1
            continue
        yield node, depth, False
        while depth > 0 and node.next is None:
            parent = node.parent
            if parent is None:
                return
            node, depth = parent, depth - 1
            yield node, depth, False
        sibling = node.next
        if depth == 0 or sibling is None:
            return
        node = sibling


def joined(chunks: list[str]) -> str:
    """Return text with single spaces and single line breaks."""
    lines = (" ".join(line.split()) for line in clean("".join(chunks)).split("\n"))
    return "\n".join(line for line in lines if line)


def _edged(text: str) -> Iterator[str]:
    """Yield the words of a text node; an empty one at an edge keeps the space that stood there."""
    if text[:1].isspace():
        yield ""
    yield from text.split()
    if text[-1:].isspace():
        yield ""


def _hides(tag: str, attributes: dict[str, str | None]) -> bool:
    return (
        tag in _UNSEEN
        or "hidden" in attributes
        or bool(_HIDING.search((attributes.get("style") or "")[:2_000]))
    )
