"""Makes a one-page PDF: text lines, properties, a note, a link, an attached file."""

from __future__ import annotations

from collections.abc import Sequence

from exposure_audit.model import PartKind
from exposure_audit.sandbox.leaflet import pdf_file

PLACES = {
    "": PartKind.BODY,
    "columns": PartKind.BODY,
    "author": PartKind.METADATA,
    "title": PartKind.METADATA,
    "keywords": PartKind.METADATA,
    "annotation": PartKind.COMMENT,
    "link": PartKind.LINK,
    "attachment": PartKind.ATTACHMENT,
}
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_INFO = {"author": b"Author", "title": b"Title", "keywords": b"Keywords"}


def pdf(text: str, place: str, body: str) -> bytes:
    """Return a PDF; in `columns` the cells of a line, split by " | ", stand side by side."""
    content = _content((body if place not in {"", "columns"} else text).splitlines(), place)
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >>%s >>" % _annotations(text, place)
    )
    info = b"/Producer (corpus)"
    if place in _INFO:
        info += b" /%s %s" % (_INFO[place], _unicode(text))
    return pdf_file(
        (
            b"<< /Type /Catalog /Pages 2 0 R%s >>" % _names(place),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            _stream(b"", content),
            _FONT,
            _stream(b"/Type /EmbeddedFile ", text.encode()),
            b"<< /Type /Filespec /F (minutes.txt) /UF (minutes.txt) /EF << /F 6 0 R >> >>",
            b"<< %s >>" % info,
        )
    )


def _annotations(text: str, place: str) -> bytes:
    box = b"/Type /Annot /Rect [60 700 200 720]"
    if place == "annotation":
        return b" /Annots [<< %s /Subtype /Text /Contents %s >>]" % (box, _unicode(text))
    if place == "link":
        action = b"/A << /S /URI /URI (%s) >>" % _literal(text)
        return b" /Annots [<< %s /Subtype /Link %s >>]" % (box, action)
    return b""


def _names(place: str) -> bytes:
    if place != "attachment":
        return b""
    return b" /Names << /EmbeddedFiles << /Names [(minutes.txt) 7 0 R] >> >>"


def _content(lines: Sequence[str], place: str) -> bytes:
    drawn = []
    for row, line in enumerate(lines):
        cells = line.split(" | ") if place == "columns" else [line]
        for column, cell in enumerate(cells):
            at = b"1 0 0 1 %d %d Tm" % (50 + 170 * column, 780 - 16 * row)
            drawn.append(b"BT /F1 11 Tf %s (%s) Tj ET" % (at, _literal(cell)))
    return b"\n".join(drawn)


def _literal(text: str) -> bytes:
    body = text.encode("cp1252")
    return body.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _unicode(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def _stream(keys: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (keys, len(content), content)
