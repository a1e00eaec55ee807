"""Keeps hostile markup from a parser whose time grows with the square of the nesting."""

from __future__ import annotations

import html
import re
from collections import Counter

_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Void elements, and those whose end tag may be left out: they do not nest by being repeated.
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td"),
        *("th", "thead", "tbody", "tfoot", "colgroup", "html", "head", "body"),
    ]
)
# The parser opens these again in every later paragraph (HTML standard, "reconstruct the active
# formatting elements"): each one left open makes every paragraph cost more.
_FORMATTING = frozenset(
    [
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    ]
)
_MOST_FORMATTING = 60
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
    """Whether elements nest too deep; an end tag that closes nothing changes nothing."""
    open_now: Counter[str] = Counter()
    depth = formatting = 0
    for found in _OPEN_OR_CLOSE.finditer(markup):
        name = found[2].lower()
        if name in _FLAT or (found[1] and not open_now[name]):
            continue
        step = -1 if found[1] else 1
        open_now[name] += step
        depth += step
        formatting += step * (name in _FORMATTING)
        if depth > _DEEPEST or formatting > _MOST_FORMATTING:
            return True
    return False


def stripped(markup: str) -> str:
    """Return a markup's text without parsing it: tags become line breaks."""
    return html.unescape(_TAG.sub("\n", markup))
