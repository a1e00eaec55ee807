"""Photos and other pictures: what their metadata says; the pixels are never decoded."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin, UnidentifiedImageError

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import gps_text
from exposure_audit.extract.text import decode, one_line
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
_TECHNICAL = frozenset({"compression", "version", "mode", "jfif_unit"})
_XMP_GPS = re.compile(
    r"exif:GPS(Latitude|Longitude)\W{1,4}(\d{1,3}),(\d{1,2}(?:\.\d{1,10})?)(?:,(\d{1,2}))?([NSEW])"
)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_XMP_VALUE = re.compile(r"=\"([^\"<>]{3,500})\"")


def read(body: bytes, limits: Limits) -> Extraction:
    """Return a picture's metadata; always with the gap that its pixels were not read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(body)) as picture:
                width, height = picture.size
                parts = tuple(dict.fromkeys(_parts(picture, body)))
    except Image.DecompressionBombError:
        return Extraction((), (Reason.TOO_LARGE,))
    except _MALFORMED:
        return Extraction((), (Reason.MALFORMED,))
    if width * height > limits.image_pixels:
        return Extraction(parts, (Reason.TOO_LARGE, Reason.NO_TEXT))
    return Extraction(parts, (Reason.NO_TEXT,))


def _parts(picture: Image.Image, body: bytes) -> Iterator[Part]:
    exif = picture.getexif()
    place = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    if place:
        yield Part(PartKind.GPS, place, note="EXIF")
    for tags in (dict(exif), exif.get_ifd(ExifTags.IFD.Exif)):
        yield from _texts(_EXIF, tags)
    if isinstance(picture, ImageFile.ImageFile):
        yield from _texts(_IPTC, IptcImagePlugin.getiptcinfo(picture) or {})
    for key, value in picture.info.items():
        if key == "comment" or (isinstance(value, str) and key not in _TECHNICAL):
            yield from _one("picture's text", value)
    yield from _xmp(body)


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


def _xmp(body: bytes) -> Iterator[Part]:
    """Read the XMP packet as text: it is plain in the file, and XML parsers are not needed."""
    start = body.find(b"<x:xmpmeta")
    end = body.find(b"</x:xmpmeta>", start)
    if start < 0 or end < 0:
        return
    packet = decode(body[start : min(end, start + 200_000)])
    found = {axis: _xmp_degrees(*rest) for axis, *rest in _XMP_GPS.findall(packet)}
    place = gps_text(found.get("Latitude", ""), found.get("Longitude", ""))
    if place:
        yield Part(PartKind.GPS, place, note="XMP")
    values = " ".join(_XMP_VALUE.findall(packet))
    yield from _one("XMP", f"{_TAG.sub(' ', packet)} {values}")


def _xmp_degrees(degrees: str, minutes: str, seconds: str, side: str) -> str:
    value = float(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return str(-value if side in "SW" else value)
