from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import birth
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Confidence, Fact, Kind


def born_on(day: date) -> Fact:
    return Fact(kind=Kind.DATE_OF_BIRTH, label="", value=day.isoformat())


ONE = birth.recogniser(born_on(date(1979, 3, 5)))


def test_normal_form() -> None:
    assert birth.normal(date(1979, 3, 5)) == birth.normal(" 1979-03-05 ") == "1979-03-05"
    with pytest.raises(ValueError, match="not a date"):
        birth.normal("5/3/79")
    with pytest.raises(ValueError, match="1900"):
        birth.normal("1800-01-01")


@pytest.mark.parametrize(
    "text",
    [
        "DOB: 05/03/1979",
        "d.o.b. 5.3.79",
        "born 5 March 1979",
        "Born on the 5th of March, 1979",
        "born March 5, 1979",
        "Date of birth 1979-03-05",
        "birthDate: 1979-03-05T00:00",
        "5 Mar 1979 (date of birth)",
        "BDAY:19790305",
        "born 1979 03 05",
        "born 1979+03+05",
        "born Monday 5-Mar-1979",
    ],
)
def test_beside_a_word_of_birth(text: str) -> None:
    found = list(ONE.find(fold(text)))
    assert [(match.confidence, match.needs_name) for match in found] == [(Confidence.MEDIUM, False)]


@pytest.mark.parametrize(
    "text", ["born March 1979", "born 1979-03", "Date of birth: 03/1979", "MARCH 1979 (DOB)"]
)
def test_the_month_beside_a_word_of_birth(text: str) -> None:
    found = list(ONE.find(fold(text)))
    assert [(match.confidence, match.needs_name) for match in found] == [(Confidence.LOW, False)]


@pytest.mark.parametrize("text", ["Meeting of 5 March 1979", "05/03/1979", "1979-03-05"])
def test_a_date_alone_needs_the_name(text: str) -> None:
    assert [match.needs_name for match in ONE.find(fold(text))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "born 03/05/1979",
        "born 15 March 1979",
        "born 5 May 1979",
        "born 5 March 19790",
        "born 1905/03/1979",
        "19790305",
        "born 5 March 1978",
    ],
)
def test_other_dates(text: str) -> None:
    assert not list(ONE.find(fold(text)))


@given(
    st.dates(min_value=date(1930, 1, 1), max_value=date(2008, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d %b %Y", "%B %d, %Y"]),
)
def test_every_date_round_trips(day: date, form: str) -> None:
    text = f"born {day.strftime(form)}"
    assert list(birth.recogniser(born_on(day)).find(fold(text)))
