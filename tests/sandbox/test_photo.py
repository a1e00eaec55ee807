from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from exposure_audit.sandbox.photo import jpeg
from exposure_audit.sandbox.schema import Photo

HALF_AN_ARC_SECOND = 0.5 / 3600


def place_in(body: bytes) -> tuple[float, float]:
    gps = Image.open(BytesIO(body)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    pairs = (
        (gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S"),
        (gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W"),
    )
    found = [
        float(degrees + minutes / 60 + seconds / 3600) * (-1 if negative else 1)
        for (degrees, minutes, seconds), negative in pairs
    ]
    return found[0], found[1]


@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
def test_the_place_survives_the_exif_to_half_an_arc_second(north: float, east: float) -> None:
    found = place_in(jpeg(Photo(path="/x.jpg", location=(north, east))))
    assert abs(found[0] - north) < HALF_AN_ARC_SECOND
    assert abs(found[1] - east) < HALF_AN_ARC_SECOND


def test_it_is_a_jpeg_with_owner_and_caption() -> None:
    photo = Photo(path="/x.jpg", location=(54.0, -3.9), artist="Siân Ö", description="Morning")
    image = Image.open(BytesIO(jpeg(photo)))
    assert image.format == "JPEG"
    assert image.getexif()[ExifTags.Base.ImageDescription] == "Morning"
    assert ExifTags.Base.Artist in image.getexif()
