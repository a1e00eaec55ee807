"""Cells of a worksheet as text: shared strings, numbers, dates, formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
"""Built-in formats of numbers that show a day (ECMA-376 part 1, 18.8.30)."""
_NOT_FORMAT = re.compile(r"\"[^\"]{0,255}\"|\[[^\]]{0,255}\]|\\.|_.|\*.")
_DAY = re.compile(r"[dy]", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]{1,3}")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY = 2_958_465
"""31 December 9999."""
_COLUMNS = 16_384
_SPANS = 200
_LINK = re.compile(r"HYPERLINK\(\s{0,9}\"([^\"]{1,4000})\"", re.IGNORECASE)


@dataclass(slots=True)
class Strings:
    """Gathers the shared strings; phonetic hints are left out."""

    items: list[str] = field(default_factory=list)
    characters: int = 0
    _pieces: list[str] = field(default_factory=list)
    _in_text: bool = False
    _hint: bool = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        if name == "rPh":
            self._hint = True
        self._in_text = name == "t" and not self._hint

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        self._in_text = False
        if name == "rPh":
            self._hint = False
        elif name == "si":
            self.items.append("".join(self._pieces))
            self._pieces.clear()

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._in_text:
            self._pieces.append(data)
            self.characters += len(data)


@dataclass(slots=True)
class Styles:
    """Gathers which styles of cells show dates."""

    characters: int = 0
    _codes: dict[str, str] = field(default_factory=dict)
    _formats: list[str] = field(default_factory=list)
    _in_cells: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._formats.append(attributes.get("numFmtId", ""))
        self.characters += len(attributes)

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        self._in_cells = self._in_cells and name != "cellXfs"

    def text(self, data: str) -> None:
        """See `Handler.text`."""

    def dates(self) -> frozenset[str]:
        """Return the numbers of the styles that show a day, as cells name them."""
        return frozenset(
            str(place) for place, number in enumerate(self._formats) if self._shows_day(number)
        )

    def _shows_day(self, number: str) -> bool:
        code = self._codes.get(number)
        if code is not None:
            return bool(_DAY.search(_NOT_FORMAT.sub("", code[:255])))
        return number.isascii() and number.isdigit() and int(number[:4]) in _DATE_FORMATS


@dataclass(frozen=True, slots=True)
class Cells:
    """What is needed to tell what a cell shows."""

    strings: Sequence[str]
    dates: frozenset[str]
    from_1904: bool = False

    def shown(self, kind: str, style: str, value: str) -> str:
        """Return a cell's value as text; numbers as they are, days as ISO 8601."""
        if kind == "s":
            place = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            return self.strings[place] if 0 <= place < len(self.strings) else ""
        if kind in {"b", "e"}:
            return ""
        return self._day(value) if kind in {"", "n"} and style in self.dates else value

    def _day(self, value: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if not 1 <= number <= _LAST_DAY:
            return value
        days = int(number) if self.from_1904 or number >= 61 else int(number) + 1
        epoch = _EPOCH_1904 if self.from_1904 else _EPOCH
        try:
            return (epoch + timedelta(days=days)).isoformat()
        except OverflowError:
            return value


@dataclass(slots=True)
class SheetWalk:
    """Gathers a sheet's rows as columns and texts; a handler of `xml_events.walk`."""

    cells: Cells
    first: dict[int, str] = field(default_factory=dict)
    """The first row that holds anything, which may be a header."""
    shown: list[dict[int, str]] = field(default_factory=list)
    hidden: list[dict[int, str]] = field(default_factory=list)
    """Whole rows of which some or all is hidden."""
    formulas: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    characters: int = 0
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _row: dict[int, str] = field(default_factory=dict)
    _row_hidden: bool = False
    _cell: tuple[int, str, str] = (0, "", "")
    _column: int = 0
    _in: str = ""
    _pieces: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler.start`."""
        self._in = name if name in {"v", "t", "f"} else ""
        if name == "c":
            self._column = self._place(attributes.get("r", ""))
            self._cell = self._column, attributes.get("t", ""), attributes.get("s", "0")
            self._pieces.clear()
        elif name == "row":
            self._row, self._column = {}, 0
            self._row_hidden = attributes.get("hidden") in {"1", "true"}
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            self._span(attributes)
        elif name == "hyperlink":
            self.links += filter(None, (attributes.get("location"), attributes.get("tooltip")))

    def end(self, name: str) -> None:
        """See `Handler.end`."""
        if name == "c":
            column, kind, style = self._cell
            text = self.cells.shown(kind, style, "".join(self._pieces))
            if text:
                self._row[column] = text
                self.characters += len(text)
        elif name == "row" and self._row:
            self._close()
        self._in = ""

    def text(self, data: str) -> None:
        """See `Handler.text`."""
        if self._in == "f":
            self._formula(data)
        elif self._in:
            self._pieces.append(data)

    def _formula(self, data: str) -> None:
        if '"' in data:
            self.formulas.append(data)
            self.links += _LINK.findall(data)
            self.characters += len(data)

    def _close(self) -> None:
        self.first = self.first or self._row
        unseen = {column for column in self._row if self._is_hidden(column)}
        if self._row_hidden or unseen:
            self.hidden.append(self._row)
        if not self._row_hidden and len(unseen) < len(self._row):
            self.shown.append(
                {column: text for column, text in self._row.items() if column not in unseen}
            )

    def _is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self._spans)

    def _span(self, attributes: Mapping[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal() and len(self._spans) < _SPANS:
            self._spans.append((int(first[:6]), int(last[:6])))

    def _place(self, reference: str) -> int:
        """Return a cell's column (from 1); one without a reference stands next to the last."""
        found = _COLUMN.match(reference)
        if found is None:
            return min(self._column + 1, _COLUMNS)
        number = 0
        for letter in found[0]:
            number = number * 26 + ord(letter) - 64
        return number
