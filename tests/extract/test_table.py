from __future__ import annotations

import pytest

from exposure_audit.extract.table import COLUMNS, header_of


def row(*cells: str) -> dict[int, str]:
    return dict(enumerate(cells))


def test_a_row_in_writing_order() -> None:
    header = header_of(row("Phone", "POSTCODE", "Address 1", "House no.", "Surname", "Forename"))
    assert header is not None
    cells = row("07700 900123", "SE15 4QE", "St Mary's\nRoad", "14", "Hughes", "Sian")
    assert header.line(cells, whole=False) == (
        "name: Sian Hughes; address: 14 St Mary's Road, SE15 4QE"
    )
    assert header.line(cells, whole=True).endswith("; Phone: 07700 900123")


def test_what_is_part_of_no_address_and_no_name_stands_by_itself() -> None:
    header = header_of(row("name", "street", "DOB"))
    assert header is not None
    assert header.line(row("Sian", "Mill Lane", "5/3/1979"), whole=False) == (
        "name: Sian; date of birth: 5/3/1979"
    )
    assert header.line(row("Sian", "", ""), whole=True) == "name: Sian"
    assert header.line({}, whole=True) == ""


@pytest.mark.parametrize(
    "cells", [(), ("a", "b"), ("14", "street"), ("street", "x@y.example"), ("street", "x" * 99)]
)
def test_no_header(cells: tuple[str, ...]) -> None:
    assert header_of(row(*cells)) is None


def test_very_many_columns() -> None:
    header = header_of(row(*("street" for _ in range(COLUMNS * 2))))
    assert header is not None
    assert len(header.titles) <= COLUMNS
