"""PDF documents: what stands on each page, and what the file says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2

from exposure_audit.extract import pdf_page
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.text import decode, one_line
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_INFO = ("Title", "Author", "Subject", "Keywords", "Creator")
_TAG = re.compile(r"<[^<>]{0,4000}>")


def read(body: bytes, limits: Limits) -> Extraction:
    """Return a PDF's parts; pages beyond the limit, attachments and forms are gaps."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        return Extraction((), (Reason.ENCRYPTED if locked else Reason.MALFORMED,))
    try:
        return _read(document, body, limits)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, body: bytes, limits: Limits) -> Extraction:
    gaps: dict[Reason, None] = {}
    info = document.get_metadata_dict(skip_empty=True)
    parts = [
        Part(PartKind.METADATA, text, note=key.lower())
        for key in _INFO
        if (text := one_line(info.get(key, "")))
    ]
    parts.extend(_xmp(body))
    before, room = len(parts), limits.text_characters
    for number in range(min(len(document), limits.pdf_pages)):
        page = pdf_page.read(document, number, room)
        gaps.update(dict.fromkeys(page.gaps))
        parts.extend(page.parts)
        room -= sum(len(part.text) for part in page.parts)
        if room <= 0 or len(parts) > limits.parts_per_document:
            gaps[Reason.TOO_LARGE] = None
            break
    if len(document) > limits.pdf_pages:
        gaps[Reason.TOO_LARGE] = None
    if len(parts) == before:
        gaps[Reason.NO_TEXT] = None
    if document.count_attachments() or document.get_formtype():
        gaps[Reason.UNSUPPORTED] = None
    return Extraction(tuple(parts), tuple(gaps), one_line(info.get("Title", "")))


def _xmp(body: bytes) -> Iterator[Part]:
    start = body.find(b"<x:xmpmeta")
    end = body.find(b"</x:xmpmeta>", start)
    if start < 0 or end < 0:
        return
    text = one_line(_TAG.sub(" ", decode(body[start : min(end, start + 200_000)])))
    if text:
        yield Part(PartKind.METADATA, text, note="XMP")
