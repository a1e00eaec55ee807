"""Makes a file of Word: a line is a paragraph, or a row whose cells are split by " | "."""

from __future__ import annotations

from xml.sax.saxutils import escape

from exposure_audit.model import PartKind
from tests.corpus.build_package import FORMATS, REL, package, relation, relations, rows

PLACES = {
    "": PartKind.BODY,
    "runs": PartKind.BODY,
    "table": PartKind.BODY,
    "textbox": PartKind.BODY,
    "header": PartKind.BODY,
    "footer": PartKind.BODY,
    "footnote": PartKind.BODY,
    "inserted": PartKind.BODY,
    "deleted": PartKind.HIDDEN,
    "vanished": PartKind.HIDDEN,
    "comment": PartKind.COMMENT,
    "link": PartKind.LINK,
    "properties": PartKind.METADATA,
}
_W = (
    f'xmlns:w="{FORMATS}/wordprocessingml/2006/main" xmlns:r="{REL}" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_ROOTS = {"header": "hdr", "footer": "ftr"}


def docx(text: str, place: str, body: str) -> bytes:
    """Return a document's bytes."""
    files = {"word/document.xml": _document(text, place, body)}
    types = {"word/document.xml": "wordprocessingml.document.main"}
    links = ""
    if place in _ROOTS:
        name, root = f"{place}1.xml", _ROOTS[place]
        files[f"word/{name}"] = f"<w:{root} {_W}>{_paragraphs(text)}</w:{root}>"
        types[f"word/{name}"] = f"wordprocessingml.{place}"
        links = relation(place, name)
    elif place in {"comment", "footnote"}:
        name = f"{place}s.xml"
        note = f'<w:{place} w:id="1" w:author="Clerk">{_paragraphs(text)}</w:{place}>'
        files[f"word/{name}"] = f"<w:{place}s {_W}>{note}</w:{place}s>"
        types[f"word/{name}"] = f"wordprocessingml.{place}s"
        links = relation(f"{place}s", name)
    elif place == "link":
        links = relation("hyperlink", text, ' TargetMode="External"')
    files["word/_rels/document.xml.rels"] = relations(links)
    return package("word/document.xml", files, types, text if place == "properties" else "")


def _document(text: str, place: str, body: str) -> str:
    inside = _paragraphs(body) + _placed(text, place)
    return f"<w:document {_W}><w:body>{inside}</w:body></w:document>"


def _placed(text: str, place: str) -> str:
    """Return what stands in the main part: the text, or what points to it."""
    if place == "table":
        cells = rows(text, "<w:tr>{}</w:tr>", "<w:tc>{}</w:tc>", _paragraphs)
        return f"<w:tbl>{cells}</w:tbl>"
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    deleted = f"<w:r><w:delText>{escape(text)}</w:delText></w:r>"
    box = f"<wps:txbx><w:txbxContent>{_paragraphs(text)}</w:txbxContent></wps:txbx>"
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{escape(text)}</w:t></w:r>"
    reference = '<w:sectPr><w:{}Reference w:type="default" r:id="rId1"/></w:sectPr>'
    marked = {
        "textbox": f"<w:p><w:r><w:drawing>{box}</w:drawing></w:r></w:p>",
        "inserted": f'<w:p><w:ins w:id="1" w:author="Clerk">{run}</w:ins></w:p>',
        "deleted": f'<w:p><w:del w:id="1" w:author="Clerk">{deleted}</w:del></w:p>',
        "vanished": f"<w:p>{hidden}</w:p>",
        "comment": '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>',
        "footnote": '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        "link": '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>',
        "header": reference.format("header"),
        "footer": reference.format("footer"),
        "properties": "",
    }
    return marked[place] if place in marked else _paragraphs(text, 3 if place == "runs" else 0)


def _paragraphs(text: str, length: int = 0) -> str:
    """Return paragraphs; their text is cut into runs of some characters, as an editor may."""
    made = ""
    for line in text.splitlines():
        step = length or max(1, len(line))
        pieces = (line[at : at + step] for at in range(0, len(line), step))
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{escape(piece)}</w:t></w:r>' for piece in pieces
        )
        made += f"<w:p>{runs}</w:p>"
    return made
