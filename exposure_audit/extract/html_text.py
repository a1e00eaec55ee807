"""The text of a page's tree: what stands in one line, and where lines end."""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from exposure_audit.extract.text import clean

BREAK = "\x02"
"""Ends a line, as a line break in a page's source is only a space."""
_EMPTY_DOCUMENT = LexborHTMLParser("")


def ids(names: str) -> frozenset[int]:
    """Return the parser's numbers for elements, which are compared faster than names."""
    return frozenset(_EMPTY_DOCUMENT.create_node(name).tag_id for name in names.split())


GLUED = ids("b i em strong u s small sup sub mark font wbr big bdi bdo ins del strike tt nobr")
"""Formatting that may start inside a word; what stands in any other element is a word apart."""
SPACED = ids(
    "a span abbr acronym label code time data cite q kbd samp var dfn button output ruby rt rp"
    " mi mn mo ms mtext"
)
EMPTY = ids("img input")
"""Stand in a line like a space."""
KEPT = ids("pre textarea listing plaintext xmp")
"""Elements whose line breaks are shown."""


def opened(tree: LexborHTMLParser, template: LexborNode) -> LexborNode:
    """Put what stands in a template into the tree, and return the element that holds it.

    It is hidden, but for what is shown as a shadow root.
    """
    box = tree.create_node("div")
    for fragment in template.template_fragments()[:1]:
        while (child := fragment.first_child) is not None:
            box.insert_child(child, move=True)
    if "shadowrootmode" not in template.attributes:
        box.attrs["hidden"] = ""
    template.insert_after(box, move=True)
    return box


def keep_lines(nodes: Iterable[LexborNode]) -> None:
    """Mark the line breaks of preformatted text."""
    for node in nodes:
        for inner in list(node.traverse(include_text=True)):
            text = inner.text_content or ""
            if "\n" in text:
                inner.replace_with(text.replace("\n", BREAK))


def flatten(
    glued: Iterable[LexborNode], spaced: Iterable[LexborNode], empty: Iterable[LexborNode]
) -> None:
    """Take elements that end no line out of the tree; what stood in them stays."""
    for node in glued:
        node.unwrap(delete_empty=True)
    for node in empty:
        if _touches(node, node.prev, -1):
            node.insert_before(" ")
        node.unwrap(delete_empty=True)
    for node in spaced:
        if _touches(node, node.prev, -1):
            node.insert_before(" ")
        if _touches(node, node.next, 0):
            node.insert_after(" ")
        node.unwrap(delete_empty=True)


def _touches(node: LexborNode, neighbour: LexborNode | None, edge: int) -> bool:
    """Whether an element stands at another text without a space or the end of a line between."""
    if neighbour is None:
        parent = node.parent
        return parent is not None and parent.tag_id in SPACED
    text = neighbour.text_content
    return not (text and text[edge].isspace())


def text_of(node: LexborNode) -> str:
    """Return the text below a node, each text node on a line of its own; not clean yet."""
    return node.text(separator=BREAK, skip_empty=True)


def tidy(text: str) -> str:
    """Return clean lines with single spaces, without empty ones."""
    lines = clean(text.replace("\n", " ").replace(BREAK, "\n")).split("\n")
    spaced = [" ".join(line.split()) if "  " in line else line.strip() for line in lines]
    return "\n".join(filter(None, spaced))
