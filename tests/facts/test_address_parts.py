from __future__ import annotations

import pytest

from exposure_audit.facts.address_parts import AddressParts, take_apart


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (
            ["Flat 2", "14 St Mary's Road", "Peckham", "London"],
            AddressParts(
                flat="2", number="14", street="st mary's road", places=("peckham", "london")
            ),
        ),
        (["Flat 2, 14A Mill Lane"], AddressParts(flat="2", number="14a", street="mill lane")),
        (["2/14 Mill Lane"], AddressParts(flat="2", number="14", street="mill lane")),
        (["Flat B 7", "Mill Lane"], AddressParts(flat="b", number="7", street="mill lane")),
        (["14-16 Mill Lane"], AddressParts(number="14-16", street="mill lane")),
        (
            ["Rose Cottage", "Mill Lane", "Ambridge"],
            AddressParts(house="rose cottage", street="mill lane", places=("ambridge",)),
        ),
        (
            ["Rose Cottage", "Ambridge"],
            AddressParts(house="rose cottage", places=("ambridge",)),
        ),
        (["Flat Top House", "1 Mill Lane"],
         AddressParts(house="flat top house", number="1", street="mill lane")),
        ([", ,"], AddressParts()),
    ],
)  # fmt: skip
def test_taking_apart(lines: list[str], parts: AddressParts) -> None:
    assert take_apart(lines) == parts
