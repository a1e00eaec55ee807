"""Steps through a page's tree, and the white space of its text."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from exposure_audit.extract.text import clean


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


def edged(text: str) -> Iterator[str]:
    """Yield the words of a text node; an empty one at an edge keeps the space that stood there."""
    if text[:1].isspace():
        yield ""
    yield from text.split()
    if text[-1:].isspace():
        yield ""
