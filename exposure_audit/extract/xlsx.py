"""Workbooks (SpreadsheetML): sheets as rows and cells, with what is hidden in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import ZipInfo

from exposure_audit.extract.package import Counting, Package, Relations
from exposure_audit.extract.table import add_rows
from exposure_audit.extract.xlsx_cells import Cells, SheetWalk, Strings, Styles
from exposure_audit.extract.xml_events import value_of
from exposure_audit.model import PartKind

_BOOK = "xl/workbook.xml"
_SHEET = re.compile(r"xl/(?:work|chart|dialog|macro)sheets/\w+\.xml")


@dataclass(slots=True)
class _Workbook:
    """Gathers the names and the order of sheets."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    """Name, relationship's id, whether it is hidden."""
    names: list[str] = field(default_factory=list)
    from_1904: bool = False
    characters: int = 0
    _naming: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), value_of(attributes, "id"), hidden))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "definedName":
            self._naming = True
            self._keep(attributes.get("name", ""))

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        self._naming = self._naming and name != "definedName"

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._naming:
            self._keep(data)

    def _keep(self, text: str) -> None:
        self.names.append(text)
        self.characters += len(text)


def read(package: Package, parts: Sequence[ZipInfo]) -> frozenset[str]:
    """Add a workbook's sheets; return the names of the parts that were read for it."""
    named = {part.filename: part for part in parts}
    if _BOOK not in named:
        return frozenset()
    book, relations = _Workbook(), Relations()
    strings, styles = Strings(), Styles()
    handlers: dict[str, Counting] = {
        _BOOK: book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": styles,
    }
    for name, handler in handlers.items():
        if name in named:
            package.walk(package.bytes_of(named[name]), handler)
    package.lines(PartKind.HIDDEN, book.names, "defined names")
    cells = Cells(strings.items, styles.dates(), book.from_1904)
    waiting = {name: part for name, part in named.items() if _SHEET.fullmatch(name)}
    for title, relation, hidden in book.sheets:
        target = relations.inside.get(relation, "")
        path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if path in waiting:
            _sheet(package, waiting.pop(path), cells, title, hidden=hidden)
    for part in list(waiting.values()):
        # Not in the list of sheets: nobody sees it in a program.
        _sheet(package, part, cells, "", hidden=True)
    return frozenset(handlers) | {name for name in named if _SHEET.fullmatch(name)}


def _sheet(package: Package, part: ZipInfo, cells: Cells, title: str, *, hidden: bool) -> None:
    handler = SheetWalk(cells)
    package.walk(package.bytes_of(part), handler)
    shown = [] if hidden else handler.shown
    unshown = [*handler.shown, *handler.hidden] if hidden else handler.hidden
    package.lines(PartKind.HIDDEN if hidden else PartKind.BODY, [title], "sheet's name")
    add_rows(package.found, PartKind.BODY, shown, handler.first)
    add_rows(package.found, PartKind.HIDDEN, unshown, handler.first)
    package.lines(PartKind.HIDDEN, handler.formulas, "formulas")
    package.links(handler.links)
