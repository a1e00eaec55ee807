from __future__ import annotations

from collections.abc import Callable

import pytest

from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def letter(body: str, styles: str = "") -> bytes:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    return samples.odf("text", f"<office:automatic-styles>{styles}</office:automatic-styles>{text}")


def sheet(rows: str, more: str = "", styles: str = "") -> bytes:
    table = f'<table:table table:name="People" {more}>{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    return samples.odf(
        "spreadsheet", f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
    )


def cells(*texts: str, more: str = "") -> str:
    each = (f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
    return f"<table:table-row {more}>{''.join(each)}</table:table-row>"


def test_paragraphs_spaces_and_notes(reading: Reader, texts: Texts) -> None:
    body = (
        "<text:h>Notice</text:h><text:p>14<text:s/>St <text:span>Mary's</text:span>"
        "<text:line-break/>Peckham<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>below</text:p></text:note-body></text:note></text:p>"
        "<text:p>x<office:annotation><dc:creator>Al</dc:creator><text:p>a remark</text:p>"
        '</office:annotation></text:p><text:p><text:a xlink:href="mailto:a%40b.example">w</text:a>'
        "<draw:frame><svg:title>Our house</svg:title></draw:frame></text:p>"
    )
    found = reading(letter(body))
    assert texts(found, PartKind.BODY) == ["Notice\nbelow\n14 St Mary's\nPeckham\nx\nw"]
    assert texts(found, PartKind.COMMENT) == ["a remark"]
    assert texts(found, PartKind.LINK) == ["a@b.example"]
    assert texts(found, PartKind.ATTRIBUTE) == ["Our house"]
    assert texts(found, PartKind.METADATA) == ["Al", "Letter\nSian Hughes"]
    assert (found.form, found.title, found.gaps) == (Form.OFFICE, "Letter", ())


def test_tracked_changes(reading: Reader, texts: Texts) -> None:
    body = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion>'
        "<text:p>Mill Lane</text:p></text:deletion></text:changed-region>"
        '<text:changed-region text:id="b"><text:insertion/></text:changed-region>'
        '</text:tracked-changes><text:p>14 <text:change text:change-id="a"/>'
        '<text:change-start text:change-id="b"/>High Street<text:change-end text:change-id="b"/>'
        "</text:p>"
    )
    found = reading(letter(body))
    assert texts(found, PartKind.BODY) == ["14 High Street"]
    assert texts(found, PartKind.HIDDEN) == ["Mill Lane\n14 Mill Lane"]


def test_hidden_text(reading: Reader, texts: Texts) -> None:
    styles = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    )
    body = (
        '<text:p>14 <text:span text:style-name="H">Mill Lane</text:span></text:p>'
        '<text:section text:display="none"><text:p>unseen</text:p></text:section>'
        "<presentation:notes><text:p>said aloud</text:p></presentation:notes><text:p>end</text:p>"
    )
    found = reading(letter(body, styles))
    assert texts(found, PartKind.BODY) == ["14\nend"]
    assert texts(found, PartKind.HIDDEN) == ["14 Mill Lane\nunseen\nsaid aloud"]


def test_headers_stand_in_the_styles(reading: Reader, texts: Texts) -> None:
    styles = (
        '<x xmlns:style="urn:y" xmlns:text="urn:t"><style:header><text:p>14 Mill Lane</text:p>'
        "</style:header></x>"
    )
    content = "<office:body><office:text/></office:body>"
    assert texts(reading(samples.odf("text", content, styles=styles)), PartKind.BODY) == [
        "14 Mill Lane"
    ]


def test_rows_of_a_sheet(reading: Reader, texts: Texts) -> None:
    day = (
        '<table:table-row><table:table-cell/><table:table-cell office:date-value="1979-03-05">'
        "<text:p>5.3.79</text:p></table:table-cell></table:table-row>"
    )
    rows = cells("street", "house no") + cells("Mill Lane", "14") + day
    found = reading(sheet(rows))
    assert texts(found, PartKind.BODY) == [
        "People", "street house no\nMill Lane 14\n1979-03-05",
    ]  # fmt: skip
    assert texts(found, PartKind.STRUCTURED_DATA) == ["address: 14 Mill Lane"]


@pytest.mark.parametrize(
    "body",
    [
        sheet(cells("a") + cells("secret", more='table:visibility="collapse"')),
        sheet('<table:table-column table:visibility="collapse"/>' + cells("secret", "b")),
        sheet(cells("secret"), 'table:style-name="H"',
              '<style:style style:name="H"><style:table-properties table:display="false"/>'
              "</style:style>"),
    ],
    ids=["row", "column", "sheet"],
)  # fmt: skip
def test_hidden_rows_columns_and_sheets(reading: Reader, texts: Texts, body: bytes) -> None:
    found = reading(body)
    assert "secret" not in "\n".join(texts(found, PartKind.BODY))
    assert "secret" in "\n".join(texts(found, PartKind.HIDDEN))


def test_repeats_are_not_written_out(reading: Reader) -> None:
    wide = '<table:table-cell table:number-columns-repeated="999999999"><text:p>x</text:p>'
    found = reading(sheet(f"<table:table-row>{wide}</table:table-cell></table:table-row>"))
    assert sum(len(part.text) for part in found.parts) < 100


def test_embedded_objects_and_pictures_are_read(reading: Reader, texts: Texts) -> None:
    inner = '<x xmlns:text="urn:t"><text:p>in a chart</text:p></x>'
    files: dict[str, bytes | str] = {
        "Object 1__content": inner,
        "Pictures__a.jpg": samples.photo(),
    }
    found = reading(
        samples.odf(
            "text", "<office:body/>",
            **files,
        )
    )  # fmt: skip
    assert texts(found, PartKind.BODY) == ["in a chart"]
    assert texts(found, PartKind.GPS) == ["51.471150,-0.061200"]


def test_a_locked_document_says_so(reading: Reader) -> None:
    manifest = {"META-INF__manifest": "<x><encryption-data/></x>"}
    assert reading(samples.odf("text", "x", **manifest)).gaps == (Reason.ENCRYPTED,)


def test_a_deletion_that_many_places_name_is_written_once(reading: Reader) -> None:
    places = '<text:change text:change-id="a"/>' * 9_000
    body = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:p>'
        f"{'x' * 9_000}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        f"<text:p>{places}</text:p>"
    )
    assert sum(len(part.text) for part in reading(letter(body)).parts) < 20_000
