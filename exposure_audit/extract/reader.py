"""Bytes of any kind to document parts: looks at the bytes first, then at what they claim to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from exposure_audit.extract import html, image, json_text, pdf, plain, vcard
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.text import decode
from exposure_audit.limits import Limits
from exposure_audit.model import Part, Reason

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
_OTHER_BINARY = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"MZ\x90",
)
_TEXT_READERS: dict[str, Callable[[str, Limits], Extraction]] = {
    "html": html.read,
    "json": json_text.read,
    "jsonl": json_text.read_lines,
    "vcard": vcard.read,
    "plain": plain.read,
}
_MEDIA = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/xml": "html",
    "text/xml": "html",
    "image/svg+xml": "html",
    "application/rss+xml": "html",
    "application/atom+xml": "html",
    "application/json": "json",
    "application/ld+json": "json",
    "application/geo+json": "json",
    "application/rdap+json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/vcard": "vcard",
    "text/x-vcard": "vcard",
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
    "json": "json",
    "jsonld": "json",
    "geojson": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "vcf": "vcard",
}


def read(body: bytes, *, media_type: str, name: str, limits: Limits) -> Extraction:
    """Return what stands in a body, and why some of it could not be read.

    `media_type` is as the source said it (parameters allowed), `name` a file name or URL path;
    both may be empty and neither is believed against the bytes. Never raises for a hostile body.
    """
    if not body.strip():
        return Extraction((), (Reason.NO_TEXT,))
    if len(body) > limits.file_bytes:
        return Extraction((), (Reason.TOO_LARGE,))
    return _bounded(_dispatch(body, media_type, name, limits), limits)


def _dispatch(body: bytes, media_type: str, name: str, limits: Limits) -> Extraction:
    if b"%PDF-" in body[:1024]:
        return pdf.read(body, limits)
    if body.startswith(_IMAGES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return image.read(body, limits)
    media, _, parameters = media_type.lower().partition(";")
    charset = parameters.partition("charset=")[2].partition(";")[0]
    if body.startswith(_OTHER_BINARY) or _binary(body, charset):
        return Extraction((), (Reason.UNSUPPORTED,))
    form = _form(body, media.strip(), name)
    declared = charset or (html.declared_charset(body) if form == "html" else "")
    return _TEXT_READERS[form](decode(body, declared), limits)


def _form(body: bytes, media: str, name: str) -> str:
    """Return which reader of text to use; `text/plain` and unknown types say nothing."""
    if media in _MEDIA:
        return _MEDIA[media]
    if media.endswith("+json"):
        return "json"
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower().lstrip(".")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        return "html"
    if start.startswith(b"begin:vcard"):
        return "vcard"
    return "plain"


def _binary(body: bytes, charset: str) -> bool:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or charset.strip(" \"'").startswith("utf-"):
        return False
    return b"\x00" in body[:8192]


def _bounded(extraction: Extraction, limits: Limits) -> Extraction:
    """Keep within the number of parts and the amount of text; what is cut off is a gap."""
    room, kept, cut = limits.text_characters, list[Part](), False
    for part in extraction.parts[: limits.parts_per_document]:
        if room <= 0:
            cut = True
            break
        if len(part.text) > room:
            cut = True
        kept.append(replace(part, text=part.text[:room]))
        room -= len(part.text)
    if cut or len(extraction.parts) > limits.parts_per_document:
        gaps = dict.fromkeys((*extraction.gaps, Reason.TOO_LARGE))
        return replace(extraction, parts=tuple(kept), gaps=tuple(gaps))
    return extraction
