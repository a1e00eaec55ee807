"""Keeps hostile markup from a parser whose time grows with the square of the nesting."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

_OPEN_OR_CLOSE = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,20})")
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
_MOST_COPIES = 1_000_000
_DEEPEST = 300
"""Browsers stop at 512; lexbor needs 76 s for 200,000 nested elements and 0.01 s for 4,000."""
_VERY_FEW_TAGS, _FEW_TAGS = 1_200, 4_000
# Of one formatting element without attributes the parser keeps three at most, and of links one.
_DISTINCT = re.compile(r"<[bcefistuBCEFISTU](?i:ig|ode|m|ont|mall|trike|trong|t|)[\s/](?!\s{0,9}>)")
_WORDS_IN_TAG, _WORDS_BETWEEN_TAGS = 2_000, 50_000
_BLOCK = 2_000
_TAG = re.compile(r"<[^<>]{0,5000}>")


def hostile(markup: str) -> bool:
    """Whether a parser would need very long: too deep, or a tag with thousands of attributes."""
    return (not _harmless(markup) and _deep(markup)) or any(map(_wordy, _stretches(markup)))


def _harmless(markup: str) -> bool:
    """Whether so few tags can do no harm however they are nested."""
    tags = markup.count("<")
    return tags <= _VERY_FEW_TAGS or (
        tags <= _FEW_TAGS and len(_DISTINCT.findall(markup)) <= _MOST_FORMATTING
    )


def _deep(markup: str) -> bool:
    """Whether elements nest too deep; an end tag that closes nothing changes nothing."""
    tags = _OPEN_OR_CLOSE.findall(markup)
    open_now: Counter[str] = Counter()
    steps = _Steps()
    depth = formatting = 0
    for name, step in filter(None, map(steps.__getitem__, tags)):
        if step < 0 and not open_now[name]:
            continue
        open_now[name] += step
        depth += step
        if name in _FORMATTING:
            formatting += step
        if depth > _DEEPEST or formatting > _MOST_FORMATTING:
            return True
        if formatting * len(tags) > _MOST_COPIES:
            return True
    return False


class _Steps(dict[str, tuple[str, int] | None]):
    """What a tag does to the depth, by its name as written; none for what does not nest."""

    def __missing__(self, tag: str) -> tuple[str, int] | None:
        name = tag.lstrip("/").lower()
        step = None if name in _FLAT else (name, -1 if tag[0] == "/" else 1)
        self[tag] = step
        return step


def _wordy(piece: str) -> bool:
    """Whether what stands between two tags may be a tag with very many attributes."""
    in_tag = piece.partition(">")[0].count(" ")
    if in_tag > _WORDS_IN_TAG or len(piece) < 2 * _WORDS_BETWEEN_TAGS:
        return in_tag > _WORDS_IN_TAG
    return len(piece.split()) > _WORDS_BETWEEN_TAGS


def _stretches(markup: str) -> Iterator[str]:
    """Yield what stands between two tags where that is long: whole blocks without any tag."""
    done = 0
    for start in range(0, len(markup) - _BLOCK, _BLOCK):
        if start >= done and markup.find("<", start, start + _BLOCK) < 0:
            after = markup.find("<", start)
            done = len(markup) if after < 0 else after
            yield markup[markup.rfind("<", 0, start) + 1 : done]


def stripped(markup: str) -> str:
    """Return a markup's text without parsing it: tags become line breaks."""
    return html.unescape(_TAG.sub("\n", markup))
