"""Web pages (and XML of any kind): everything that a visitor or a reader of the source can see."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser

from exposure_audit.extract import html_guard, plain
from exposure_audit.extract.html_tree import joined
from exposure_audit.extract.html_walk import Walk
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.text import clean
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_XML = ("<?xml", "<rss", "<feed", "<gpx", "<kml", "<svg")
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_\-]{2,30})")


def declared_charset(body: bytes) -> str:
    """Return the encoding that a page's first bytes name, or an empty text."""
    found = _CHARSET.search(body[:4096])
    return found[1].decode("ascii") if found else ""


def read(text: str, limits: Limits) -> Extraction:
    """Return a page's parts; a page without visible text is a gap."""
    if html_guard.hostile(text):
        rest = plain.read(html_guard.stripped(text), limits)
        return Extraction(rest.parts, (*rest.gaps, Reason.TOO_LARGE))
    xml = _plain_xml(text)
    root = LexborHTMLParser(_without_cdata(text) if xml else text).root
    if root is None:
        return Extraction((), (Reason.NO_TEXT,))
    walk = Walk(limits, xml=xml)
    walk.run(root)
    parts = list(walk.parts)
    links = clean("\n".join(dict.fromkeys(walk.links)))
    for kind, content in ((PartKind.LINK, links), (PartKind.HIDDEN, joined(walk.hidden))):
        if content:
            parts.insert(0, Part(kind, content))
    body = joined(walk.body)
    if body:
        parts.insert(0, Part(PartKind.BODY, body))
    elif not (xml and parts):
        walk.gaps[Reason.NO_TEXT] = None
    return Extraction(tuple(parts), tuple(walk.gaps), walk.title)


def _plain_xml(text: str) -> bool:
    start = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    return start.startswith(_XML) and "<html" not in start


def _without_cdata(text: str) -> str:
    """Return XML whose CDATA sections are escaped, as an HTML parser knows none."""
    first, *rest = text.split("<![CDATA[")
    pieces = [first]
    for piece in rest:
        inside, end, after = piece.partition("]]>")
        pieces.append(escape(inside, quote=False) + after if end else piece)
    return "".join(pieces)
