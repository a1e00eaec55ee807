"""Makes the bytes of a case's file; its ending chooses the type, `place` where the text stands.

Text stands in the file as it is written in the case, in the encoding that the case names; the
other types have builders. A case that is no file (an answer of the DNS, a register's record, a
search engine's snippet) is a part of that kind.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping

from exposure_audit.model import PartKind
from tests.corpus import build_docx, build_mail, build_office, build_pdf, build_picture

TEXTUAL = frozenset({
    "html", "htm", "txt", "md", "json", "jsonl", "csv", "tsv", "xml", "rss", "atom", "vcf",
    "ics", "kml", "gpx", "geojson", "svg",
})  # fmt: skip
DIRECT = {"dns": PartKind.DNS, "record": PartKind.RECORD, "snippet": PartKind.SNIPPET}
"""Endings of what is no file but a part of its own."""

Builder = Callable[[str, str, str], bytes]
"""Takes text, place and the ordinary text beside it."""


def _zip(text: str, place: str, body: str) -> bytes:
    """Put a text into an archive under the name that `place` gives, beside a read-me."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("readme.txt"), body or "Nothing to see here.")
        archive.writestr(_entry(place or "inside.txt"), text)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 10, 4, 10, 30, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _gzip(text: str, _place: str, _body: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


BUILDERS: Mapping[str, Builder] = {
    "docx": build_docx.docx,
    "xlsx": build_office.xlsx,
    "pptx": build_office.pptx,
    "odt": build_office.odt,
    "pdf": build_pdf.pdf,
    "eml": build_mail.eml,
    "jpg": build_picture.jpeg,
    "png": build_picture.png,
    "zip": _zip,
    "gz": _gzip,
}
ENDINGS = TEXTUAL | DIRECT.keys() | BUILDERS.keys()
_PLACES: Mapping[str, Mapping[str, PartKind]] = {
    "docx": build_docx.PLACES,
    "xlsx": build_office.XLSX_PLACES,
    "pptx": build_office.PPTX_PLACES,
    "odt": build_office.ODT_PLACES,
    "pdf": build_pdf.PLACES,
    "eml": build_mail.PLACES,
    "jpg": build_picture.PLACES,
    "png": build_picture.PLACES,
    "gz": {"": PartKind.ATTACHMENT},
}


def place_of(file: str, place: str) -> PartKind:
    """Return the kind of part in which the text stands; raises `KeyError` for an unknown place."""
    ending = file.rpartition(".")[2]
    if ending in DIRECT:
        return DIRECT[ending]
    if ending == "zip":
        return PartKind.ATTACHMENT
    if ending in _PLACES:
        return _PLACES[ending][place]
    try:
        return PartKind(place or "body")
    except ValueError:
        raise KeyError(place) from None


def build(file: str, text: str, place: str, body: str, encoding: str) -> bytes:
    """Return the file's bytes."""
    ending = file.rpartition(".")[2]
    if ending in TEXTUAL:
        return text.encode(encoding)
    return BUILDERS[ending](text, place, body)
