"""Files attached to a PDF, to the document or to a place on a page."""

from __future__ import annotations

import ctypes

from pypdfium2 import raw

from exposure_audit.model import Reason

_LONGEST_NAME = 8_000


def name_of(attachment: raw.Attachment) -> str:
    """Return what an attached file is called, or an empty text."""
    size = raw.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < size <= _LONGEST_NAME:
        return ""
    buffer = ctypes.create_string_buffer(size)
    wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    raw.FPDFAttachment_GetName(attachment, wide, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def content_of(attachment: raw.Attachment, most: int) -> bytes | Reason:
    """Return an attached file's bytes, or why they were not read."""
    size = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size)):
        return Reason.MALFORMED
    if size.value > most:
        return Reason.TOO_LARGE
    buffer = ctypes.create_string_buffer(size.value)
    read = ctypes.c_ulong()
    if not raw.FPDFAttachment_GetFile(attachment, buffer, size.value, ctypes.byref(read)):
        return Reason.MALFORMED
    return buffer.raw[: min(read.value, size.value)]
