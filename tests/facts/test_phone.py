from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import phone
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Fact, Kind

MOBILE = phone.recogniser(Fact(kind=Kind.PHONE, label="mobile", value="+447700900123"))


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("01632 960001", "+441632960001"),
        ("020 7946 0018", "+442079460018"),
        ("+1 212 555 0123", "+12125550123"),
    ],
)
def test_normal_form(given: str, normal: str) -> None:
    assert phone.normal(given) == normal


@pytest.mark.parametrize("given", ["", "call me", "123", "07700 900123 456789 0"])
def test_what_is_no_number(given: str) -> None:
    with pytest.raises(ValueError, match="telephone number") as caught:
        phone.normal(given)
    assert not given or given not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "07700900123",
        "07700 900123",
        "07700 900 123",
        "(07700) 900123",
        "07700-900-123",
        "07700.900.123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "+44(0) 7700 900 123",
        "(+44) 7700 900123",
        "0044 7700 900123",
        "00447700900123",
        "447700900123",
        "07700\n900123",
        "Mob:07700 900123.",
        "01632 960001/07700 900123",
        "tel 07700 900123 020 7946 0001",
        "07700 900123Email",
        "Tel07700900123Email",
        "phone07700 900123fax",
        "7700900123",
    ],
)
def test_written_forms(text: str) -> None:
    assert list(MOBILE.find(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        "07700 900124",
        "107700900123",
        "077009001234",
        "12.7700900123",
        "17700900123",
        "7700 90012",
        "a3f07700900123be77",
        "c07700900123d",
    ],
)
def test_near_misses(text: str) -> None:
    assert not list(MOBILE.find(fold(text)))


@given(
    st.integers(min_value=0, max_value=999),
    st.sampled_from(["+44", "+44 ", "0044 ", "+44 (0) ", "0", "(0", "44 "]),
    st.sampled_from(["", " ", "-", ".", "  "]),
    st.integers(min_value=2, max_value=8),
)
def test_any_drama_number_round_trips(last: int, prefix: str, gap: str, cut: int) -> None:
    digits = f"7700900{last:03d}"
    one = phone.recogniser(Fact(kind=Kind.PHONE, label="x", value=phone.normal(f"0{digits}")))
    close = ")" if prefix == "(0" else ""
    written = f"{prefix}{digits[:cut]}{close}{gap}{digits[cut:]}"
    found = list(one.find(f"call {written} now"))
    assert [(match.start, match.end) for match in found] == [(5, 5 + len(written))]


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("+447700900123", ("07700 900123", "07700900123", "+44 7700 900123")),
        ("+442079460018", ("020 7946 0018", "02079460018", "+44 20 7946 0018")),
        ("+12025550123", ("(202) 555-0123", "2025550123", "+1 202-555-0123")),
    ],
)
def test_a_number_is_written_in_three_ways(number: str, forms: tuple[str, ...]) -> None:
    assert phone.written(number) == forms
    assert all(phone.normal(form, "US" if "555" in form else "GB") == number for form in forms)
