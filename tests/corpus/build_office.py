"""Makes files of Excel, PowerPoint and LibreOffice: a line is a row or a paragraph.

Cells are split by " | ".
"""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from exposure_audit.model import PartKind
from tests.corpus.build_package import (
    FORMATS,
    HEAD,
    REL,
    archive,
    package,
    relation,
    relations,
    rows,
)

XLSX_PLACES = {
    "": PartKind.BODY,
    "inline": PartKind.BODY,
    "hidden-sheet": PartKind.HIDDEN,
    "comment": PartKind.COMMENT,
    "properties": PartKind.METADATA,
}
PPTX_PLACES = {"": PartKind.BODY, "notes": PartKind.BODY, "properties": PartKind.METADATA}
ODT_PLACES = {
    "": PartKind.BODY,
    "table": PartKind.BODY,
    "spans": PartKind.BODY,
    "comment": PartKind.COMMENT,
    "deleted": PartKind.HIDDEN,
    "properties": PartKind.METADATA,
}
_S = f'xmlns="{FORMATS}/spreadsheetml/2006/main" xmlns:r="{REL}"'
_P = (
    f'xmlns:p="{FORMATS}/presentationml/2006/main" xmlns:a="{FORMATS}/drawingml/2006/main" '
    f'xmlns:r="{REL}"'
)
_EPOCH = date(1899, 12, 30)
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_ODF = (
    " ".join(f'xmlns:{name}="{_NAMES}:{name}:1.0"' for name in ("office", "text", "table", "meta"))
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)


def xlsx(text: str, place: str, body: str) -> bytes:
    """Return a workbook; a cell "#123" is a number, "@1979-03-05" a date as a serial number."""
    shared: list[str] = []

    def cell(item: str) -> str:
        return _cell(item, shared, inline=place == "inline")

    table = text if place in {"", "inline", "hidden-sheet"} else body
    sheet = rows(table, "<row>{}</row>", "{}", cell)
    state = ' state="hidden"' if place == "hidden-sheet" else ""
    strings = "".join(f"<si><t>{escape(item)}</t></si>" for item in shared)
    files = {
        "xl/workbook.xml": f'<workbook {_S}><sheets><sheet name="List" sheetId="1"{state} '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(relation("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {_S}>{strings}</sst>",
        "xl/styles.xml": f'<styleSheet {_S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14" '
        'applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    if place == "comment":
        note = f'<comment ref="A1" authorId="0"><text><t>{escape(text)}</t></text></comment>'
        files["xl/comments1.xml"] = f"<comments {_S}><commentList>{note}</commentList></comments>"
        link = relation("comments", "../comments1.xml")
        files["xl/worksheets/_rels/sheet1.xml.rels"] = relations(link)
    types = {
        "xl/workbook.xml": "spreadsheetml.sheet.main",
        "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
        "xl/styles.xml": "spreadsheetml.styles",
    }
    return package("xl/workbook.xml", files, types, text if place == "properties" else "")


def _cell(item: str, shared: list[str], *, inline: bool) -> str:
    if item.startswith("#"):
        return f"<c><v>{item[1:]}</v></c>"
    if item.startswith("@"):
        serial = (date.fromisoformat(item[1:]) - _EPOCH).days
        return f'<c s="1"><v>{serial}</v></c>'
    if inline:
        return f'<c t="inlineStr"><is><t>{escape(item)}</t></is></c>'
    shared.append(item)
    return f'<c t="s"><v>{len(shared) - 1}</v></c>'


def pptx(text: str, place: str, body: str) -> bytes:
    """Return a slide show of one slide, with notes where the text is one."""
    files = {
        "ppt/presentation.xml": f'<p:presentation {_P}><p:sldIdLst><p:sldId id="256" '
        'r:id="rId1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(relation("slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": f"<p:sld {_P}>{_slide(body if place else text)}</p:sld>",
    }
    types = {
        "ppt/presentation.xml": "presentationml.presentation.main",
        "ppt/slides/slide1.xml": "presentationml.slide",
    }
    if place == "notes":
        link = relation("notesSlide", "../notesSlides/notesSlide1.xml")
        files["ppt/slides/_rels/slide1.xml.rels"] = relations(link)
        files["ppt/notesSlides/notesSlide1.xml"] = f"<p:notes {_P}>{_slide(text)}</p:notes>"
        types["ppt/notesSlides/notesSlide1.xml"] = "presentationml.notesSlide"
    return package("ppt/presentation.xml", files, types, text if place == "properties" else "")


def _slide(text: str) -> str:
    lines = "".join(
        f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.splitlines()
    )
    return f"<p:cSld><p:spTree><p:sp><p:txBody>{lines}</p:txBody></p:sp></p:spTree></p:cSld>"


def odt(text: str, place: str, body: str) -> bytes:
    """Return a text document of LibreOffice."""
    inside = _odt_paragraphs(body) + _odt_placed(text, place)
    content = (
        f"<office:document-content {_ODF}><office:body><office:text>{inside}</office:text>"
        "</office:body></office:document-content>"
    )
    creator = escape(text) if place == "properties" else ""
    meta = (
        f"<office:document-meta {_ODF}><office:meta><dc:creator>{creator}</dc:creator>"
        "</office:meta></office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": HEAD + content, "meta.xml": HEAD + meta})


def _odt_placed(text: str, place: str) -> str:
    paragraphs = _odt_paragraphs(text)
    if place == "table":
        row, cell = (f"<table:table-{x}>{{}}</table:table-{x}>" for x in ("row", "cell"))
        return f"<table:table>{rows(text, row, cell, _odt_paragraphs)}</table:table>"
    if place == "spans":
        pieces = (escape(text[at : at + 4]) for at in range(0, len(text), 4))
        spaced = (piece.replace(" ", "<text:s/>") for piece in pieces)
        return f"<text:p>{''.join(f'<text:span>{piece}</text:span>' for piece in spaced)}</text:p>"
    if place == "comment":
        return f"<text:p>See<office:annotation>{paragraphs}</office:annotation> note</text:p>"
    if place == "deleted":
        region = f'<text:changed-region text:id="c1"><text:deletion>{paragraphs}</text:deletion>'
        changes = f"<text:tracked-changes>{region}</text:changed-region></text:tracked-changes>"
        return f'{changes}<text:p>Kept.<text:change text:change-id="c1"/></text:p>'
    return "" if place == "properties" else paragraphs


def _odt_paragraphs(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.splitlines())
