"""Bytes of any kind to document parts: looks at the bytes first, then at what they claim to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exposure_audit.extract import html, image, json_text, kinds, pdf, plain, vcard
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.text import decode, garbled
from exposure_audit.limits import Limits
from exposure_audit.model import Part, Reason

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
_TEXT_READERS: dict[str, Callable[[str, Limits], Extraction]] = {
    "html": html.read,
    "json": json_text.read,
    "jsonl": json_text.read_lines,
    "vcard": vcard.read,
    "plain": plain.read,
}
_FORMS = {
    "html": Form.HTML,
    "json": Form.JSON,
    "jsonl": Form.JSON,
    "vcard": Form.VCARD,
    "plain": Form.PLAIN,
}


_LONGEST_TITLE = 1_000


def read(body: bytes, *, media_type: str, name: str, limits: Limits) -> Extraction:
    """Return what stands in a body, and why some of it could not be read.

    `media_type` is as the source said it (parameters allowed), `name` a file name or URL path;
    both may be empty and neither is believed against the bytes. Never raises for a hostile body.
    """
    if not body.strip():
        return Extraction((), (Reason.NO_TEXT,), form=Form.EMPTY)
    if len(body) > limits.file_bytes:
        return Extraction((), (Reason.TOO_LARGE,))
    return _bounded(_dispatch(body, media_type, name, limits), limits)


def _dispatch(body: bytes, media_type: str, name: str, limits: Limits) -> Extraction:
    if b"%PDF-" in body[:1024]:
        return replace(pdf.read(body, limits), form=Form.PDF)
    if body.startswith(_IMAGES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return replace(image.read(body, limits), form=Form.IMAGE)
    media, _, parameters = media_type.lower().partition(";")
    charset = parameters.partition("charset=")[2].partition(";")[0]
    if kinds.binary(body, charset):
        return Extraction((), (Reason.UNSUPPORTED,))
    return _text(body, media.strip(), charset, name, limits)


def _text(body: bytes, media: str, charset: str, name: str, limits: Limits) -> Extraction:
    """Read a text; one that is noise, or that hides other text, is read as far as it goes."""
    kind = kinds.kind_of(body, media, name)
    text = decode(body, charset or (html.declared_charset(body) if kind == "html" else ""))
    hiding = kinds.encoded_text(body, media)
    if hiding or garbled(text):
        found = plain.read(text, limits)
        gaps = dict.fromkeys((*found.gaps, Reason.UNSUPPORTED))
        return Extraction(found.parts, tuple(gaps))
    return replace(_TEXT_READERS[kind](text, limits), form=_FORMS[kind])


def _bounded(extraction: Extraction, limits: Limits) -> Extraction:
    """Keep within the number of parts and the amount of text; what is cut off is a gap."""
    # The whole title stands among the parts too.
    extraction = replace(extraction, title=extraction.title[:_LONGEST_TITLE])
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
