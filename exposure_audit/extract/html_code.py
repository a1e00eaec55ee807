"""What scripts, style sheets and comments of a page say to who reads its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape

from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_says import unescaped
from exposure_audit.extract.json_text import parts_of
from exposure_audit.extract.places import places_in_code
from exposure_audit.model import Part, PartKind, Reason

_ENTITY = re.compile(r"&(?:#\w{1,8}|[a-zA-Z]{2,30});")
_TAG = re.compile(r"<[^<>]{0,4000}>")
_SAYING = re.compile(
    r"\b(?:href|src|alt|title|value|content|placeholder|aria-label|data-[\w-]{1,40})"
    r"\s{0,3}=\s{0,3}[\"']([^\"']{1,2000})"
)
_PLUSSES = ("'+'", "' + '", '"+"', '" + "')
_PLUS = re.compile(r"""(["'])\s{0,9}\+\s{0,9}\1""")
_CONTENT = re.compile(r"content\s{0,9}:")
_STRING = re.compile(
    r"""[^"';{}]{0,100}(?:"((?:[^"\\]|\\.){0,1000})"|'((?:[^'\\]|\\.){0,1000})')""", re.DOTALL
)
_MOST_STRINGS = 10
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)


def script(found: Found, kind: str, code: str) -> None:
    """Add what a script says; `kind` is its type in lower case."""
    if "json" in kind:
        linked_data = "ld+json" in kind
        parts, gaps = parts_of(
            code,
            found.limits,
            kind=PartKind.STRUCTURED_DATA if linked_data else PartKind.HIDDEN,
        )
        found.take(_readable(parts))
        if linked_data:
            found.gap(*(gap for gap in gaps if gap is not Reason.NO_TEXT))
        if linked_data or not gaps:
            return
    plain = _joined(_undone(unescaped(code)))
    found.add(PartKind.HIDDEN, plain, "script")
    found.places(places_in_code(plain), "coordinates in the page's data")


def _joined(code: str) -> str:
    """Return a script whose texts are put together, as in `'a' + '@' + 'b.example'`."""
    if "+" in code and any(plus in code for plus in _PLUSSES):
        return _PLUS.sub("", code)
    return code


def _readable(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts without entities: some programs write values into scripts as into pages."""
    for part in parts:
        yield replace(part, text=_undone(part.text)) if "&" in part.text else part


def _undone(text: str) -> str:
    """Return a text whose entities are undone, but not what only looks like one without its end."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text


def style(found: Found, sheet: str, *, xml: bool) -> None:
    """Add the words that a style sheet puts on the page.

    In XML a style element may be empty (`<style/>`), and what follows is then taken for its text.
    """
    if xml:
        found.add(PartKind.HIDDEN, sheet, "style")
        return
    for words in _contents(sheet):
        if any(map(str.isalnum, words)):
            found.add(PartKind.HIDDEN, words, "style")


def _contents(sheet: str) -> Iterator[str]:
    """Yield the texts of each `content`, which may be of several strings."""
    at = 0
    for start in _CONTENT.finditer(sheet):
        if start.start() < at:
            continue
        at, words = start.end(), ""
        for _ in range(_MOST_STRINGS):
            if not (string := _STRING.match(sheet, at)):
                break
            at = string.end()
            words += _CSS_ESCAPE.sub(_meant, string[1] or string[2] or "")
        yield words


def _meant(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    if not escape[1]:
        return escape[2].strip("\n")
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def comment(found: Found, text: str) -> None:
    """Add a comment's words, and those of the markup that is commented out.

    To an HTML parser the declaration of XML is a comment.
    """
    if text.startswith("?xml"):
        return
    if "<" in text:
        text = _TAG.sub(lambda tag: f" {' '.join(_SAYING.findall(tag[0]))} ", text)
    found.add(PartKind.COMMENT, _undone(text))
