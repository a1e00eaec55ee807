"""Keeps hostile markup from a parser whose time grows with the square of the nesting."""

from __future__ import annotations

import html
import re

_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Void elements, and those whose end tag may be left out: they do not nest by being repeated.
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td"),
        *("th", "thead", "tbody", "tfoot", "colgroup", "html", "head", "body"),
    ]
)
_DEEPEST = 300
"""Browsers stop at 512; lexbor needs 76 s for 200,000 nested elements and 0.01 s for 2,000."""
_WORDS_IN_TAG, _WORDS_BETWEEN_TAGS = 2_000, 50_000
_TAG = re.compile(r"<[^<>]{0,5000}>")


def hostile(markup: str) -> bool:
    """Whether a parser would need very long: too deep, or a tag with thousands of attributes."""
    return _deep(markup) or any(
        len(piece) > 4_000
        and (
            piece.partition(">")[0].count(" ") > _WORDS_IN_TAG
            or len(piece.split()) > _WORDS_BETWEEN_TAGS
        )
        for piece in markup.split("<")
    )


def _deep(markup: str) -> bool:
    depth = 0
    for found in _OPEN_OR_CLOSE.finditer(markup):
        if found[2].lower() in _FLAT:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def stripped(markup: str) -> str:
    """Return a markup's text without parsing it: tags become line breaks."""
    return html.unescape(_TAG.sub("\n", markup))
