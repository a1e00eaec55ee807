"""Web pages (and XML of any kind): everything that a visitor or a reader of the source can see."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from exposure_audit.extract import html_guard, plain
from exposure_audit.extract.html_walk import Walk, joined
from exposure_audit.extract.interface import Extraction, Link
from exposure_audit.extract.text import clean, decode
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

MAX_LINKS = 2_000
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_\-]{2,30})")
_LINKS = "a[href], area[href], link[href], img[src], iframe[src], source[src], embed[src]"


def declared_charset(body: bytes) -> str:
    """Return the encoding that a page's first bytes name, or an empty text."""
    found = _CHARSET.search(body[:4096])
    return found[1].decode("ascii") if found else ""


def read(text: str, limits: Limits) -> Extraction:
    """Return a page's parts; a page without visible text is a gap."""
    if html_guard.hostile(text):
        rest = plain.read(html_guard.stripped(text), limits)
        return Extraction(rest.parts, (*rest.gaps, Reason.TOO_LARGE))
    root = LexborHTMLParser(text).root
    if root is None:
        return Extraction((), (Reason.NO_TEXT,))
    walk = Walk(limits)
    walk.run(root)
    parts = list(walk.parts)
    links = clean("\n".join(dict.fromkeys(walk.links)))
    for kind, content in ((PartKind.LINK, links), (PartKind.HIDDEN, joined(walk.hidden))):
        if content:
            parts.insert(0, Part(kind, content))
    body = joined(walk.body)
    if body:
        parts.insert(0, Part(PartKind.BODY, body))
    else:
        walk.gaps[Reason.NO_TEXT] = None
    return Extraction(tuple(parts), tuple(walk.gaps), walk.title)


def links(body: bytes, base_url: str, charset: str = "") -> tuple[Link, ...]:
    """Return the http and https links of a page in order, without repeats, at most `MAX_LINKS`."""
    text = decode(body, charset or declared_charset(body))
    if html_guard.hostile(text):
        return ()
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    start = _absolute(base_url, (base.attributes.get("href") if base else None) or "") or base_url
    found: dict[str, Link] = {}
    for node in tree.css(_LINKS):
        url = _absolute(start, node.attributes.get("href") or node.attributes.get("src") or "")
        if url and len(found) < MAX_LINKS:
            found.setdefault(url, Link(url, node.tag or ""))
    return tuple(found.values())


def _absolute(base: str, target: str) -> str:
    """Return an absolute http(s) URL without fragment, or an empty text."""
    try:
        url = urldefrag(urljoin(base, target.strip())).url
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
