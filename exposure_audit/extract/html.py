"""Web pages (and XML of any kind): everything that a visitor or a reader of the source can see."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from exposure_audit.extract import html_guard, plain
from exposure_audit.extract.html_found import Found
from exposure_audit.extract.html_says import read_targets
from exposure_audit.extract.html_sweep import Sweep
from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

_XML = ("<?xml", "<rss", "<feed", "<gpx", "<kml", "<svg")
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_\-]{2,30})")
_CLOSED = re.compile(r"<([A-Za-z][\w:.\-]{0,100})((?:\s[^<>]{0,5000})?)/>")


def declared_charset(body: bytes) -> str:
    """Return the encoding that a page's first bytes name, or an empty text."""
    found = _CHARSET.search(body[:4096])
    return found[1].decode("ascii") if found else ""


def read(text: str, limits: Limits) -> Extraction:
    """Return a page's parts; a page without visible text is a gap."""
    xml = _plain_xml(text)
    markup = _as_html(text) if xml else text
    if html_guard.hostile(markup):
        rest = plain.read(html_guard.stripped(markup), limits)
        return Extraction(rest.parts, (*rest.gaps, Reason.TOO_LARGE))
    found = Found(limits)
    body = Sweep(found, xml=xml).read(markup)
    read_targets(found)
    made = found.extraction(body)
    if made.parts and (xml or made.parts[0].kind is PartKind.BODY):
        return made
    return replace(made, gaps=(*made.gaps, Reason.NO_TEXT))


def _plain_xml(text: str) -> bool:
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(_XML) and "<html" not in start


def _as_html(xml: str) -> str:
    """Return XML as an HTML parser reads it: it knows no CDATA and no elements closed at once."""
    first, *rest = xml.split("<![CDATA[")
    pieces = [first]
    for piece in rest:
        inside, end, after = piece.partition("]]>")
        pieces.append(escape(inside, quote=False) + after if end else piece)
    return _CLOSED.sub(r"<\1\2></\1>", "".join(pieces))
