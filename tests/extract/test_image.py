from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="51,28.269N"
 exif:GPSLongitude="0,3.672W"><dc:creator><rdf:li>Sian Hughes</rdf:li></dc:creator>
 </rdf:Description></x:xmpmeta>"""


def photo(form: str = "JPEG", *, gps: bool = True, **more: object) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Siân Hughes".encode() if form != "TIFF" else "Sian Hughes"
    exif[ExifTags.Base.XPAuthor] = "Sian H".encode("utf-16-le")
    if gps:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (51.0, 28.0, 16.14),
            ExifTags.GPS.GPSLongitudeRef: "W",
            ExifTags.GPS.GPSLongitude: (0.0, 3.0, 40.32),
        }
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_gps_and_names(reading: Reader, texts: Texts, form: str) -> None:
    found = reading(photo(form), "image/whatever", "x.bin")
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    assert {"Siân Hughes", "Sian Hughes"} & set(texts(found, PartKind.METADATA))
    assert "Sian H" in texts(found, PartKind.METADATA)
    assert found.gaps == (Reason.NO_TEXT,)


def test_southern_and_western_halves(reading: Reader, texts: Texts) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {1: "S", 2: (10.0, 30.0, 0.0), 3: "E", 4: (20.0, 0.0, 36.0)}
    out = BytesIO()
    Image.new("L", (4, 4)).save(out, "JPEG", exif=exif)
    assert texts(reading(out.getvalue()), PartKind.GPS) == ["-10.500000,20.010000"]


def test_xmp_comment_and_text_chunks(reading: Reader, texts: Texts) -> None:
    found = reading(photo(gps=False, xmp=XMP, comment=b"taken at home"))
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]
    said = " ".join(texts(found, PartKind.METADATA))
    assert "Sian Hughes" in said
    assert "taken at home" in said
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "S. Hughes")
    out = BytesIO()
    Image.new("L", (4, 4)).save(out, "PNG", pnginfo=info)
    assert "S. Hughes" in texts(reading(out.getvalue()), PartKind.METADATA)


def test_broken_files_are_gaps(reading: Reader) -> None:
    whole = photo()
    assert reading(whole[:30]).gaps == (Reason.MALFORMED,)
    assert reading(b"\xff\xd8\xff" + b"\x00" * 99).gaps == (Reason.MALFORMED,)


def test_a_bomb_is_a_gap(reading: Reader) -> None:
    # A PNG header that claims 60,000 x 60,000 pixels.
    bomb = bytearray(photo("PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    assert set(reading(bytes(bomb)).gaps) & {Reason.TOO_LARGE, Reason.MALFORMED}
    assert Reason.TOO_LARGE in reading(photo(), limits=Limits(image_pixels=10)).gaps
