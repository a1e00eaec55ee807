"""Plain text, Markdown, and the source text of programs, with their escapes undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from itertools import islice

from exposure_audit.extract.html_says import unescaped
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import places_in_code, places_in_link
from exposure_audit.extract.targets import target_parts
from exposure_audit.extract.text import clean
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MAP = re.compile(r"(?:https?://|geo:)[^\s<>\"')\]]{0,400}?\d\.\d{3,17}[^\s<>\"')\]]{0,400}")
_MOST_LINKS = 1_000
_MARKED_LINK = re.compile(
    r"\[([^\[\]\n]{0,500})\]\(\s{0,3}<?([^()\s<>]{1,4000})>?(?:\s{1,3}[\"'][^\"'\n]{0,300}[\"'])?\s{0,3}\)"
)
_REFERENCE = re.compile(r"^ {0,3}\[[^\[\]\n]{1,500}\]:[ \t]{1,9}<?([^\s<>]{1,4000})", re.MULTILINE)
_AUTOMATIC = re.compile(r"(?<!\()<([a-zA-Z][a-zA-Z+.\-]{1,20}:[^\s<>]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>")
_EMPHASIS = re.compile(r"\\(?P<meant>[^a-zA-Z0-9\s])|\*{1,3}|~~|`{1,3}|__|(?<![^\W_])_|_(?![^\W_])")
_JOIN = re.compile(r"([\"'`])\s{0,20}\+\s{0,20}[\"'`]")
_DOUBLED = re.compile(r"(?<=\w)''(?=\w)")
_CSS = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


def read(text: str, _limits: Limits) -> Extraction:
    """Return the whole text as one part, so that lines can be counted in it."""
    said = text
    if "&" in text:
        said = _ENTITY.sub(_entity, said)
    if "\\u" in text:
        said = _UNICODE.sub(_unicode, said)
    cleaned = clean(said)
    if not cleaned.strip():
        return Extraction((), (Reason.NO_TEXT,))
    body = Part(PartKind.BODY, cleaned, line=1)
    return Extraction((body, *_places(cleaned)))


def read_markdown(text: str, limits: Limits) -> Extraction:
    """Return the text as it is, as it is shown, and where its links lead."""
    found = read(text, limits)
    if not found.parts:
        return found
    cleaned = found.parts[0].text
    shown = _EMPHASIS.sub(_meant, _TAG.sub(" ", _MARKED_LINK.sub(r"\1", cleaned)))
    parts = list(found.parts)
    if shown != cleaned:
        parts.append(Part(PartKind.BODY, shown, note="as shown", line=1))
    patterns = (_MARKED_LINK, _REFERENCE, _AUTOMATIC)
    links = (each for pattern in patterns for each in pattern.finditer(cleaned))
    for link in islice(links, _MOST_LINKS):
        line = cleaned.count("\n", 0, link.start()) + 1
        target = link[link.re.groups]
        parts.extend(replace(part, line=line) for part in target_parts(target, "link"))
    return Extraction(tuple(parts), found.gaps)


def read_code(text: str, _limits: Limits) -> Extraction:
    """Return a program's text, with the escapes of its strings undone and their pieces joined."""
    return _code(text, lambda line: _DOUBLED.sub("'", _JOIN.sub("", unescaped(line))))


def read_css(text: str, _limits: Limits) -> Extraction:
    """Return a style sheet's text with its escapes undone: what `content` shows stands there."""
    return _code(text, lambda line: _CSS.sub(_css, line))


def _code(text: str, plainly: Callable[[str], str]) -> Extraction:
    """Undo escapes line by line, so that lines can be counted."""
    said = "\n".join(plainly(line).replace("\n", " ") for line in clean(text).split("\n"))
    if not said.strip():
        return Extraction((), (Reason.NO_TEXT,))
    places, whole = places_in_code(said)
    parts = [Part(PartKind.BODY, clean(said), line=1)]
    if places:
        parts.append(Part(PartKind.GPS, places, note="coordinates in the code"))
    return Extraction(tuple(parts), () if whole else (Reason.TOO_LARGE,))


def _places(text: str) -> Iterator[Part]:
    """Yield the places of map links, each with its line."""
    if "://" not in text and "geo:" not in text:
        return
    for found in islice(_MAP.finditer(text), _MOST_LINKS):
        places = places_in_link(found[0].removeprefix("geo:"))
        if places:
            line = text.count("\n", 0, found.start()) + 1
            yield Part(PartKind.GPS, places, note="map link", line=line)


def _entity(found: re.Match[str]) -> str:
    return unescape(found[0]).replace("\n", " ")


def _unicode(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if int(found[1], 16) >= 0x20 else " "


def _meant(found: re.Match[str]) -> str:
    return found["meant"] or ""


def _css(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if 0x20 <= code <= 0x10FFFF else " "
