"""What a body is: by its first bytes, then by its media type, its name and its first words."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_OTHER_BINARY = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"MZ\x90",
)
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
    "text/calendar": "vcard",
    "text/csv": "plain",
    "text/markdown": "plain",
}
_SUFFIXES = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "xml": "html",
    "rss": "html",
    "atom": "html",
    "svg": "html",
    "gpx": "html",
    "kml": "html",
    "json": "json",
    "jsonld": "json",
    "geojson": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "vcf": "vcard",
    "ics": "vcard",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")
_CARDS = (b"begin:vcard", b"begin:vcalendar")
_ENCODED_MEDIA = ("message/", "multipart/", "application/rtf", "text/rtf", "application/postscript")
_ENCODED_START = (b"{\\rtf", b"%!PS")
_MAIL_START = re.compile(rb"(?:From |[A-Za-z][A-Za-z\-]{1,40}:[ \t])")
_MAIL_CODING = re.compile(
    rb"^content-(?:transfer-encoding:[ \t]*(?:base64|quoted-printable)|type:[ \t]*multipart/)",
    re.IGNORECASE | re.MULTILINE,
)


def kind_of(body: bytes, media: str, name: str) -> str:
    """Return which reader of text to use; `text/plain` and unknown types say nothing."""
    if media in _MEDIA:
        return _MEDIA[media]
    if media.endswith(("+json", "+xml")):
        return "json" if media.endswith("json") else "html"
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower().lstrip(".")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        return "html"
    return "vcard" if start.startswith(_CARDS) else "plain"


def binary(body: bytes, charset: str) -> bool:
    """Whether a body is no text; only UTF-16 and UTF-32 have zero bytes in text."""
    if body.startswith(_OTHER_BINARY):
        return True
    wide = (
        charset.strip(" \"'").replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
    )
    if wide or body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    return b"\x00" in body[:8192]


def encoded_text(body: bytes, media: str) -> bool:
    """Whether a body is text that hides text: mail, RTF, PostScript."""
    if media.startswith(_ENCODED_MEDIA):
        return True
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_ENCODED_START):
        return True
    return bool(_MAIL_START.match(start) and _MAIL_CODING.search(body))
