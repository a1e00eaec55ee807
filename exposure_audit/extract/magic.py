"""What a file of bytes is: by the bytes that such files begin with, whatever it claims to be."""

from __future__ import annotations

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b", "packed"),
    (b"\xfd7zXZ\x00", "packed"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"8BPS\x00\x01", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"\x00\x00\x00\x0cjP  ", "image"),
    (b"\xd7\xcd\xc6\x9a", "image"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"7z\xbc\xaf\x27\x1c", "binary"),
    (b"Rar!\x1a\x07", "binary"),
    (b"\x28\xb5\x2f\xfd", "binary"),
    (b"\x7fELF", "binary"),
    (b"MZ\x90", "binary"),
)
_PHOTOS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_START = 1_024
_BZIP = b"1AY&SY"


def bytes_kind(body: bytes) -> str:
    """Return which reader of bytes to use, or an empty text for what may be text."""
    kinds = (kind for magic, kind in _MAGIC if body.startswith(magic))
    kind = next(kinds, "") or _behind_the_start(body)
    return kind or ("pdf" if b"%PDF-" in body[:_START] else "")


def _behind_the_start(body: bytes) -> str:
    """Look for marks that stand a few bytes later."""
    if body[4:8] == b"ftyp":
        return "image" if body[8:12] in _PHOTOS else "binary"
    if body.startswith(b"BZh") and body[4:10] == _BZIP:
        return "packed"
    webp = body.startswith(b"RIFF") and body[8:12] == b"WEBP"
    bitmap = body.startswith(b"BM") and int.from_bytes(body[2:6], "little") == len(body)
    if webp or bitmap:
        return "image"
    return "tar" if body[257:262] == b"ustar" else ""
