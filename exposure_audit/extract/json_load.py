"""JSON as it is found: with comments, trailing commas, or wrapped in a call."""

from __future__ import annotations

import json
import re
from typing import Any

MALFORMED = (ValueError, RecursionError)
"""What is raised for what is not JSON."""
# A string that is never closed ends with the text, so that no position is looked at twice.
_STRING = r"(\"(?:[^\"\\]|\\.)*+\"?)"
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"{_STRING}|,(?=\s{{0,50}}[\]}}])", re.DOTALL)
_OPENING = re.compile(r"[\[{]")


def loads(text: str) -> Any:
    """Return what a text holds; raises one of `MALFORMED`."""
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(_mended(text))


def inner_data(text: str) -> Any:
    """Return the object or list that a string holds as JSON of its own, or None."""
    if text[:1] not in {"{", "["} or text[-1:] not in {"}", "]"}:
        return None
    try:
        return json.loads(text)
    except MALFORMED:
        return None


def _mended(text: str) -> str:
    if "//" in text or "/*" in text:
        text = _COMMENT.sub(_kept, text)
    opening = _OPENING.search(text)
    if opening and text[: opening.start()].strip():
        # callback({...}); or var data = [...]; or the )]}' that keeps scripts from reading it.
        text = text[opening.start() : max(text.rfind("}"), text.rfind("]")) + 1]
    return _TRAILING_COMMA.sub(_kept, text)


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""
