from __future__ import annotations

import csv
import time
from collections.abc import Callable
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.csv_text import delimiter_of
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def rows_of(found: Extraction) -> list[tuple[int | None, str]]:
    return [(part.line, part.text) for part in found.parts if part.kind is PartKind.STRUCTURED_DATA]


def test_the_text_stays_and_rows_are_put_in_order(reading: Reader, texts: Texts) -> None:
    body = (
        "postcode,town,address_line_1,premises,surname,first_name,dob,phone\r\n"
        "SE15 4QE,Peckham,St Mary's Road,14,Hughes,Sian,1979-03-05,07700 900123\r\n"
    )
    found = reading(body, name="a.csv")
    assert found.form is Form.TABLE
    assert texts(found, PartKind.BODY) == [body.replace("\r\n", "\n")]
    assert rows_of(found) == [
        (2, ("name: Sian Hughes; address: 14 St Mary's Road, Peckham, SE15 4QE; "
            "date of birth: 1979-03-05; phone: 07700 900123")),
    ]  # fmt: skip


def test_each_row_knows_its_line(reading: Reader) -> None:
    body = 'house_no,street\n1,a\n2,"b\nc"\n\n3,d\n4,"e\n\nf"\n5,g\n'
    assert rows_of(reading(body, "text/csv")) == [
        (2, "address: 1 a\naddress: 2 b c"),
        (5, "\naddress: 3 d\naddress: 4 e f"),
        (10, "address: 5 g"),
    ]


@given(
    st.lists(
        st.text(alphabet=st.sampled_from('ab \n",'), min_size=1, max_size=9).filter(str.strip),
        min_size=1,
        max_size=9,
    )
)
def test_lines_are_those_of_the_file(reading: Reader, streets: list[str]) -> None:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["no", "street"])
    lines = []
    for number, street in enumerate(streets, start=1):
        lines.append((out.getvalue().count("\n") + 1, f"{number} "))
        writer.writerow([number, street])
    read = [
        (line + offset, text.removeprefix("address: "))
        for line, texts in rows_of(reading(out.getvalue(), "text/csv"))
        if line
        for offset, text in enumerate(texts.split("\n"))
        if text
    ]
    assert [line for line, _ in read] == [line for line, _ in lines]
    for (_, start), (_, text) in zip(lines, read, strict=True):
        assert text.startswith(start)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(reading: Reader, delimiter: str) -> None:
    rows = (["street", "no", "note"], ["Mill Lane", "14", "a, b and c"], ["Hill", "3", "d;e|f"])
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    assert delimiter_of(out.getvalue()) == delimiter
    assert "address: 14 Mill Lane" in rows_of(reading(out.getvalue(), name="a.csv"))[0][1]


@pytest.mark.parametrize(
    "body",
    ["14,Mill Lane,Peckham\n3,High Street,Peckham\n", "just words\nand more\n", "a,b\n1,2\n", "x"],
)
def test_without_a_header_there_is_only_the_text(reading: Reader, body: str) -> None:
    found = reading(body, "text/csv")
    assert [(part.kind, part.text, part.line) for part in found.parts] == [(PartKind.BODY, body, 1)]
    assert found.gaps == ()


def test_titles_above_the_header(reading: Reader) -> None:
    body = "Members,,\n,,\nstreet,no,x\nMill Lane,14,y\nHill,3,z\n"
    assert rows_of(reading(body, "text/csv"))[0] == (
        4, "address: 14 Mill Lane; x: y\naddress: 3 Hill; x: z",
    )  # fmt: skip


def test_large_tables_leave_the_other_cells_to_the_raw_text(reading: Reader) -> None:
    body = "street,no,x\n" + "Mill Lane,14,y\n" * 200
    found = reading(body, "text/csv", limits=Limits(text_characters=9_000))
    assert rows_of(found)[0][1].startswith("address: 14 Mill Lane\naddress")
    assert found.gaps == ()


def test_hostile_tables_end(reading: Reader) -> None:
    began = time.process_time()
    reading("a,b\n" + '"' * 1_000_000, "text/csv")
    reading("street,no\n" + "," * 3_000_000, "text/csv")
    reading('street,no\n"' + "x" * 3_000_000, "text/csv")
    assert time.process_time() - began < 5
