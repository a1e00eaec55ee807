"""OpenDocument (ODT, ODS, ODP): content, headers and footers, properties, what is embedded."""

from __future__ import annotations

import re
from zipfile import ZipFile, ZipInfo

from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.odf_text import OdfWalk
from exposure_audit.extract.package import Package
from exposure_audit.extract.table import add_rows
from exposure_audit.extract.text import one_line
from exposure_audit.model import PartKind, Reason

TYPE = b"application/vnd.oasis.opendocument."
"""How the first part of such a file, `mimetype`, begins."""
_MANIFEST = "META-INF/manifest.xml"
_CONTENT = re.compile(r"(?:.+/)?(?:content|styles)\.xml")
_META = re.compile(r"(?:.+/)?meta\.xml")
_TECHNICAL = re.compile(
    r"mimetype|(?:.+/)?(?:settings|manifest|layout-cache)(?:\.xml|\.rdf)?|META-INF/.+|"
    r"Configurations2/.+|Thumbnails/.+|ObjectReplacements/.+|(?:.+/)?Fonts/.+"
)
"""Parts for programs alone, and pictures of what is read anyway."""


def read(archive: ZipFile, nest: Nest) -> Extraction:
    """Return a document's text, properties, notes, links and what is embedded in it."""
    found = Gathering(nest)
    package = Package(archive, found)
    title = ""
    for part in sorted(package.parts(), key=_order):
        if part.filename == _MANIFEST and b"encryption-data" in package.bytes_of(part):
            return Extraction((), (Reason.ENCRYPTED,), form=Form.OFFICE)
        if _CONTENT.fullmatch(part.filename):
            _content(package, part)
        elif _META.fullmatch(part.filename):
            title = _values(package, part, PartKind.METADATA, "properties") or title
        elif part.filename.endswith(".xml") and not _TECHNICAL.fullmatch(part.filename):
            _values(package, part, PartKind.HIDDEN, "data")
        elif not _TECHNICAL.fullmatch(part.filename):
            package.embedded(part)
    package.weigh_pictures()
    return found.done(Form.OFFICE, one_line(title))


def _order(part: ZipInfo) -> int:
    return {_MANIFEST: 0, "content.xml": 1}.get(part.filename, 2)


def _values(package: Package, part: ZipInfo, kind: PartKind, note: str) -> str:
    return package.values(package.bytes_of(part), kind, note, frozenset({"value"}))


def _content(package: Package, part: ZipInfo) -> None:
    handler = OdfWalk()
    package.walk(package.bytes_of(part), handler)
    note = "" if part.filename.endswith("content.xml") else "headers, footers and styles"
    package.lines(PartKind.BODY, handler.shown, note)
    for sheet in handler.rows.sheets:
        kind = PartKind.HIDDEN if sheet.unseen else PartKind.BODY
        package.lines(kind, [sheet.name], "sheet's name")
        add_rows(package.found, PartKind.BODY, sheet.shown, sheet.first)
        add_rows(package.found, PartKind.HIDDEN, sheet.hidden, sheet.first)
    package.lines(PartKind.HIDDEN, handler.unshown, "deleted or hidden text")
    package.lines(PartKind.COMMENT, handler.comments)
    package.lines(PartKind.ATTRIBUTE, handler.beside, "alternative text")
    package.lines(PartKind.METADATA, handler.authors, "authors")
    package.links(handler.links)
