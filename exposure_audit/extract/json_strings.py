"""Strings in data that are text in another coat: HTML, entities, escapes."""

from __future__ import annotations

import re
from html import unescape

from exposure_audit.extract.html_says import unescaped

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,4000}>")
_TARGET = re.compile(r"\b(?:href|src)=[\"']?([^\s\"'<>]{1,2000})", re.IGNORECASE)
_ROUNDS = 2
"""Escaped HTML becomes HTML in the first, text in the second."""


def said(value: str) -> tuple[str, list[str]]:
    """Return a string as a reader sees it, and the targets of the links in it."""
    text, targets = value, list[str]()
    if "\\" in text:
        text = unescaped(text)
    for _ in range(_ROUNDS):
        before = text
        if "<" in text and _TAG.search(text):
            targets += _TARGET.findall(text)
            text = _TAG.sub("\n", text)
        if "&" in text:
            text = unescape(text)
        if text == before:
            break
    return text, targets
