"""Bytes that were written as text to be sent: base64, quoted-printable; damage costs little."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decoded(body: bytes, encoding: str) -> bytes:
    """Return the bytes that a body stands for; an unknown encoding changes nothing."""
    encoding = encoding.strip().lower()
    if encoding in {"base64", "b"}:
        return unbase64(body)
    if encoding in {"quoted-printable", "q"}:
        return binascii.a2b_qp(body)
    return body


def unbase64(body: bytes) -> bytes:
    """Return what base64 stands for, as far as it goes."""
    digits = _NOT_BASE64.sub(b"", body)
    whole = len(digits) - (len(digits) % 4 == 1)
    return binascii.a2b_base64(digits[:whole] + b"=" * (-whole % 4))
