from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.checks.jcard import Entity, entity_parts

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


def shown(*properties: Any) -> list[str]:
    card = ["vcard", [["version", {}, "text", "4.0"], *properties]]
    entity = Entity.model_validate({"roles": ["registrant"], "vcardArray": card})
    return [part.text for part in entity_parts([entity])]


@pytest.mark.parametrize(
    ("prop", "texts"),
    [
        (["fn", {}, "text", "S Hughes"], ["S Hughes"]),
        (["tel", {}, "uri", "tel:+44.7700900123"], ["+44.7700900123"]),
        (["email", {}, "text", "a@home.example"], ["a@home.example"]),
        (["contact-uri", {}, "uri", "mailto:a@home.example"], ["a@home.example"]),
        (["org", {}, "text", ["Example", "Team"]], ["Example, Team"]),
        (["kind", {}, "text", "individual"], []),
        (["fn", {}, "text", "Data Redacted"], [""]),
        (["fn", {}, "text", "redacted for privacy"], [""]),
        (["adr", {}, "text", ["", "", "14 A Road\nTown", "", "", "ZZ99 1AA", "UK"]],
         ["14 A Road, Town, ZZ99 1AA, UK"]),
        (["adr", {"label": "14 A Road,\r\nTown"}, "text", ["", "", "", "", "", "", ""]],
         ["", "14 A Road, Town"]),
        (["adr", {"cc": "GB"}, "text", "14 A Road"], ["14 A Road, GB"]),
        (["fn", {}, "text", None], [""]),
    ],
)  # fmt: skip
def test_each_property_is_written_on_one_line(prop: Any, texts: list[str]) -> None:
    assert shown(prop) == texts


@pytest.mark.parametrize("prop", ["text", [], ["fn"], ["fn", {}, "text"], [1, {}, "text", "x"]])
def test_what_is_no_property_is_refused(prop: Any) -> None:
    with pytest.raises(ValueError, match="property"):
        shown(prop)


@given(JSON)
def test_any_card_is_read_or_refused(card: Any) -> None:
    for value in (card, ["vcard", card], ["vcard", [card]], ["vcard", [["adr", {}, "text", card]]]):
        if isinstance(value, list):
            try:
                parts = list(entity_parts([Entity(vcardArray=value)]))
            except ValueError:
                continue
            assert all(isinstance(part.text, str) for part in parts)
