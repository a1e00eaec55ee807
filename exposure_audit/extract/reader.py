"""Bytes of any kind to document parts: looks at the bytes first, then at what they claim to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exposure_audit.extract import (
    archive,
    csv_text,
    html,
    image,
    json_text,
    kinds,
    mail,
    packed,
    pdf,
    plain,
    rtf,
    vcard,
)
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.magic import bytes_kind
from exposure_audit.extract.nest import Nest, bounded
from exposure_audit.extract.text import decode, garbled
from exposure_audit.limits import Limits
from exposure_audit.model import Reason

_BYTE_READERS: dict[str, Callable[[bytes, Nest], Extraction]] = {
    "pdf": pdf.read,
    "rtf": rtf.read,
    "tar": packed.read_tar,
    "zip": archive.read,
}
_TEXT_READERS: dict[str, Callable[[str, Limits], Extraction]] = {
    "html": html.read,
    "json": json_text.read,
    "jsonl": json_text.read_lines,
    "markdown": plain.read_markdown,
    "code": plain.read_code,
    "css": plain.read_css,
    "plain": plain.read,
}
_NESTED_READERS: dict[str, Callable[[str, Nest], Extraction]] = {
    "table": csv_text.read,
    "vcard": vcard.read,
}
_FORMS = {
    "html": Form.HTML,
    "json": Form.JSON,
    "jsonl": Form.JSON,
    "vcard": Form.VCARD,
    "table": Form.TABLE,
    "markdown": Form.PLAIN,
    "code": Form.PLAIN,
    "css": Form.PLAIN,
    "plain": Form.PLAIN,
}
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_LONGEST_TITLE = 1_000


def read(body: bytes, *, media_type: str, name: str, limits: Limits) -> Extraction:
    """Return what stands in a body, and why some of it could not be read.

    `media_type` is as the source said it (parameters allowed), `name` a file name or URL path;
    both may be empty and neither is believed against the bytes. Never raises for a hostile body.
    """
    try:
        found = read_nested(body, media_type, name, Nest.start(limits, read_nested))
    except (MemoryError, RecursionError):
        return Extraction((), (Reason.TOO_LARGE,))
    return bounded(found, limits, limits.text_characters)


def read_nested(body: bytes, media_type: str, name: str, nest: Nest) -> Extraction:
    """Return what stands in a body, which may stand inside others."""
    if not body.strip():
        return Extraction((), (Reason.NO_TEXT,), form=Form.EMPTY)
    if len(body) > nest.limits.file_bytes:
        return Extraction((), (Reason.TOO_LARGE,))
    found = _dispatch(body, media_type, name, nest)
    # The whole title stands among the parts too.
    return replace(found, title=found.title[:_LONGEST_TITLE])


def _dispatch(body: bytes, media_type: str, name: str, nest: Nest) -> Extraction:
    kind = bytes_kind(body)
    parameters = media_type.lower().partition(";")[2]
    charset = parameters.partition("charset=")[2].partition(";")[0]
    if not kind and kinds.binary(body, charset):
        kind = "binary"
    return _bytes(kind, body, name, nest) if kind else _text(body, media_type, charset, name, nest)


def _bytes(kind: str, body: bytes, name: str, nest: Nest) -> Extraction:
    if kind == "image":
        return replace(image.read(body, nest.limits), form=Form.IMAGE)
    if kind == "packed":
        return packed.read(body, name, nest)
    if kind in _BYTE_READERS:
        return _BYTE_READERS[kind](body, nest)
    locked = kind == "ole" and _LOCKED_OFFICE in body
    return Extraction((), (Reason.ENCRYPTED if locked else Reason.UNSUPPORTED,))


def _text(body: bytes, media_type: str, charset: str, name: str, nest: Nest) -> Extraction:
    """Read a text; one that is noise, or that hides other text, is read as far as it goes."""
    media = media_type.lower().partition(";")[0].strip()
    kind = kinds.kind_of(body, media, name)
    if kind == "mail":
        return mail.read(body, media_type, nest)
    if kind in _BYTE_READERS:
        return _BYTE_READERS[kind](body, nest)
    text = decode(body, charset or (html.declared_charset(body) if kind == "html" else ""))
    if kinds.encoded_text(body, media) or garbled(text):
        found = plain.read(text, nest.limits)
        gaps = dict.fromkeys((*found.gaps, Reason.UNSUPPORTED))
        return Extraction(found.parts, tuple(gaps))
    if kind in _NESTED_READERS:
        found = _NESTED_READERS[kind](text, nest)
    else:
        found = _TEXT_READERS[kind](text, nest.limits)
    return replace(found, form=_FORMS[kind])
