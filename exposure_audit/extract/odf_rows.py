"""Rows of OpenDocument spreadsheets; tables in texts stay paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CELLS = frozenset({"table-cell", "covered-table-cell"})
"""The elements that are cells."""
_COLUMNS = 16_384
_SPANS = 200
_HIDDEN = frozenset({"collapse", "filter"})


@dataclass(slots=True)
class OdfSheet:
    """A sheet's rows as columns and texts."""

    name: str
    unseen: bool
    first: dict[int, str] = field(default_factory=dict)
    """The first row that holds anything, which may be a header."""
    shown: list[dict[int, str]] = field(default_factory=list)
    hidden: list[dict[int, str]] = field(default_factory=list)
    """Whole rows of which some or all is hidden."""


@dataclass(slots=True)
class OdfRows:
    """Gathers the rows of a spreadsheet's tables."""

    sheets: list[OdfSheet] = field(default_factory=list)
    _spreadsheet: bool = False
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _column: int = 0
    _row: dict[int, str] = field(default_factory=dict)
    _row_hidden: bool = False
    _day: str = ""
    _cells: int = 0

    def table(self, attributes: Mapping[str, str], *, hidden: bool) -> None:
        """Begin a table."""
        if self._spreadsheet:
            self.sheets.append(OdfSheet(attributes.get("table:name", ""), hidden))
            self._spans.clear()
            self._column = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Enter an element; return whether it is a cell, whose paragraphs are then wanted."""
        if name == "spreadsheet":
            self._spreadsheet = True
        elif not self.sheets:
            return False
        elif name == "table-row":
            self._row, self._column = {}, 0
            self._row_hidden = attributes.get("table:visibility") in _HIDDEN
        elif name == "table-column":
            first, self._column = self._column + 1, self._column + _repeated(attributes)
            if attributes.get("table:visibility") in _HIDDEN and len(self._spans) < _SPANS:
                self._spans.append((first, self._column))
        elif name in CELLS:
            self._cells = self._column + 1
            self._column = min(_COLUMNS, self._column + _repeated(attributes))
            self._day = attributes.get("office:date-value", "")[:10]
            return True
        return False

    def cell(self, lines: list[str]) -> None:
        """Leave a cell that held these paragraphs; a day is written as ISO 8601."""
        text = self._day or " ".join(lines)
        if text.strip() and self.sheets:
            self._row[self._cells] = text

    def end(self, name: str) -> None:
        """Leave any other element."""
        if name != "table-row" or not self._row or not self.sheets:
            return
        sheet, row, self._row = self.sheets[-1], self._row, {}
        sheet.first = sheet.first or row
        unseen = {column for column in row if any(a <= column <= b for a, b in self._spans)}
        if self._row_hidden or unseen or sheet.unseen:
            sheet.hidden.append(row)
        if not self._row_hidden and not sheet.unseen and len(unseen) < len(row):
            sheet.shown.append({column: row[column] for column in row if column not in unseen})


def _repeated(attributes: Mapping[str, str]) -> int:
    number = attributes.get("table:number-columns-repeated", "1")
    return int(number[:6]) if number.isdecimal() else 1
