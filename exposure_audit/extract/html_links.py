"""Every way that leads from a page to other pages and files, and how to read a refresh."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from exposure_audit.extract import html_guard
from exposure_audit.extract.html import declared_charset
from exposure_audit.extract.interface import Link
from exposure_audit.extract.text import decode

MAX_LINKS = 20_000
"""Of one page; where there are more, so many are returned."""
_PLAIN = ("href", "src", "poster", "xlink:href", "data-src", "data-original", "data-lazy-src")
_SETS = ("srcset", "data-srcset", "imagesrcset")
_SELECTOR = (
    ", ".join(f"[{name}]" for name in (*_PLAIN, *_SETS)).replace(":", "\\:")
    + ", object[data], form[action], meta[http-equiv]"
)
_VOID = "about:blank"
_LEADS_NOWHERE = frozenset({"base", "script"})
_MACHINES_ONLY = frozenset(
    {"stylesheet", "preconnect", "dns-prefetch", "modulepreload", "pingback", "webmention"}
)
"""Relations of a `link` to styles, scripts and places that answer programs alone."""
_CANDIDATE = re.compile(r"([^\s,]\S{0,4000})(?:\s+([\d.]{1,12})[wx])?")
_REFRESH = re.compile(
    r"\s{0,20}(\d{1,9})[\d.]{0,9}\s{0,20}[;,\s]\s{0,20}(?:url\s{0,20}=\s{0,20})?[\"']?([^\"']{1,4000})",
    re.IGNORECASE,
)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_FEED_LINK = re.compile(
    r"<(?:link|guid|url|comments)(?:\s[^<>]{0,500})?>\s{0,200}"
    r"(?:<!\[CDATA\[\s{0,200})?(https?://[^\s<>\]]{1,4000})"
)


def links(body: bytes, base_url: str, charset: str = "") -> tuple[Link, ...]:
    """Return the http and https links of a page or feed, without repeats, at most `MAX_LINKS`.

    `charset` is what the answer's header says. Markup too hostile to be parsed has no links: its
    reader says that it was not read.
    """
    text = decode(body, charset or declared_charset(body))
    if html_guard.hostile(text):
        return ()
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    start = absolute(base_url, (base.attributes.get("href") if base else None) or "") or base_url
    found: dict[str, Link] = {}
    for element, target in chain(_in_elements(tree), _in_feed(text)):
        url = absolute(start, target)
        if url and url not in found:
            found[url] = Link(url, element)
        if len(found) == MAX_LINKS:
            break
    return tuple(found.values())


def absolute(base: str, target: str) -> str:
    """Return an absolute http(s) URL without fragment, or an empty text."""
    try:
        url = urldefrag(urljoin(base, target.strip())).url
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def refresh(attributes: Mapping[str, str | None]) -> tuple[int, str] | None:
    """Return the seconds and the target of a `meta` element's refresh, if it leads elsewhere."""
    if (attributes.get("http-equiv") or "").strip().lower() != "refresh":
        return None
    found = _REFRESH.match(attributes.get("content") or "")
    return (int(found[1]), found[2].strip()) if found else None


def _in_elements(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield elements' names and the targets that they hold."""
    for node in _nodes(tree):
        for target in _targets(node):
            yield node.tag or "", target


def _nodes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield what may hold a link, also inside templates."""
    yield from tree.css(_SELECTOR)
    templates = list(tree.css("template"))
    while templates:
        for fragment in templates.pop().template_fragments():
            yield from fragment.css(_SELECTOR)
            templates += fragment.css("template")


def _targets(node: LexborNode) -> Iterator[str]:
    tag, attributes = node.tag or "", node.attributes
    if tag in _LEADS_NOWHERE or (tag == "link" and _for_machines(attributes)):
        return
    yield from filter(None, (attributes.get(name) for name in _PLAIN))
    yield from filter(None, (_largest(attributes.get(name) or "") for name in _SETS))
    yield _own_target(tag, attributes)


def _own_target(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Return the target of an attribute that is one on this element alone, or void."""
    if tag == "object":
        return attributes.get("data") or _VOID
    if tag == "form" and (attributes.get("method") or "get").strip().lower() == "get":
        return attributes.get("action") or _VOID
    found = refresh(attributes) if tag == "meta" else None
    return found[1] if found else _VOID


def _for_machines(attributes: Mapping[str, str | None]) -> bool:
    return not _MACHINES_ONLY.isdisjoint((attributes.get("rel") or "").lower().split())


def _largest(candidates: str) -> str:
    """Return the largest picture of a `srcset`: nearest to the original, and to its metadata."""
    best, size = "", -1.0
    for found in _CANDIDATE.finditer(candidates[:20_000]):
        try:
            width = float(found[2] or 1)
        except ValueError:
            continue
        if width > size:
            best, size = found[1].rstrip(","), width
    return best


def _in_feed(text: str) -> Iterator[tuple[str, str]]:
    """Yield the links that a feed holds as text: to an HTML parser its `link` is always empty."""
    if _FEED.search(text[:4_096]):
        for found in _FEED_LINK.finditer(text):
            yield "link", found[1].replace("&amp;", "&")
