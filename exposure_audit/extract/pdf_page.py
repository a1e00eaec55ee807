"""One page of a PDF: its text layer, its annotations, and whether it shows more than these."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

import pypdfium2
from pypdfium2 import raw

from exposure_audit.extract.places import places_in_link
from exposure_audit.extract.text import clean, one_line
from exposure_audit.model import Part, PartKind, Reason

MAX_ANNOTATIONS = 2_000
_MAX_OBJECTS = 20_000
_FEW_CHARACTERS = 100
"""Less text than this over a picture is a stamp or a page number, not a scan's text layer."""
_COVERS = 0.5
_DRAWN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_LONGEST = 200_000
"""Bytes of one annotation's text."""
_HYPHEN = "\ufffe"
"""PDFium's mark for a hyphen at a line's end, which it joins with the next line."""
_SCHEME = re.compile(r"^(mailto|tel|sms|callto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page."""

    parts: tuple[Part, ...]
    gaps: tuple[Reason, ...] = ()


def read(document: pypdfium2.PdfDocument, number: int, room: int) -> Page:
    """Return a page's parts; `room` is how many characters may still be read."""
    try:
        page = document[number]
        try:
            text = _text(page, room)
            notes = tuple(_annotations(document, page, f"page {number + 1}"))
            gaps = [Reason.NO_TEXT] if _shows_more(page, text) else []
            if raw.FPDFPage_GetAnnotCount(page.raw) > MAX_ANNOTATIONS:
                gaps.append(Reason.TOO_LARGE)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return Page((), (Reason.MALFORMED,))
    return Page((*_body(text, f"page {number + 1}"), *notes), tuple(gaps))


def _text(page: pypdfium2.PdfPage, room: int) -> str:
    textpage = page.get_textpage()
    try:
        count = min(textpage.count_chars(), max(0, room))
        return textpage.get_text_range(0, count) if count else ""
    finally:
        textpage.close()


def _body(text: str, note: str) -> Iterator[Part]:
    """Yield the text with its hyphens, and the lines where one may only part a word without."""
    kept = clean(text.replace(_HYPHEN, "-"))
    if kept.strip():
        yield Part(PartKind.BODY, kept, note=note)
    parted = "\n".join(line for line in text.splitlines() if _HYPHEN in line)
    if parted:
        yield Part(PartKind.BODY, clean(parted.replace(_HYPHEN, "")), note=f"{note}, joined")


def _shows_more(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether a page has no text but is not blank, or is a picture with hardly any text."""
    written = len(text.strip())
    if written >= _FEW_CHARACTERS:
        return False
    drawn = page.get_objects(filter=_DRAWN, max_depth=3)
    if not written:
        return next(iter(drawn), None) is not None
    width, height = page.get_size()
    covered = sum(
        _area(thing)
        for thing in islice(drawn, _MAX_OBJECTS)
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE
    )
    return covered > _COVERS * width * height


def _area(thing: pypdfium2.PdfObject) -> float:
    """Return the area in square points; a picture inside a form object is taken as it is there."""
    left, bottom, right, top = thing.get_bounds()
    return abs(right - left) * abs(top - bottom)


def _annotations(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, note: str
) -> Iterator[Part]:
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)
    for place in range(count):
        annotation = raw.FPDFPage_GetAnnot(page.raw, place)
        if not annotation:
            continue
        try:
            text = one_line("\n".join((_value(annotation, b"Contents"), _value(annotation, b"T"))))
            target = _target(document, annotation)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if text:
            yield Part(PartKind.COMMENT, text, note=f"{note}, annotation")
        yield from _link(target, note)


def _value(annotation: raw.Annotation, key: bytes) -> str:
    """Return a text of an annotation's dictionary (UTF-16LE with a final zero)."""
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFAnnot_GetStringValue(annotation, key, wide, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _target(document: pypdfium2.PdfDocument, annotation: raw.Annotation) -> str:
    """Return the address that a link annotation leads to, or an empty text."""
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
    if not 1 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document.raw, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _link(target: str, note: str) -> Iterator[Part]:
    text = one_line(unquote(_SCHEME.sub("", target)).replace("?", "\n"))
    if text:
        yield Part(PartKind.LINK, text, note=note)
    places = places_in_link(target)
    if places:
        yield Part(PartKind.GPS, places, note=note)
