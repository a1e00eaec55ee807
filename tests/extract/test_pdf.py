from __future__ import annotations

import zlib
from collections.abc import Callable

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def pdf(*pages: str, author: str = "", extra: bytes = b"") -> bytes:
    """Write a small PDF with a text layer by hand."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(pages):
        lines = " T* ".join(f"({line}) Tj" for line in text.split("\n"))
        stream = zlib.compress(f"BT /F1 12 Tf 14 TL 50 700 Td {lines} ET".encode())
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        bodies.append(
            f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
            + stream + b"\nendstream"
        )  # fmt: skip
    bodies.append(f"<< /Author ({author}) /Title (Leaflet) >>".encode())
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    return (
        out + extra + b"xref\n0 %d\n0000000000 65535 f \n" % count + table
        + b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (count, count - 1)
        + b"startxref\n%d\n%%%%EOF" % (len(out) + len(extra))
    )  # fmt: skip


def test_pages_and_metadata(reading: Reader, texts: Texts) -> None:
    extra = b"% <x:xmpmeta><dc:creator>S. Hughes</dc:creator></x:xmpmeta>\n"
    body = pdf("14 St Mary's Road\nPeckham", "SE15 4QE", author="Sian Hughes", extra=extra)
    found = reading(body, "application/octet-stream", "x.txt")
    assert texts(found, PartKind.BODY) == ["14 St Mary\u2019s Road\nPeckham", "SE15 4QE"]
    assert [part.note for part in found.parts if part.kind is PartKind.BODY] == ["page 1", "page 2"]
    assert texts(found, PartKind.METADATA) == ["Leaflet", "Sian Hughes", "S. Hughes"]
    assert (found.title, found.gaps) == ("Leaflet", ())


def test_no_text_at_all(reading: Reader) -> None:
    assert reading(pdf("")).gaps == (Reason.NO_TEXT,)


def test_pages_beyond_the_limit_are_a_gap(reading: Reader, texts: Texts) -> None:
    found = reading(pdf("one", "two", "three"), limits=Limits(pdf_pages=2))
    assert texts(found, PartKind.BODY) == ["one", "two"]
    assert found.gaps == (Reason.TOO_LARGE,)


def test_text_beyond_the_limit_is_a_gap(reading: Reader) -> None:
    found = reading(pdf("one " * 50, "two"), limits=Limits(text_characters=40))
    assert Reason.TOO_LARGE in found.gaps
    assert sum(len(part.text) for part in found.parts) <= 40


def test_broken_and_encrypted(reading: Reader) -> None:
    assert reading(b"%PDF-1.7\ngarbage").gaps == (Reason.MALFORMED,)
    # A password that is not empty: /O and /U that fit no empty user password.
    lock = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"41" * 32
    locked = pdf("secret").replace(
        b"trailer << ",
        b"trailer << /ID [<00><00>] /Encrypt " + lock + b"> /U <" + b"42" * 32 + b"> >> ",
    )
    assert reading(locked).gaps == (Reason.ENCRYPTED,)
