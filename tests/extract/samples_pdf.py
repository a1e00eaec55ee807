"""PDF files written by hand."""

from __future__ import annotations

from collections.abc import Sequence


def written(objects: Sequence[bytes]) -> bytes:
    """Write numbered objects, the first of which is the catalogue, with their table."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    )  # fmt: skip


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Write a stream."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def attached(name: bytes, content: bytes) -> bytes:
    """Write a document with a page of text and an attached file."""
    names = b"<</EmbeddedFiles<</Names[(f) 6 0 R]>>>>"
    return written([
        b"<</Type/Catalog/Pages 2 0 R/Names %s>>" % names,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>"
        b"/Contents 4 0 R>>"),
        stream(b"BT /F 12 Tf 50 700 Td (Agenda) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 7 0 R>>>>" % (name, name),
        stream(content, b"/Type/EmbeddedFile"),
    ])  # fmt: skip


def form(value: bytes, *, xfa: bool = False) -> bytes:
    """Write a form whose field keeps its value beside the box that stands on the page."""
    more = b"/XFA 8 0 R" if xfa else b""
    return written([
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]/DA(/F 9 Tf)%s>>>>" % more,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>"
        b"/Contents 4 0 R/Annots[7 0 R]>>"),
        stream(b"BT /F 12 Tf 50 700 Td (Home address) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</FT/Tx/T(address)/V(%s)/Kids[7 0 R]>>" % value,
        b"<</Type/Annot/Subtype/Widget/Rect[0 0 90 20]/Parent 6 0 R>>",
        stream(b"<xdp/>"),
    ])  # fmt: skip


def pinned(name: bytes, content: bytes) -> bytes:
    """Write a page on which a file hangs as a note."""
    return written([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>>>"
        b"/Contents 4 0 R/Annots[6 0 R]>>"),
        stream(b"BT /F 12 Tf 50 700 Td (Minutes) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/Contents(see file)/FS 7 0 R>>",
        b"<</Type/Filespec/F(%s)/EF<</F 8 0 R>>>>" % name,
        stream(content, b"/Type/EmbeddedFile"),
    ])  # fmt: skip
