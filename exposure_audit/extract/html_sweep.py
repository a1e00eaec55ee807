"""One pass over the elements of a page, and the text that is left when each is in its place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from exposure_audit.extract import html_code, html_guard
from exposure_audit.extract.html_attributes import Attributes
from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_items import read_items
from exposure_audit.extract.html_text import (
    BREAK,
    EMPTY,
    GLUED,
    KEPT,
    SPACED,
    flatten,
    ids,
    keep_lines,
    opened,
    text_of,
)
from exposure_audit.extract.places import places_in_coordinates
from exposure_audit.extract.text import one_line
from exposure_audit.model import PartKind, Reason

_UNSEEN = ids("noscript datalist")
_FALLBACK = ids("iframe noframes noembed")
"""Elements whose content an HTML parser takes as text, though it is markup."""
_SCRIPT, _STYLE, _TITLE, _PAGE = ids("script"), ids("style"), ids("title"), ids("html")
_SVG, _TEMPLATE = (next(iter(ids(name))) for name in ("svg", "template"))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&(?:[a-zA-Z]{2,30}|#\w{1,8});")
_MOST_DOCUMENTS = 2_000
_DEEPEST_DOCUMENT = 3


class Sweep:
    """Reads one document; what it says besides its visible text goes to `found`."""

    def __init__(self, found: Found, *, xml: bool = False, depth: int = 0) -> None:
        self._found = found
        self._xml = xml
        self._depth = depth
        self._attributes = Attributes(found, xml=xml)
        self._nodes: defaultdict[int, list[LexborNode]] = defaultdict(list)
        self._hidden: list[LexborNode] = []

    def read(self, markup: str) -> str:
        """Return a document's visible text, its lines ended by `BREAK`."""
        tree = LexborHTMLParser(markup)
        root = tree.root
        if root is None:
            return ""
        self._gather(root.parent or root)
        while templates := self._nodes.pop(_TEMPLATE, None):
            for template in templates:
                self._gather(opened(tree, template))
        self._take_code()
        read_items(self._found, self._attributes.items)
        self._open_documents(root)
        self._take_title()
        return self._text(tree, root)

    def _gather(self, root: LexborNode) -> None:
        """Read all attributes, and sort the elements by their number."""
        nodes, plans, targets = self._nodes, self._attributes.plans, self._found.targets
        for node in root.traverse():
            attributes = node.attributes
            if plan := plans[tuple(attributes)]:
                leads, others = plan
                for name in leads:
                    targets[attributes[name] or ""] = None
                if others and self._attributes.read(node, attributes, others):
                    self._hidden.append(node)
            nodes[node.tag_id].append(node)

    def _of(self, numbers: frozenset[int]) -> Iterator[LexborNode]:
        for number in numbers & self._nodes.keys():
            yield from self._nodes[number]

    def _open_documents(self, root: LexborNode) -> None:
        """Put the text of documents inside this one where they are shown."""
        for node, markup in self._attributes.documents:
            node.insert_child(BREAK + self._inner(markup) + BREAK)
        for node in self._of(_FALLBACK):
            if "<" in node.text(deep=False):
                node.insert_child(BREAK + self._inner(_taken(node)) + BREAK)
        if self._xml:
            self._open_xml(root)

    def _open_xml(self, root: LexborNode) -> None:
        """Read coordinates, and the HTML that stands escaped in the text of feeds."""
        for node in root.css("coordinates, gx\\:coord"):
            self._found.places(places_in_coordinates(node.text()), "coordinates in the page's data")
            node.decompose()
        for node in list(root.traverse(include_text=True)):
            text = node.text_content
            if text and _MARKUP.search(text):
                once = unescape(text) if "&lt;" in text else text
                node.replace_with(BREAK + self._inner(once) + BREAK)

    def _inner(self, markup: str) -> str:
        """Return the text of a document that stands inside this one."""
        found = self._found
        found.documents += 1
        if (
            self._depth == _DEEPEST_DOCUMENT
            or found.documents > _MOST_DOCUMENTS
            or html_guard.hostile(markup)
        ):
            found.gap(Reason.TOO_LARGE)
            return html_guard.stripped(markup)
        return Sweep(found, depth=self._depth + 1).read(markup)

    def _take_code(self) -> None:
        """Take out of the tree what is for programs, and what only the source shows."""
        for node in self._of(_SCRIPT):
            self._script((node.attributes.get("type") or "").lower(), _taken(node))
        for node in self._of(_STYLE):
            html_code.style(self._found, _taken(node), xml=self._xml)
        for node in self._comments():
            html_code.comment(self._found, node.comment_content or "")
            node.decompose()

    def _take_title(self) -> None:
        title = next(self._of(_TITLE), None)
        if title is not None and not self._found.title:
            self._found.title = one_line(_taken(title))
            self._found.add(PartKind.META, self._found.title, "title")

    def _comments(self) -> Iterator[LexborNode]:
        for nodes in self._nodes.values():
            if nodes[0].is_comment_node:
                yield from nodes

    def _script(self, kind: str, code: str) -> None:
        if "html" in kind or "template" in kind:
            self._found.add(PartKind.HIDDEN, self._inner(code))
        else:
            html_code.script(self._found, kind, code)

    def _text(self, tree: LexborHTMLParser, root: LexborNode) -> str:
        """Return the visible text, and add the hidden text to what is found."""
        hidden = tree.create_node("div")
        root.insert_child(hidden, move=True)
        for node in (*self._hidden, *self._of(_UNSEEN)):
            if node.parent is not None and node.tag_id not in _PAGE:
                box = tree.create_node("div")
                hidden.insert_child(box, move=True)
                box.insert_child(node, move=True)
        keep_lines(self._of(KEPT))
        spaced = (*self._of(SPACED), *(root.css("tspan") if _SVG in self._nodes else ()))
        flatten(self._of(GLUED), spaced, self._of(EMPTY))
        root.merge_text_nodes()
        self._found.add(PartKind.HIDDEN, text_of(hidden))
        hidden.decompose()
        shown = text_of(root)
        if any(node.tag_id in _PAGE for node in self._hidden):
            self._found.add(PartKind.HIDDEN, shown)
            return ""
        return shown


def _taken(node: LexborNode) -> str:
    """Take the text right below an element out of the tree, and return it."""
    text = node.text(deep=False)
    for child in list(node.iter(include_text=True)):
        if child.is_text_node:
            child.decompose()
    return text
