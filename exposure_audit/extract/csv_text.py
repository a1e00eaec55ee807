"""CSV and its kin: the text as it is, and each row as one line in writing order."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from operator import itemgetter

from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.table import COLUMNS, Row, header_of
from exposure_audit.model import PartKind

_DELIMITERS = ",;\t|"
_SAMPLE_LINES, _SAMPLE = 30, 20_000
_BEFORE_HEADER = 5
"""Rows of which one may be the header."""
_WHOLE_SHARE = 4
"""Rows of a text up to this fraction of the limit are repeated with all their cells."""


def read(text: str, nest: Nest) -> Extraction:
    """Return the raw text, in which lines can be counted, and its rows if it has a header."""
    found = Gathering(nest)
    found.add(PartKind.BODY, text, line=1)
    delimiter = delimiter_of(text)
    if delimiter:
        _add_rows(found, text, delimiter)
    return found.done(Form.TABLE)


def delimiter_of(text: str) -> str:
    """Return what parts the cells, or an empty text: equally many in most rows, and most cells."""
    lines = text[:_SAMPLE].splitlines(keepends=True)[:_SAMPLE_LINES]
    best, most = "", (0, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for _, row in _rows("".join(lines), delimiter))
        width, rows = max(widths.items(), key=itemgetter(1), default=(0, 0))
        if width > 1 and rows * 2 > widths.total() and (rows, width) > most:
            best, most = delimiter, (rows, width)
    return best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    """Yield rows with the number of their first line; stops at what is no table."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, dict(enumerate(cells[:COLUMNS]))
            line = reader.line_num + 1
    except csv.Error:
        return


def _add_rows(found: Gathering, text: str, delimiter: str) -> None:
    rows = _rows(text, delimiter)
    first = ((number, header_of(row)) for number, row in islice(rows, _BEFORE_HEADER))
    began, header = next((one for one in first if one[1]), (0, None))
    if header is None:
        return
    whole = len(text) * _WHOLE_SHARE <= found.nest.limits.text_characters
    lines: list[str] = []
    began = expected = began + 1
    for number, row in rows:
        if number != expected:
            _add(found, lines, began)
            lines, began = [], number
        lines.append(header.line(row, whole=whole))
        expected = number + 1
        if found.full:
            break
    _add(found, lines, began)


def _add(found: Gathering, lines: list[str], line: int) -> None:
    found.add(PartKind.STRUCTURED_DATA, "\n".join(lines), "rows", line=line)
