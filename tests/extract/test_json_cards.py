from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.extract.interface import Extraction
from exposure_audit.extract.json_cards import card_parts, is_card

Reader = Callable[..., Extraction]

CARD = ["vcard", [
    ["version", {}, "text", "4.0"],
    ["fn", {}, "text", "Sian Hughes"],
    ["adr", {"label": "14 Mill Lane\nPeckham"}, "text", ["", "", ["14 Mill Lane"], "London"]],
    ["tel", {"type": "cell"}, "uri", "tel:+447700900123"],
    ["geo", {}, "uri", "geo:51.47115,-0.0612"],
    ["email", {}, "text", "a@b.example", "c@d.example"],
    ["photo"], "x", [1, 2, 3, 4],
]]  # fmt: skip


def test_a_card_in_data(reading: Reader) -> None:
    found = reading(json.dumps({"entities": [{"vcardArray": CARD}]}), "application/rdap+json")
    said = [(part.note, part.text) for part in found.parts if part.note]
    for each in (
        ("LABEL", "14 Mill Lane, Peckham"),
        ("ADR", "14 Mill Lane, London"),
        ("TEL", "+447700900123"),
        ("EMAIL", "a@b.example"),
        ("EMAIL", "c@d.example"),
        ("GEO", "51.471150,-0.061200"),
    ):
        assert each in said
    assert any(part.address for part in found.parts)


@pytest.mark.parametrize("value", [[], ["vcard"], ["vcard", {}], [1, []], ["x", []], ["vcard"] * 9])
def test_no_card(value: list[object]) -> None:
    assert not is_card(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9), st.lists, max_leaves=4
)


@given(st.lists(st.lists(JSON, max_size=6), max_size=6))
def test_any_card_is_read(properties: list[object]) -> None:
    list(card_parts(["vcard", properties], None))
