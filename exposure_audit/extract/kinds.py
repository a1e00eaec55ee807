"""What a text is: by its first words, its media type and its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from exposure_audit.extract.text import unmarked_width

_MEDIA = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/xml": "html",
    "text/xml": "html",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/vcard": "vcard",
    "text/x-vcard": "vcard",
    "text/directory": "vcard",
    "text/calendar": "vcard",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "text/markdown": "markdown",
    "text/css": "css",
    "text/javascript": "code",
    "application/javascript": "code",
    "application/x-javascript": "code",
    "application/sql": "code",
    "application/mbox": "mail",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
}
_SUFFIXES = {
    "html": "html htm xhtml xml rss atom svg gpx kml opml fodt fods fodp",
    "json": "json jsonld geojson map webmanifest ipynb topojson",
    "jsonl": "jsonl ndjson",
    "vcard": "vcf vcard ics ical ifb",
    "table": "csv tsv tab psv",
    "markdown": "md markdown mdx mkd rmd",
    "css": "css scss sass less",
    "code": "js mjs cjs jsx ts tsx py rb php java c cpp cs go sql sh",
    "mail": "eml mht mhtml mbox",
    "rtf": "rtf",
}
_BY_SUFFIX = {suffix: kind for kind, names in _SUFFIXES.items() for suffix in names.split()}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")
_CARDS = (b"begin:vcard", b"begin:vcalendar")
_ENCODED_MEDIA = ("application/postscript",)
_ENCODED_START = (b"%!PS",)
_RTF = b"{\\rtf"
_MAIL_START = re.compile(rb"(?:From |[A-Za-z][A-Za-z\-]{1,40}:[ \t])")
_MAIL_CODING = re.compile(
    rb"^content-(?:transfer-encoding:[ \t]*(?:base64|quoted-printable)|type:[ \t]*multipart/)",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_FIELD = re.compile(
    rb"^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to):"
    rb"[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_FIELDS = 3
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_START = 1_024


def kind_of(body: bytes, media: str, name: str) -> str:
    """Return which reader of text to use; `text/plain` and unknown types say nothing."""
    start = body[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_RTF):
        return "rtf"
    if media.startswith(("message/", "multipart/")) or _is_mail(body, start):
        return "mail"
    return _claimed(media, name) or _begun(start[:512].lower())


def _claimed(media: str, name: str) -> str:
    if media in _MEDIA:
        return _MEDIA[media]
    if media.endswith(("+json", "+xml")):
        return "json" if media.endswith("json") else "html"
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower().lstrip(".")
    return _BY_SUFFIX.get(suffix, "")


def _begun(start: bytes) -> str:
    if start.startswith(_MARKUP):
        return "html"
    return "vcard" if start.startswith(_CARDS) else "plain"


def _is_mail(body: bytes, start: bytes) -> bool:
    """Whether a body has a message's header: with encoded content, or with several known fields."""
    if not _MAIL_START.match(start):
        return False
    end = _HEADER_END.search(body, len(body[:_START]) - len(start))
    header = body[: end.start()] if end else body[:_START]
    return bool(_MAIL_CODING.search(body)) or len(_MAIL_FIELD.findall(header)) >= _MAIL_FIELDS


def binary(body: bytes, charset: str) -> bool:
    """Whether a body is no text; only UTF-16 and UTF-32 have zero bytes in text."""
    wide = (
        charset.strip(" \"'").replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
    )
    if wide or body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    return b"\x00" in body[:8192] and not unmarked_width(body)


def encoded_text(body: bytes, media: str) -> bool:
    """Whether a body is text that hides text in a way that is not read: PostScript."""
    if media.startswith(_ENCODED_MEDIA):
        return True
    return body[:_START].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_ENCODED_START)
