from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from exposure_audit.extract.image_chunks import kept_in
from exposure_audit.extract.interface import Extraction
from exposure_audit.model import PartKind
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]
XMP = "<x:xmpmeta><rdf:li>Sian H</rdf:li></x:xmpmeta>"


def chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + crc


def png(*chunks: bytes, last: bool = False) -> bytes:
    out = BytesIO()
    Image.new("L", (4, 4)).save(out, "PNG")
    body = out.getvalue()
    at = body.index(b"IEND") - 4 if last else 33
    return body[:at] + b"".join(chunks) + body[at:]


@pytest.mark.parametrize("last", [False, True], ids=["first", "last"])
@pytest.mark.parametrize(
    "data",
    [
        (b"tEXt", b"Comment\x0014 Mill Lane"),
        (b"zTXt", b"Comment\x00\x00" + zlib.compress(b"14 Mill Lane")),
        (b"iTXt", b"Comment\x00\x00\x00en\x00\x0014 Mill Lane"),
        (b"iTXt", b"Comment\x00\x01\x00\x00\x00" + zlib.compress(b"14 Mill Lane")),
    ],
)
def test_texts_of_png(reading: Reader, texts: Texts, data: tuple[bytes, bytes], last: bool) -> None:
    found = reading(png(chunk(*data), last=last))
    assert texts(found, PartKind.METADATA) == ["14 Mill Lane"]


def test_xmp_and_exif_in_texts_of_png(reading: Reader, texts: Texts) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    out = BytesIO()
    Image.new("L", (4, 4)).save(out, "PNG", pnginfo=info)
    assert texts(reading(out.getvalue()), PartKind.METADATA) == ["Sian H"]
    jpeg = samples.photo()
    block = jpeg[jpeg.index(b"Exif") : jpeg.index(b"Exif") + 300]
    profile = b"Raw profile type exif\x00\x00" + zlib.compress(
        b"\nexif\n     300\n" + block.hex().encode()
    )
    assert texts(reading(png(chunk(b"zTXt", profile))), PartKind.GPS) == ["51.471150,-0.061200"]


def test_a_bomb_in_a_text_is_cut() -> None:
    bomb = b"Comment\x00\x00" + zlib.compress(b"x" * 50_000_000)
    assert len(kept_in(png(chunk(b"zTXt", bomb))).texts[0]) == 1_000_000


def test_comments_of_gif_wherever_they_stand(reading: Reader, texts: Texts) -> None:
    out = BytesIO()
    frames = [Image.new("P", (4, 4), color) for color in (1, 2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=b"first")
    body = out.getvalue()
    long = b"14 Mill Lane " * 30
    blocks = b"".join(
        bytes([len(long[start : start + 255])]) + long[start : start + 255]
        for start in range(0, len(long), 255)
    )
    found = reading(body[:-1] + b"!\xfe" + blocks + b"\x00;")
    said = texts(found, PartKind.METADATA)
    assert said[0] == "first"
    assert said[1] == long.decode().strip()


def test_all_comments_of_jpeg(reading: Reader, texts: Texts) -> None:
    body = samples.photo(comment=b"one")
    found = reading(body[:2] + b"\xff\xfe\x00\x05two" + body[2:])
    assert texts(found, PartKind.METADATA) == ["Sian Hughes", "two", "one"]


def test_what_stands_in_a_broken_picture_is_read(reading: Reader, texts: Texts) -> None:
    assert texts(reading(samples.photo()[:250]), PartKind.GPS) == ["51.471150,-0.061200"]
    assert texts(reading(samples.photo("WEBP")[:230]), PartKind.GPS) == ["51.471150,-0.061200"]
