"""What the office builders share: rows of cells, relations, the ZIP archive round it all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = "http://schemas.openxmlformats.org"
REL = f"{FORMATS}/officeDocument/2006/relationships"
_THEN = (2026, 10, 4, 10, 30, 0)


def rows(text: str, row: str, cell: str, content: Callable[[str], str]) -> str:
    """Fill a row for each line and a cell for each piece between " | "."""
    return "".join(
        row.format("".join(cell.format(content(item)) for item in line.split(" | ")))
        for line in text.splitlines()
    )


def relation(kind: str, target: str, mode: str = "") -> str:
    """Return the relation rId1 of a part."""
    return f'<Relationship Id="rId1" Type="{REL}/{kind}" Target={quoteattr(target)}{mode}/>'


def relations(inside: str) -> str:
    """Return a file of relations."""
    return f'<Relationships xmlns="{FORMATS}/package/2006/relationships">{inside}</Relationships>'


def package(main: str, files: Mapping[str, str], types: Mapping[str, str], creator: str) -> bytes:
    """Return an Office Open XML file; `types` are the content types of its parts."""
    core = (
        f'<cp:coreProperties xmlns:cp="{FORMATS}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>'
        f"{escape(creator)}</dc:creator></cp:coreProperties>"
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-'
        f'officedocument.{kind}+xml"/>'
        for name, kind in types.items()
    )
    made = {
        "[Content_Types].xml": f'<Types xmlns="{FORMATS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": relations(relation("officeDocument", main)),
        "docProps/core.xml": core,
        **files,
    }
    return archive({name: HEAD + content for name, content in made.items()})


def archive(files: Mapping[str, str]) -> bytes:
    """Return a ZIP archive of texts, the same each time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, _THEN), content)
    return target.getvalue()
