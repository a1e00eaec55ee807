"""PDF documents: what stands on each page, in forms, in attached files, and in properties."""

from __future__ import annotations

import logging
import warnings

import pypdfium2
from pypdfium2 import raw

from exposure_audit.extract import pdf_files, pdf_page
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.text import one_line
from exposure_audit.extract.xmp import packet_parts
from exposure_audit.model import PartKind, Reason

_INFO = ("Title", "Author", "Subject", "Keywords", "Creator")
_XFA = frozenset({raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND})
# It says on standard error that forms of a kind (XFA) are not supported; the gap says so too.
logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)


def read(body: bytes, nest: Nest) -> Extraction:
    """Return a PDF's parts; pages beyond the limit and forms in XFA are gaps."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        gap = Reason.ENCRYPTED if locked else Reason.MALFORMED
        return Extraction((), (gap,), form=Form.PDF)
    try:
        return _read(document, body, nest)
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, body: bytes, nest: Nest) -> Extraction:
    found = Gathering(nest)
    info = document.get_metadata_dict(skip_empty=True)
    for key in _INFO:
        found.add(PartKind.METADATA, one_line(info.get(key, "")), key.lower())
    found.take(packet_parts(body))
    if document.get_formtype() in _XFA:
        found.gap(Reason.UNSUPPORTED)
    _open_forms(document)
    if not _pages(document, found):
        found.gap(Reason.NO_TEXT)
    _attachments(document, found)
    return found.done(Form.PDF, one_line(info.get("Title", "")))


def _open_forms(document: pypdfium2.PdfDocument) -> None:
    """Have the fields of forms made known, where there are any; a broken form has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document.init_forms()
    except pypdfium2.PdfiumError:
        return


def _pages(document: pypdfium2.PdfDocument, found: Gathering) -> bool:
    """Read the pages; return whether any of them holds anything."""
    limits = found.nest.limits
    before, room = len(found.parts), limits.text_characters
    for number in range(min(len(document), limits.pdf_pages)):
        page = pdf_page.read(document, number, room)
        found.gap(*page.gaps)
        found.take(page.parts)
        for place, attachment in enumerate(page.files, start=1):
            _attached(attachment, f"page {number + 1}, attachment {place}", found)
        room -= sum(len(part.text) for part in page.parts)
        if room <= 0 or found.full:
            found.gap(Reason.TOO_LARGE)
            break
    if len(document) > limits.pdf_pages:
        found.gap(Reason.TOO_LARGE)
    return len(found.parts) > before


def _attachments(document: pypdfium2.PdfDocument, found: Gathering) -> None:
    for number in range(document.count_attachments()):
        if found.nest.over or found.full:
            found.gap(Reason.TOO_LARGE)
            return
        attachment = raw.FPDFDoc_GetAttachment(document.raw, number)
        if attachment:
            _attached(attachment, f"attachment {number + 1}", found)


def _attached(attachment: raw.Attachment, place: str, found: Gathering) -> None:
    name = pdf_files.name_of(attachment)
    found.name(name, place)
    content = pdf_files.content_of(attachment, found.nest.room(found.nest.limits.file_bytes))
    if isinstance(content, Reason):
        found.gap(content)
    elif content:
        found.nest.unpacked(len(content))
        found.inside(content, place, name=name)
