from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.places import gps_text
from exposure_audit.model import PartKind, Reason

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]


def test_values_stand_with_their_keys(reading: Reader, texts: Texts) -> None:
    body = {"dateOfBirth": "1979-03-05", "tags": ["a", 1], "none": None, "flag": True}
    found = reading(json.dumps(body), "application/json")
    assert texts(found, PartKind.STRUCTURED_DATA) == ["date Of Birth: 1979-03-05\ntags: a\ntags: 1"]
    assert found.gaps == ()


def test_addresses_in_writing_order(reading: Reader) -> None:
    record = {
        "address": {
            "postal_code": "SE15 4QE",
            "locality": "Peckham",
            "premises": "14",
            "address_line_1": "St Mary's Road",
            "country": "England",
        },
        "lat": "51.5",
        "lng": -0.1,
    }
    found = reading(json.dumps(record), name="record.json")
    assert [part.text for part in found.parts if part.address] == [
        "14 St Mary's Road, Peckham, SE15 4QE, England"
    ]
    assert [part.text for part in found.parts if part.kind is PartKind.GPS] == [
        "51.500000,-0.100000"
    ]


def test_json_lines_know_their_line(reading: Reader) -> None:
    found = reading('{"a": "x"}\n\n{"b": "y"}\nnot json\n', name="x.jsonl")
    assert [(part.text, part.line) for part in found.parts] == [
        ("a: x", 1),
        ("b: y", 3),
        ("not json", 4),
    ]
    assert found.gaps == (Reason.MALFORMED,)


@pytest.mark.parametrize("body", ["{broken 14 Mill Lane", "[" * 200_000])
def test_what_is_not_json_is_text_and_a_gap(reading: Reader, body: str) -> None:
    found = reading(body, "application/json")
    assert Reason.MALFORMED in found.gaps
    assert found.parts


def test_depth_is_bounded(reading: Reader) -> None:
    found = reading("[" * 500 + '"14 Mill Lane"' + "]" * 500, "application/json")
    assert Reason.TOO_LARGE in found.gaps


def test_nothing_in_it_is_a_gap(reading: Reader) -> None:
    assert reading("{}", "application/json").gaps == (Reason.NO_TEXT,)


@pytest.mark.parametrize(
    ("data", "address"),
    [
        ({"lines": ["14 St Mary's Road", "Peckham"]}, "14 St Mary's Road, Peckham"),
        ({"address": ["14 Mill Lane", "Peckham"]}, "14 Mill Lane, Peckham"),
        ({"lines": ["14 Mill Lane"], "postcode": "SE15 4QE"}, "14 Mill Lane, SE15 4QE"),
        ({"street": {"number": 14, "name": "Mill Lane"}, "city": "London"}, "14 Mill Lane, London"),
        ({"person": {"houseNumber": 14, "street": "Mill Lane"}}, "14 Mill Lane"),
        ([{"home_street": "Mill Lane", "home_number": "14"}], "14 Mill Lane"),
    ],
)
def test_addresses_however_they_are_nested(reading: Reader, data: object, address: str) -> None:
    found = reading(json.dumps(data), "application/json")
    assert [part.text for part in found.parts if part.address] == [address]


def test_names_and_dates_of_birth_in_several_members(reading: Reader) -> None:
    data = {"firstName": "Sian", "lastName": "Hughes",
            "date_of_birth": {"month": 3, "year": 1979, "day": 5}}  # fmt: skip
    said = {part.note: part.text for part in reading(json.dumps(data), name="a.json").parts}
    assert said["name"] == "Sian Hughes"
    assert said["date of birth"] == "date of birth: 5 3 1979; name: Sian Hughes"


def test_texts_in_another_coat(reading: Reader, texts: Texts) -> None:
    data = {
        "html": "<p>14 <b>Mill</b> Lane</p><a href='mailto:sian%40example.org'>w</a>",
        "json": '{"street": "High Street", "number": 3}',
        "07700 900123": {"x": 1},
    }
    found = reading(json.dumps(data), "application/json")
    (lines,) = [part.text for part in found.parts if not part.note]
    assert "html: 14 Mill Lane" in lines
    assert "07700 900123" in lines
    assert texts(found, PartKind.LINK) == ["sian@example.org"]
    assert [part.text for part in found.parts if part.address] == ["3 High Street"]


@pytest.mark.parametrize(
    "body", ['{"a": "x",} // end', 'load({"a": "x"});', '{"a": "x"}\n{"b": "y"}\n']
)
def test_what_is_nearly_json_is_read(reading: Reader, texts: Texts, body: str) -> None:
    found = reading(body, name="a.json")
    assert texts(found, PartKind.STRUCTURED_DATA)[0] == "a: x"
    assert found.gaps == ()


@pytest.mark.parametrize("pair", [("x", "1"), ("91", "1"), ("nan", "1"), ("0", "0"), ("", "")])
def test_no_place_on_earth(pair: tuple[str, str]) -> None:
    assert gps_text(*pair) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_is_read_and_no_text_is_lost(reading: Reader, data: object) -> None:
    found = reading(json.dumps({"k": data, "v": "14 Mill Lane"}), "application/json")
    assert any("14 Mill Lane" in part.text for part in found.parts)
