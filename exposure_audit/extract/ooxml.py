"""Office Open XML (DOCX, XLSX, PPTX, with or without macros): every part that says something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

from exposure_audit.extract import xlsx
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.ooxml_text import TextWalk
from exposure_audit.extract.package import Package, Relations
from exposure_audit.extract.text import one_line
from exposure_audit.model import PartKind

MARK = "[Content_Types].xml"
"""The part that every such file has."""


@dataclass(frozen=True, slots=True)
class _Role:
    """What parts of certain names are."""

    names: re.Pattern[str]
    kind: PartKind
    note: str = ""
    text: bool = True
    """Whether it holds paragraphs; else only values."""


def _role(names: str, kind: PartKind, note: str = "", *, text: bool = True) -> _Role:
    return _Role(re.compile(names), kind, note, text)


_ROLES = (
    _role(r"word/document\d*\.xml", PartKind.BODY),
    _role(r"ppt/slides/slide\d+\.xml", PartKind.BODY, "slide"),
    _role(r"word/(?:header|footer)\d*\.xml", PartKind.BODY, "header or footer"),
    _role(r"word/(?:foot|end)notes\.xml", PartKind.BODY, "notes"),
    _role(r"(?:word|ppt|xl)/(?:charts|diagrams|drawings)/\w+\.xml", PartKind.BODY, "drawing"),
    _role(r"ppt/(?:slide|notes|handout)(?:Masters|Layouts)/\w+\.xml", PartKind.BODY, "layout"),
    _role(r"ppt/notesSlides/\w+\.xml", PartKind.HIDDEN, "speaker notes"),
    _role(r"word/glossary/document\.xml", PartKind.HIDDEN, "building blocks"),
    _role(r"word/comments\w*\.xml", PartKind.COMMENT),
    _role(r"ppt/comments/.+\.xml", PartKind.COMMENT),
    _role(r"xl/(?:comments\d*|(?:comments|threadedComments)/.+)\.xml", PartKind.COMMENT),
    _role(r"docProps/\w+\.xml", PartKind.METADATA, "properties", text=False),
    _role(r"word/people\.xml|xl/persons/.+\.xml", PartKind.METADATA, "people", text=False),
    _role(r"ppt/(?:commentAuthors|authors)\.xml", PartKind.METADATA, "people", text=False),
    _role(r"word/settings\.xml", PartKind.HIDDEN, "settings", text=False),
)
_OTHER = _role(r".+\.xml", PartKind.HIDDEN, "data", text=False)
_TECHNICAL = re.compile(
    r"\[Content_Types\]\.xml|(?:.+/)?(?:theme|fonts|printerSettings|tables|calcChain|ctrlProps|"
    r"styles|stylesWithEffects|fontTable|webSettings|numbering|presProps|viewProps|tableStyles|"
    r"metadata|volatileDependencies|slideUpdateInfo)\d*(?:/.+|\.xml)|_xmlsignatures/.+|.+\.vml"
)
"""Parts for programs alone; legacy drawings repeat what stands in others."""
_SETTINGS = frozenset({"val", "name", "connectString", "query"})
_VALUES = frozenset(
    {"v", "val", "value", "name", "displayName", "userId", "author", "initials", "providerId"}
    | {"connection", "command", "description", "sourceFile", "odcFile", "refreshedBy"}
)
_HIDDEN_SLIDE = re.compile(rb"<(?:\w{1,9}:)?sld\s[^>]{0,2000}\bshow=[\"'](?:0|false)")
_RUN = b":t>"
"""How a piece of a paragraph's text ends, in parts of any name."""
_NUMBER = re.compile(r"\d+")


def read(archive: ZipFile, nest: Nest) -> Extraction:
    """Return a document's text, properties, comments, links and what is embedded in it."""
    found = Gathering(nest)
    package = Package(archive, found)
    parts = package.parts()
    sheets = xlsx.read(package, parts)
    title = ""
    for part in sorted(parts, key=_order):
        if part.filename in sheets or _TECHNICAL.fullmatch(part.filename):
            continue
        if part.filename.endswith(".rels"):
            _relations(package, part)
        elif part.filename.endswith(".xml"):
            title = _xml(package, part) or title
        else:
            package.embedded(part)
    package.weigh_pictures()
    return found.done(Form.OFFICE, one_line(title))


def _order(part: ZipInfo) -> tuple[int, int, str]:
    places = (place for place, role in enumerate(_ROLES) if role.names.fullmatch(part.filename))
    number = _NUMBER.search(part.filename)
    return next(places, len(_ROLES)), int(number[0][:9]) if number else 0, part.filename


def _xml(package: Package, part: ZipInfo) -> str:
    """Read a part; return the document's title, where it says that."""
    role = next((role for role in _ROLES if role.names.fullmatch(part.filename)), _OTHER)
    body = package.bytes_of(part)
    if role.text or (role is _OTHER and _RUN in body):
        _text(package, body, role)
        return ""
    names = _SETTINGS if role.note == "settings" else _VALUES
    title = package.values(body, role.kind, role.note, names)
    return title if role.kind is PartKind.METADATA else ""


def _text(package: Package, body: bytes, role: _Role) -> None:
    handler = TextWalk()
    package.walk(body, handler)
    kind = PartKind.HIDDEN if _HIDDEN_SLIDE.search(body[:4_000]) else role.kind
    package.lines(kind, handler.shown, role.note)
    package.lines(PartKind.HIDDEN, handler.unshown, "deleted or hidden text")
    package.lines(PartKind.ATTRIBUTE, handler.beside, "alternative text")
    package.lines(PartKind.METADATA, handler.authors, "authors")
    package.links(handler.links)


def _relations(package: Package, part: ZipInfo) -> None:
    """Add where links, templates and linked pictures lead."""
    handler = Relations()
    package.walk(package.bytes_of(part), handler)
    package.links(handler.external)
