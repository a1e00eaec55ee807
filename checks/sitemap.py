"""Sitemaps (sitemaps.org, protocol 0.9): the addresses that a site itself lists."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from exposure_audit.extract.html import declared_charset
from exposure_audit.extract.text import decode
from exposure_audit.net.interface import Response

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(urlset|sitemapindex)(?=[\s/>])")
_END = re.compile(r"</(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex)\s{0,20}>")
_EMPTY = re.compile(r"[^<>]{0,2000}/>")
_LOCATION = re.compile(
    r"<(?:[\w.-]{1,20}:)?loc>\s{0,200}(?:<!\[CDATA\[\s{0,200}([^<\]\s]{1,9000})|([^<\s]{1,9000}))"
)
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.I | re.DOTALL)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap, an index of sitemaps or a plain list of addresses holds."""

    text: str = field(repr=False)
    index: bool
    """Whether it lists sitemaps."""
    whole: bool
    """Whether it was neither cut off nor broken."""

    def urls(self) -> Iterator[str]:
        """Yield the addresses as they stand there, in order, without end."""
        if not _ROOT.search(self.text[:4096]):
            yield from self.text.split()
            return
        for found in _LOCATION.finditer(self.text):
            yield html.unescape(found[1] or found[2])


def read(response: Response, most: int) -> Sitemap | None:
    """Read an answer, of at most `most` bytes when unpacked; None where it is no sitemap."""
    body = _unpacked(response.body, most)
    text = decode(body, response.charset or declared_charset(body))
    root = _ROOT.search(text[:4096])
    if root is None:
        return Sitemap(text, index=False, whole=True) if _plain_list(text) else None
    whole = bool(_END.search(text[-2000:]) or _EMPTY.match(text, root.end()))
    return Sitemap(text, root[1] == "sitemapindex", whole)


def claims_to_be(response: Response) -> bool:
    """Tell whether an answer says that it is XML, and is not the site's page for every address."""
    kind = response.content_type
    xml = kind in {"text/xml", "application/xml"} or kind.endswith("+xml")
    text = decode(response.body[:4096], response.charset)
    return xml and kind != "application/xhtml+xml" and not _HTML.match(text)


def _plain_list(text: str) -> bool:
    lines = text.split()
    return bool(lines) and all(line.startswith(("http://", "https://")) for line in lines)


def _unpacked(body: bytes, most: int) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, most)
    except zlib.error:
        return b""
