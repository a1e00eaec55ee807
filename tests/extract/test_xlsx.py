from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.xlsx_cells import Cells
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]

STRINGS = (
    "".join(f"<si><t>{text}</t></si>" for text in ("address_line_1", "premises", "DOB", "phone"))
    + "<si><r><t>St Mary's</t></r><r><t> Road</t></r><rPh><t>not this</t></rPh></si>"
)
HEAD = '<row r="1">' + "".join(f'<c t="s"><v>{at}</v></c>' for at in range(4)) + "</row>"


def row(number: int, *cells: str, hidden: bool = False) -> str:
    mark = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{mark}>{"".join(cells)}</row>'


def cell(place: str, value: str, more: str = "") -> str:
    return f'<c r="{place}" {more}><v>{value}</v></c>'


ROW = row(
    2, cell("A2", "4", 't="s"'), cell("B2", "14"), cell("C2", "28919", 's="1"'),
    cell("D2", "7700900123"),
)  # fmt: skip


def test_rows_are_lines_and_addresses_stand_in_writing_order(reading: Reader, texts: Texts) -> None:
    found = reading(samples.xlsx(f"<sheetData>{HEAD}{ROW}</sheetData>", STRINGS))
    assert texts(found, PartKind.BODY) == [
        "People",
        "address_line_1 premises DOB phone\nSt Mary's Road 14 1979-03-05 7700900123",
    ]
    assert texts(found, PartKind.STRUCTURED_DATA) == [
        "address: 14 St Mary's Road; date of birth: 1979-03-05"
    ]
    assert texts(found, PartKind.HIDDEN) == ['Home\n"07700 900123"']
    assert found.gaps == ()


def test_hidden_rows_columns_and_sheets(reading: Reader, texts: Texts) -> None:
    unseen = row(3, '<c r="B3" t="inlineStr"><is><t>secret</t></is></c>', hidden=True)
    columns = '<cols><col min="4" max="9" hidden="1"/></cols>'
    body = f"{columns}<sheetData>{HEAD}{ROW}{unseen}</sheetData>"
    found = reading(samples.xlsx(body, STRINGS))
    assert "7700900123" not in "".join(texts(found, PartKind.BODY))
    hidden = "\n".join(texts(found, PartKind.HIDDEN))
    assert "7700900123" in hidden
    assert "secret" in hidden
    sheet = reading(samples.xlsx(body, STRINGS, sheet='state="veryHidden"'))
    assert texts(sheet, PartKind.BODY) == []
    assert "St Mary's Road" in "\n".join(texts(sheet, PartKind.HIDDEN))


def test_a_sheet_that_no_list_names_is_hidden(reading: Reader, texts: Texts) -> None:
    sheet = f"<worksheet>{row(1, cell('A1', '07700900123', 't=' + chr(34) + 'str' + chr(34)))}"
    found = reading(samples.xlsx("", xl__worksheets__sheet9=f"{sheet}</worksheet>"))
    assert "07700900123" in texts(found, PartKind.HIDDEN)


def test_formulas_comments_and_people(reading: Reader, texts: Texts) -> None:
    formula = '<c r="A1"><f>HYPERLINK("mailto:a@b.example","x")</f><v>1</v></c>'
    found = reading(
        samples.xlsx(
            row(1, formula),
            xl__comments1="<comments><authors><author>Sian H</author></authors><comment><text>"
            "<r><t>14 St </t></r><r><t>Mary's Road</t></r></text></comment></comments>",
            xl__threadedComments__t1=(
                "<x><threadedComment><text>ring me</text></threadedComment></x>"
            ),
            xl__persons__person='<x><person displayName="Sian" userId="sian@example.org"/></x>',
            xl__pivotCache__pivotCacheDefinition1='<x><s v="14 Mill Lane"/></x>',
        )
    )
    assert texts(found, PartKind.LINK) == ["a@b.example"]
    assert texts(found, PartKind.COMMENT) == ["Sian H\n14 St Mary's Road", "ring me"]
    assert texts(found, PartKind.METADATA) == ["Sian\nsian@example.org"]
    assert "14 Mill Lane" in texts(found, PartKind.HIDDEN)


@pytest.mark.parametrize(
    ("kind", "style", "value", "shown"),
    [
        ("", "0", "28919", "28919"),
        ("", "1", "28919", "1979-03-05"),
        ("", "1", "28919.75", "1979-03-05"),
        ("n", "1", "1", "1900-01-01"),
        ("", "1", "61", "1900-03-01"),
        ("", "1", "1e300", "1e300"),
        ("", "1", "x", "x"),
        ("s", "1", "0", "street"),
        ("s", "0", "7", ""),
        ("s", "0", "-1", ""),
        ("s", "0", "\u0661", ""),
        ("b", "0", "1", ""),
        ("str", "1", "28919", "28919"),
    ],
)
def test_what_a_cell_shows(kind: str, style: str, value: str, shown: str) -> None:
    assert Cells(["street"], frozenset({"1"})).shown(kind, style, value) == shown


def test_days_since_1904() -> None:
    assert Cells([], frozenset({"1"}), from_1904=True).shown("", "1", "27457") == "1979-03-05"


def test_one_long_text_in_very_many_cells_stops_early(reading: Reader) -> None:
    cells = "".join(cell("A1", "0", 't="s"') for _ in range(2_000))
    body = samples.xlsx(f"<row>{cells}</row>", f"<si><t>{'x' * 5_000}</t></si>")
    found = reading(body, limits=Limits(text_characters=20_000))
    assert Reason.TOO_LARGE in found.gaps or sum(len(part.text) for part in found.parts) <= 20_000
