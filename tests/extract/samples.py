"""Small files of many kinds, written in code: fictional people, no binary in the repository."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import ExifTags, Image

STREET = "14 St Mary's Road"
PHONE = "07700 900123"
MAIL = "sian.hughes@example.org"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = (
    'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:xlink="urn:x" '
    'xmlns:draw="urn:d" xmlns:svg="urn:s" xmlns:dc="urn:c" xmlns:meta="urn:m" xmlns:style="urn:y" '
    'xmlns:presentation="urn:p"'
)
_CORE = (
    '<cp:coreProperties xmlns:cp="urn:c" xmlns:dc="urn:d"><dc:title>Letter</dc:title>'
    "<dc:creator>Sian Hughes</dc:creator></cp:coreProperties>"
)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Pack members into a ZIP file; one called `mimetype` is stored, as OpenDocument wants."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = ZipInfo(name, (2026, 11, 1, 12, 0, 0))
            how = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(member, content, compress_type=how)
    return out.getvalue()


def relations(*targets: tuple[str, str, bool]) -> str:
    """Write a part of relationships: id, target, whether it is outside."""
    rows = "".join(
        f'<Relationship Id="{name}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for name, target, outside in targets
    )
    return f'<?xml version="1.0"?><Relationships xmlns="urn:r">{rows}</Relationships>'


def docx(body: str = "", **more: bytes | str) -> bytes:
    """Write a DOCX; further parts are given by their names, with `__` for a slash."""
    text = body or f"<w:p><w:r><w:t>{STREET}</w:t></w:r></w:p>"
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="urn:types"/>',
        "word/document.xml": f"<w:document {_W}><w:body>{text}</w:body></w:document>",
        "docProps/core.xml": _CORE,
    }
    for name, content in more.items():
        members[_part_name(name)] = content
    return zipped(members)


def word_part(root: str, body: str) -> str:
    """Write a part of a DOCX: header, footnotes, comments."""
    return f"<w:{root} {_W}>{body}</w:{root}>"


def xlsx(rows: str, strings: str = "", *, sheet: str = "", **more: bytes | str) -> bytes:
    """Write an XLSX with one sheet; its rows and shared strings are given as XML."""
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="urn:types"/>',
        "xl/workbook.xml": '<workbook xmlns:r="urn:r"><sheets><sheet name="People" r:id="rId1" '
        f'{sheet}/></sheets><definedNames><definedName name="Home">"{PHONE}"</definedName>'
        "</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheets/sheet1.xml", False)),
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet>{rows}</worksheet>",
    }
    for name, content in more.items():
        members[_part_name(name)] = content
    return zipped(members)


def pptx(**more: bytes | str) -> bytes:
    """Write a PPTX with one slide."""
    paragraph = "<a:p><a:r><a:t>14 St </a:t></a:r><a:r><a:t>Mary's Road</a:t></a:r></a:p>"
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="urn:types"/>',
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a">{paragraph}</p:sld>',
    }
    for name, content in more.items():
        members[_part_name(name)] = content
    return zipped(members)


def odf(kind: str, content: str, **more: bytes | str) -> bytes:
    """Write an OpenDocument file: `kind` is text, spreadsheet or presentation."""
    members: dict[str, bytes | str] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_ODF}>{content}</office:document-content>",
        "meta.xml": f"<office:document-meta {_ODF}><office:meta><dc:title>Letter</dc:title>"
        "<meta:initial-creator>Sian Hughes</meta:initial-creator></office:meta>"
        "</office:document-meta>",
    }
    for name, body in more.items():
        members[_part_name(name)] = body
    return zipped(members)


def _part_name(name: str) -> str:
    folder, _, rest = name.rpartition("__")
    rest = rest.replace("_rels", ".rels")
    path = f"{folder.replace('__', '/')}/{rest}" if folder else rest
    return path if "." in rest else f"{path}.xml"


RTF = (
    b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\author Sian Hughes}}"
    b"14 St Mary\\'92s Road\\par Tel \\u48?7700 900123{\\v hidden words}"
    b'{\\field{\\*\\fldinst HYPERLINK "mailto:sian.hughes%40example.org"}{\\fldrslt write}}}'
)
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Sian Hughes\r\nitem1.ADR;TYPE=home:;;14 St Mary's Road;"
    "London;;SE15 \r\n 4QE;\r\nTEL:07700 900123\r\nPHOTO;ENCODING=b;TYPE=JPEG:{}\r\nEND:VCARD\r\n"
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nLOCATION:14 St Mary's Road\\, Peckham\r\n"
    "ORGANIZER;CN=Sian Hughes:mailto:sian.hughes@example.org\r\nGEO:51.47115;-0.0612\r\n"
    "ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/plain:MDc3MDAgOTAwMTIz\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
TABLE = 'premises,name,address_line_1,dob\n14,Sian,"St Mary\'s\nRoad",1979-03-05\n3,Al,Hill,\n'
MARKDOWN = "# Me\n\nI live at **14** St Mary&#39;s Road, [write](mailto:sian%40example.org).\n"
DATA = (
    '{"name": "Sian", "address": {"premises": "14", "address_line_1": "St Mary\'s Road", '
    '"postal_code": "SE15 4QE"}, "html": "<p>07700 <b>900123</b></p>", "at": [51.47115, -0.0612]}'
)


def photo(form: str = "JPEG", **more: object) -> bytes:
    """Write a picture of a few pixels whose EXIF says who took it, and where."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Sian Hughes"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (51.0, 28.0, 16.14),
        ExifTags.GPS.GPSLongitudeRef: "W",
        ExifTags.GPS.GPSLongitude: (0.0, 3.0, 40.32),
    }
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


def message() -> bytes:
    """Write a mail with a text, a page and attachments: a photo and a DOCX."""
    mail = EmailMessage()
    mail["From"] = f"Siân Hughes <{MAIL}>"
    mail["To"] = "clerk@council.example"
    mail["Subject"] = "Nomination \u2013 papers"
    mail.set_content(f"I live at {STREET}, Peckham \u2013 déjà vu.\n")
    mail.add_alternative(f"<p>Ring <b>{PHONE}</b></p>", subtype="html")
    mail.add_attachment(photo(), maintype="image", subtype="jpeg", filename="14 Mill Lane.jpg")
    mail.add_attachment(docx(), maintype="application", subtype="octet-stream", filename="a.docx")
    return mail.as_bytes()


def mailbox() -> bytes:
    """Write an mbox file of two messages."""
    return b"".join(b"From sian Sun Nov 01 12:00:00 2026\n%s\n\n" % message() for _ in range(2))


def tarred(**members: bytes) -> bytes:
    """Write a tar archive."""
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
    return out.getvalue()


def packed(content: bytes) -> bytes:
    """Pack by gzip, the same on every run."""
    return gzip.compress(content, mtime=0)
