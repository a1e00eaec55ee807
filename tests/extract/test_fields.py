from __future__ import annotations

import pytest

from exposure_audit.extract.fields import (
    address_text,
    addresses,
    birth_text,
    grouped,
    name_text,
    names,
    parted,
)


@pytest.mark.parametrize(
    ("key", "group", "name"),
    [
        ("address_line_1", "", "addressline1"),
        ("addressLine1", "", "addressline1"),
        ("Address 1", "", "address1"),
        ("addr:housenumber", "", "housenumber"),
        ("POST CODE", "", "postcode"),
        ("Organisation_address_line_1", "organisation", "addressline1"),
        ("homePostcode", "home", "postcode"),
        ("applicant first name", "applicant", "firstname"),
        ("capacity", "", "capacity"),
        ("", "", ""),
    ],
)
def test_what_a_field_is(key: str, group: str, name: str) -> None:
    assert parted(key) == (group, name)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"locality": "Peckham", "country": "England"}, ""),
        ({"street": "Mill Lane"}, ""),
        ({"number": "5", "state": "open"}, ""),
        ({"housenumber": "14a", "street": "Mill Lane"}, "14a Mill Lane"),
        ({"postcode": "X", "flat": "2", "houseno": "14", "street": "Mill Lane"},
         "Flat 2, 14 Mill Lane, X"),
        ({"premises": "Flat 2", "addressline1": "14 Mill Lane"}, "Flat 2, 14 Mill Lane"),
        ({"premises": "Flat 2, 14", "addressline1": "Mill Lane"}, "Flat 2, 14 Mill Lane"),
        ({"premises": "14-16", "street": "Mill Lane"}, "14-16 Mill Lane"),
        ({"housename": "Rose Cottage", "street": "Mill Lane"}, "Rose Cottage, Mill Lane"),
        ({"address": "14 Mill Lane", "postcode": "X"}, "14 Mill Lane, X"),
        ({"saon": "Flat 2", "paon": "14", "street": "Mill Lane"}, "Flat 2, 14 Mill Lane"),
    ],
)  # fmt: skip
def test_addresses_are_written_in_order(values: dict[str, str], text: str) -> None:
    assert address_text(values) == text


def test_each_group_has_an_address_and_a_name() -> None:
    groups = grouped(
        [
            ("home_street", "Mill Lane"), ("work_street", "High Street"), ("home_no", "14"),
            ("work_no", "3"), ("agent_last_name", "Bo"), ("agent_first_name", "Al"),
        ]
    )  # fmt: skip
    assert addresses(groups) == ["14 Mill Lane", "3 High Street"]
    assert list(names(groups)) == ["Al Bo"]


def test_fields_of_several_groups_may_be_one_address() -> None:
    groups = grouped([("home_address", "14 Mill Lane"), ("postcode", "SE15 4QE")])
    assert addresses(groups) == ["14 Mill Lane, SE15 4QE"]


def test_names_need_both_halves() -> None:
    assert name_text({"surname": "Hughes", "forename": "Sian", "middle": "E"}) == "Sian E Hughes"
    assert name_text({"surname": "Hughes"}) == ""


def test_dates_of_birth_in_three_fields() -> None:
    whole = {"birthday": "5", "birthmonth": "March", "birthyear": "1979"}
    assert birth_text(whole) == "date of birth: 5 March 1979"
    assert birth_text({"birthmonth": "3", "birthyear": "1979"}) == "date of birth: 3/1979"
    assert birth_text({"birthday": "3", "birthyear": "1979"}) == ""
