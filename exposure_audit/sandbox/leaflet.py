"""Writes a one-page PDF with a text layer and Info metadata (ISO 32000-1, version 1.4)."""

from __future__ import annotations

from collections.abc import Sequence

from exposure_audit.sandbox.schema import Leaflet

_LINES_PER_PAGE = 48
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def pdf(leaflet: Leaflet) -> bytes:
    """Return the leaflet's bytes.

    Raises `ValueError` for more lines than a page holds or a character outside Windows-1252.
    """
    if len(leaflet.lines) > _LINES_PER_PAGE:
        raise ValueError(f"a leaflet holds at most {_LINES_PER_PAGE} lines")
    content = _content(leaflet.lines)
    return pdf_file(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _PAGE,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            _FONT,
            b"<< /Title %s /Author %s /Producer (exposure-audit sandbox) >>"
            % (_unicode(leaflet.title), _unicode(leaflet.author)),
        )
    )


def _content(lines: Sequence[str]) -> bytes:
    """Return the drawing commands: one line of text after another from the top."""
    shown = b"\n".join(b"(%s) Tj T*" % _literal(line) for line in lines)
    return b"BT /F1 12 Tf 15 TL 60 780 Td\n" + shown + b"\nET"


def _literal(text: str) -> bytes:
    """Return the inside of a literal string, with its three special characters escaped."""
    body = text.encode("cp1252")
    return body.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _unicode(text: str) -> bytes:
    """Return a text string of the Info dictionary: UTF-16 with its mark, in hexadecimal."""
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of objects 1 to n: the first is the catalogue, the last the Info."""
    body = bytearray(_HEAD)
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)
