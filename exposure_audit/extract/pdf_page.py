"""One page of a PDF: its text layer, its annotations, and whether it shows more than these."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2
from pypdfium2 import raw

from exposure_audit.extract.targets import target_parts
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


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page."""

    parts: tuple[Part, ...]
    gaps: tuple[Reason, ...] = ()
    files: tuple[raw.Attachment, ...] = ()
    """Files that hang on the page as notes."""


def read(document: pypdfium2.PdfDocument, number: int, room: int) -> Page:
    """Return a page's parts; `room` is how many characters may still be read."""
    try:
        page = document[number]
        try:
            text = _text(page, room)
            notes = _Notes(document, f"page {number + 1}")
            notes.read(page)
            gaps = [Reason.NO_TEXT] if _shows_more(page, text) else []
            if raw.FPDFPage_GetAnnotCount(page.raw) > MAX_ANNOTATIONS:
                gaps.append(Reason.TOO_LARGE)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return Page((), (Reason.MALFORMED,))
    parts = (*_body(text, f"page {number + 1}"), *notes.parts)
    return Page(parts, tuple(gaps), tuple(notes.files))


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


@dataclass(slots=True)
class _Notes:
    """What a page's annotations say: notes, links, fields of forms, attached files."""

    document: pypdfium2.PdfDocument
    place: str
    parts: list[Part] = field(default_factory=list)
    files: list[raw.Attachment] = field(default_factory=list)

    def read(self, page: pypdfium2.PdfPage) -> None:
        """Read all annotations, as far as there are not too many."""
        for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MAX_ANNOTATIONS)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, number)
            if not annotation:
                continue
            try:
                self._read(annotation)
            finally:
                raw.FPDFPage_CloseAnnot(annotation)

    def _read(self, annotation: raw.Annotation) -> None:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET:
            self._field(annotation)
            return
        text = "\n".join((_value(annotation, b"Contents"), _value(annotation, b"T")))
        self._add(PartKind.COMMENT, text, "annotation")
        self.parts += target_parts(_target(self.document, annotation), self.place)
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
            self.files += [attachment] if attachment else []

    def _field(self, annotation: raw.Annotation) -> None:
        """Read a field of a form: what is filled in stands in the page's text only at times."""
        forms = self.document.formenv
        texts = [_value(annotation, key) for key in (b"V", b"DV", b"TU")]
        if forms is not None:
            texts.insert(0, _field_value(forms.raw, annotation))
        self._add(PartKind.BODY, "\n".join(dict.fromkeys(texts)), "field of a form")

    def _add(self, kind: PartKind, text: str, note: str) -> None:
        cleaned = one_line(text)
        if cleaned:
            self.parts.append(Part(kind, cleaned, note=f"{self.place}, {note}"))


def _field_value(forms: raw.Handle, annotation: raw.Annotation) -> str:
    """Return a field's value, which may stand with the field rather than with its box."""
    size = raw.FPDFAnnot_GetFormFieldValue(forms, annotation, None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFAnnot_GetFormFieldValue(forms, annotation, wide, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


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
