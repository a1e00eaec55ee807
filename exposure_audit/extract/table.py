"""Rows under a header: each as one line in which names and addresses stand in writing order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exposure_audit.extract import fields
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.text import one_line
from exposure_audit.model import PartKind

Row = Mapping[int, str]
"""The texts of a row's cells, by column."""
COLUMNS = 300
"""How many columns of a table are looked at."""
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table are."""

    groups: Mapping[str, Mapping[str, int]]
    """The columns of names and addresses, by group and squeezed name."""
    births: frozenset[int]
    titles: Mapping[int, str]

    def line(self, row: Row, *, whole: bool) -> str:
        """Return a row as one line; unless `whole`, only names, addresses and dates of birth."""
        values = {
            group: {name: one_line(row.get(column, "")) for name, column in columns.items()}
            for group, columns in self.groups.items()
        }
        pieces = [f"name: {name}" for name in fields.names(values)]
        pieces += [
            f"{title}: {one_line(row[column])}"
            for column, title in self.titles.items()
            if "name" in title.lower() and row.get(column)
        ]
        pieces += [f"address: {address}" for address in fields.addresses(values)]
        pieces += [
            f"date of birth: {one_line(row[column])}" for column in self.births if row.get(column)
        ]
        if whole:
            pieces += [
                f"{title}: {one_line(row[column])}"
                for column, title in self.titles.items()
                if row.get(column) and "name" not in title.lower()
            ]
        return "; ".join(pieces)


def header_of(row: Row) -> Header | None:
    """Return what a table's first row says about its columns; None where it is no header."""
    titles = {column: one_line(text) for column, text in list(row.items())[:COLUMNS]}
    if not titles or not all(map(_is_title, titles.values())):
        return None
    groups: dict[str, dict[str, int]] = {}
    births = []
    known = set()
    for column, title in titles.items():
        group, name = fields.parted(title)
        if fields.of_address(name) or fields.of_person(name):
            groups.setdefault(group, {}).setdefault(name, column)
            known.add(column)
        elif fields.of_birth(name):
            births.append(column)
            known.add(column)
    if not known:
        return None
    rest = {column: title for column, title in titles.items() if column not in known}
    return Header(groups, frozenset(births), rest)


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_HEADER and "@" not in text and not text[:1].isdigit()


def add_rows(found: Gathering, kind: PartKind, rows: Sequence[Row], first: Row) -> None:
    """Add rows of a sheet as they stand, and in writing order where its first row is a header."""
    _add(found, kind, ("\t".join(map(one_line, row.values())) for row in rows))
    header = header_of(first)
    if header:
        kind = PartKind.STRUCTURED_DATA if kind is PartKind.BODY else kind
        below = (row for row in rows if not row.items() <= first.items())
        _add(found, kind, (header.line(row, whole=False) for row in below))


def _add(found: Gathering, kind: PartKind, lines: Iterable[str]) -> None:
    found.add(kind, "\n".join(filter(None, lines)), "rows")
