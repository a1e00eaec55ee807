"""A quick look at a page before it is read: how little it shows, and where it wants to lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from exposure_audit.extract import html_guard
from exposure_audit.extract.html import declared_charset
from exposure_audit.extract.html_links import refresh
from exposure_audit.extract.text import decode

_UNSEEN = ["script", "style", "template", "title"]
_ELSEWHERE = ["object", "iframe", "embed", "noframes"]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a page shows at first sight."""

    text: str = field(repr=False)
    """Its visible text on one line."""
    unscripted: str = field(repr=False)
    """Besides, what it says to a visitor without JavaScript."""
    asks_password: bool
    frameset: bool
    embeds: bool
    """Whether another page or file is embedded in it."""
    own: str = field(repr=False)
    """Its visible text without what stands in for the embedded."""
    refresh: tuple[int, str] | None = field(repr=False)
    """Seconds and target of its refresh."""


_HIDING = re.compile(r"<(script|style|template|noscript|title)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(r"<(?:/?script|style|template|noscript|title|!--)")
_SHOWN = re.compile(r"<(?:p|li|td|div|span|h[1-6]|dd|a|br|b|strong|em)\b[^<>]{0,500}>([^<]{2,})")
_ENTITY = re.compile(r"&[#\w]{1,32};?")
_FIRST_BYTES, _QUICK_BYTES = 8_000, 200_000


def shows_more_than(body: bytes, most: int) -> bool:
    """Tell without a parser that a page surely shows more than so many characters; rather not.

    Only what follows common tags is counted, and nothing that a parser might hide; a page in an
    encoding that is no superset of ASCII shows nothing here.
    """
    return _shows(body[:_FIRST_BYTES], most) or _shows(body[:_QUICK_BYTES], most)


def _shows(start: bytes, most: int) -> bool:
    markup = start.decode("ascii", "ignore").lower()
    markup = _HIDING.sub("", markup)
    if _HIDDEN.search(markup):
        return False
    shown = 0
    for found in _SHOWN.finditer(markup):
        text = found[1] if "&" not in found[1] else _ENTITY.sub("", found[1])
        shown += len(" ".join(text.split()))
        if shown > most:
            return True
    return False


def glance(body: bytes, charset: str = "") -> Glance | None:
    """Look at a page; None where its markup is too hostile for a quick look."""
    text = decode(body, charset or declared_charset(body))
    if html_guard.hostile(text):
        return None
    tree = LexborHTMLParser(text)
    found = (refresh(node.attributes) for node in tree.css("meta[http-equiv]"))
    leads_on = next(filter(None, found), None)
    password = tree.css_first("input[type=password i]") is not None
    tree.strip_tags(_UNSEEN)
    unscripted = _text(tree)
    tree.strip_tags(["noscript"])
    seen = _text(tree)
    frameset = tree.css_first("frameset") is not None
    embeds = tree.css_first("object, iframe, embed") is not None
    tree.strip_tags(_ELSEWHERE)
    return Glance(seen, unscripted, password, frameset, embeds, _text(tree), leads_on)


def _text(tree: LexborHTMLParser) -> str:
    return " ".join(tree.root.text(separator=" ").split()) if tree.root else ""
