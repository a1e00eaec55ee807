"""Photos and other pictures: what their metadata says; the pixels are never decoded."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin, UnidentifiedImageError

from exposure_audit.extract.image_chunks import Kept, kept_in
from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import decode, one_line
from exposure_audit.extract.xmp import packet_parts
from exposure_audit.limits import Limits
from exposure_audit.model import Part, PartKind, Reason

_MALFORMED = (
    OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError,
    OverflowError, ZeroDivisionError, RecursionError, struct.error, UnidentifiedImageError,
)  # fmt: skip
"""What Pillow raises on hostile files; it has no root of its own."""

_EXIF = {
    ExifTags.Base.ImageDescription: "description",
    ExifTags.Base.Artist: "artist",
    ExifTags.Base.Copyright: "copyright",
    ExifTags.Base.XPTitle: "title",
    ExifTags.Base.XPComment: "comment",
    ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.XPKeywords: "keywords",
    ExifTags.Base.XPSubject: "subject",
    ExifTags.Base.UserComment: "comment",
    ExifTags.Base.CameraOwnerName: "owner",
}
_IPTC = {
    (2, 5): "title", (2, 25): "keywords", (2, 80): "author", (2, 90): "city",
    (2, 92): "place", (2, 105): "headline", (2, 110): "credit", (2, 116): "copyright",
    (2, 118): "contact", (2, 120): "description",
}  # fmt: skip
_FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "PSD", "ICO", "JPEG2000", "WMF")
"""What Pillow is asked to open; for others it would already take memory for the pixels."""
_XMP = ("<x:xmpmeta", "<rdf:RDF")


def read(body: bytes, limits: Limits) -> Extraction:
    """Return a picture's metadata; always with a gap, as its pixels were not read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _read(body, limits)


def _read(body: bytes, limits: Limits) -> Extraction:
    kept = kept_in(body)
    parts = dict.fromkeys(_kept(kept, body))
    if body[4:8] == b"ftyp" or body.startswith(b"RIFF"):
        return Extraction(tuple(parts), (Reason.NO_TEXT if kept.whole else Reason.UNSUPPORTED,))
    try:
        with Image.open(BytesIO(body), formats=_FORMATS) as picture:
            width, height = picture.size
            parts.update(dict.fromkeys(_parts(picture)))
    except Image.DecompressionBombError:
        return Extraction(tuple(parts), (Reason.TOO_LARGE,))
    except _MALFORMED:
        return Extraction(tuple(parts), (Reason.MALFORMED,))
    if width * height > limits.image_pixels:
        return Extraction(tuple(parts), (Reason.TOO_LARGE, Reason.NO_TEXT))
    return Extraction(tuple(parts), (Reason.NO_TEXT,))


def _kept(kept: Kept, body: bytes) -> Iterator[Part]:
    """Yield what stands in the file's own places for texts, however broken the rest is."""
    for block in kept.exif:
        exif = Image.Exif()
        try:
            exif.load(block)
            yield from list(_exif_parts(exif))
        except _MALFORMED:
            continue
    for text in kept.texts:
        said = _decoded(text)
        if said.lstrip().startswith(("<?xpacket", *_XMP)):
            yield from packet_parts(said.encode("utf-8", "replace"))
        else:
            yield from _one("picture's text", said)
    yield from packet_parts(body)


def _parts(picture: Image.Image) -> Iterator[Part]:
    if picture.format == "TIFF":
        yield from _exif_parts(picture.getexif())
    if isinstance(picture, ImageFile.ImageFile):
        yield from _texts(_IPTC, IptcImagePlugin.getiptcinfo(picture) or {})


def _exif_parts(exif: Image.Exif) -> Iterator[Part]:
    place = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if place:
        yield Part(PartKind.GPS, place, note="EXIF")
    for tags in (dict(exif), exif.get_ifd(ExifTags.IFD.Exif)):
        yield from _texts(_EXIF, tags)


def _texts(names: dict[Any, str], tags: dict[Any, Any]) -> Iterator[Part]:
    for tag, name in names.items():
        values = tags.get(tag, ())
        for value in values if isinstance(values, list) else [values]:
            yield from _one(name, value)


def _one(note: str, value: Any) -> Iterator[Part]:
    text = one_line(_decoded(value))[:20_000]
    if text:
        yield Part(PartKind.METADATA, text, note=note)


def _decoded(value: Any) -> str:
    if isinstance(value, tuple) and all(isinstance(unit, int) for unit in value):
        value = bytes(unit & 0xFF for unit in value)
    if isinstance(value, str):
        return _recoded(value)
    if not isinstance(value, bytes):
        return ""
    value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
    # The XP tags of Windows are UTF-16 without a mark.
    wide = value[1::2].count(0) * 2 > len(value) // 2
    return decode(value, "utf-16-le" if wide else "").replace("\0", " ")


def _recoded(text: str) -> str:
    """Undo that Pillow reads EXIF text as Latin-1; cameras write UTF-8 there."""
    try:
        return decode(text.encode("latin-1"))
    except UnicodeEncodeError:
        return text


def _place(gps: dict[int, Any]) -> str:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef))
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef))
    return gps_text(latitude, longitude)


def _degrees(value: Any, side: Any) -> str:
    if not isinstance(value, tuple) or len(value) != 3:
        return ""
    try:
        degrees, minutes, seconds = (float(number) for number in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    sign = -1 if str(side).strip().upper()[:1] in {"S", "W"} else 1
    return str(sign * (degrees + minutes / 60 + seconds / 3600))
