"""How Companies House writes an address: in pieces, of which any may be missing."""

from __future__ import annotations

import pytest

from exposure_audit.checks.companies_house_shapes import Page, PostalAddress
from tests.checks.company_answers import by_name, channel
from tests.checks.fakes import answer
from tests.checks.register_subject import seen


async def test_found_behind_a_flat_a_box_and_a_carer() -> None:
    address = {
        "care_of": "S Hughes",
        "po_box": "77",
        "premises": "14",
        "address_line_1": "ST MARY'S ROAD",
        "postal_code": "se15 4qe",
        "unheard_of": None,
    }
    entry = {"name": "EXAMPLE-HUGHES, Siân", "address": address, "resigned_on": "2011-02-01"}
    net = channel(first=answer({"items": [entry], "total_results": 1}))
    documents, gaps = await by_name(net)
    assert gaps == []
    assert seen(documents[0]) == {"address:home"}


@pytest.mark.parametrize(
    ("members", "written"),
    [
        ({}, ""),
        ({"premises": "14"}, "14"),
        (
            {"address_line_1": " 14 St Mary's Road ", "postal_code": "SE15 4QE"},
            "14 St Mary's Road, SE15 4QE",
        ),
        ({"postal_code": None, "locality": ""}, ""),
        ({"po_box": "9", "region": "Kent"}, "PO Box 9, Kent"),
    ],
)
def test_an_address_is_written_from_what_is_there(
    members: dict[str, str | None], written: str
) -> None:
    assert PostalAddress.model_validate(members).written() == written


@pytest.mark.parametrize(
    ("members", "start", "ends"),
    [
        ({"total_results": 3}, 3, True),
        ({"total_results": 3}, 2, False),
        ({"total_count": 3}, 3, True),
        ({"total_count": 3}, 2, False),
        ({}, 3, True),
    ],
)
def test_a_list_ends_by_either_name_of_its_total(
    members: dict[str, int], start: int, *, ends: bool
) -> None:
    assert Page.model_validate({"items": [], **members}).ends(start) is ends
