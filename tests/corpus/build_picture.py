"""Makes small pictures with metadata: EXIF, IPTC, XMP, comments, PNG texts."""

from __future__ import annotations

import io
import struct

from PIL import ExifTags, Image, PngImagePlugin

from exposure_audit.model import PartKind
from exposure_audit.sandbox.photo import gps_tags

PLACES = {
    "gps": PartKind.GPS,
    "artist": PartKind.METADATA,
    "copyright": PartKind.METADATA,
    "description": PartKind.METADATA,
    "comment": PartKind.METADATA,
    "xmp": PartKind.METADATA,
    "iptc": PartKind.METADATA,
    "text": PartKind.METADATA,
    "exif": PartKind.METADATA,
}
_TAGS = {
    "artist": ExifTags.Base.Artist,
    "copyright": ExifTags.Base.Copyright,
    "description": ExifTags.Base.ImageDescription,
    "exif": ExifTags.Base.ImageDescription,
}


def jpeg(text: str, place: str, body: str) -> bytes:
    """Return a JPEG; for `gps` the text is "latitude,longitude", `body` the description."""
    target = io.BytesIO()
    _picture().save(target, "JPEG", exif=_exif(text, place, body))
    extra = b""
    if place == "comment":
        extra = _segment(0xFE, text.encode())
    elif place == "xmp":
        extra = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + _xmp(text))
    elif place == "iptc":
        extra = _segment(0xED, _iptc(text))
    raw = target.getvalue()
    return raw[:2] + extra + raw[2:]


def png(text: str, place: str, body: str) -> bytes:
    """Return a PNG with the text in a text chunk, or in EXIF."""
    info = PngImagePlugin.PngInfo()
    if place == "text":
        info.add_itxt("Comment", text)
    target = io.BytesIO()
    _picture().save(target, "PNG", pnginfo=info, exif=_exif(text, place, body))
    return target.getvalue()


def _picture() -> Image.Image:
    return Image.new("RGB", (48, 32), (96, 140, 160))


def _exif(text: str, place: str, body: str) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Corpus"
    if body:
        exif[ExifTags.Base.ImageDescription] = body
    if place in _TAGS:
        exif[_TAGS[place]] = text
    if place == "gps":
        latitude, longitude = (float(number) for number in text.split(","))
        exif[ExifTags.IFD.GPSInfo] = gps_tags(latitude, longitude)
    return exif


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _xmp(text: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>'
        f"{text}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _iptc(text: str) -> bytes:
    """Return a Photoshop block with one IPTC caption (record 2, data set 120) in UTF-8."""
    coded = b"\x1c\x01\x5a\x00\x03\x1b%G"
    caption = text.encode()
    record = coded + b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    padding = b"\x00" * (len(record) % 2)
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + padding
    return b"Photoshop 3.0\x00" + block
