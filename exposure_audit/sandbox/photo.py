"""Makes a small JPEG that carries a place in its EXIF data, as a phone's camera writes it."""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image

from exposure_audit.sandbox.schema import Photo

_SIZE = (96, 64)
_SEA = (96, 140, 160)
_GPS = ExifTags.GPS


def jpeg(photo: Photo) -> bytes:
    """Return the photo's bytes: EXIF 2.32 with a GPS directory to about 0.3 metres."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Sandbox"
    exif[ExifTags.Base.DateTime] = "2026:10:04 10:30:00"
    if photo.artist:
        exif[ExifTags.Base.Artist] = photo.artist
    if photo.description:
        exif[ExifTags.Base.ImageDescription] = photo.description
    exif[ExifTags.IFD.GPSInfo] = gps_tags(*photo.location)
    target = BytesIO()
    Image.new("RGB", _SIZE, _SEA).save(target, "JPEG", exif=exif)
    return target.getvalue()


def gps_tags(latitude: float, longitude: float) -> dict[int, object]:
    """Return the EXIF tags of a place in degrees."""
    return {
        _GPS.GPSVersionID: b"\x02\x03\x00\x00",
        _GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        _GPS.GPSLatitude: _sexagesimal(latitude),
        _GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        _GPS.GPSLongitude: _sexagesimal(longitude),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Return whole degrees, whole minutes, and seconds to two places."""
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6_000)
    return float(minutes // 60), float(minutes % 60), rest / 100
