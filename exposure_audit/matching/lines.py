"""Lines of a source: where in a file a sighting stands."""

from __future__ import annotations

import re
from html import unescape

from exposure_audit.facts.normalise import fold
from exposure_audit.model import Part, Sighting

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]{0,200}"
_MOST_WORDS = 12


def line_at(part: Part, start: int) -> int | None:
    """Return the line of a place in a part whose text begins on a known line of the file."""
    if part.line is None:
        return None
    return part.line + part.text.count("\n", 0, start)


def line_of(source: str, form: str) -> int | None:
    """Return the first line (from 1) of a file's text on which a written form begins.

    Markup, entities and line breaks may stand between its words; none where it is not found, as
    in a file whose text is encoded.
    """
    at = source.find(form)
    if at < 0:
        at = _loose(source, form)
    if at < 0:
        return None
    return source.count("\n", 0, at) + 1


def line_of_sighting(part: Part, sighting: Sighting, source: str) -> int | None:
    """Return the line of a sighting, by its part where that knows, else by its form."""
    return line_at(part, sighting.start) or line_of(source, sighting.form)


def _loose(source: str, form: str) -> int:
    words = _WORD.findall(fold(form))[:_MOST_WORDS]
    if not words:
        return -1
    tag = r"(?:<[^<>]{0,300}>[^\w<]{0,80}){0,3}"
    pattern = re.compile(rf"{_BETWEEN}{tag}".join(map(re.escape, words)))
    found = pattern.search(fold(source))
    if found is None and "&" in source:
        # Entities decoded line by line: the lines stay what they were.
        decoded = "\n".join(unescape(line).replace("\n", " ") for line in source.split("\n"))
        found = pattern.search(fold(decoded))
        return _line_start(source, decoded, found.start()) if found else -1
    return found.start() if found else -1


def _line_start(source: str, decoded: str, at: int) -> int:
    """Return the offset in the source of the line that holds an offset in the decoded text."""
    lines = decoded.count("\n", 0, at)
    place = 0
    for _ in range(lines):
        place = source.index("\n", place) + 1
    return place
