from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.matching.matcher import Matcher
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Address, Consent, Document, Fact, Kind, Subject

Maker = Callable[..., Document]
CONSENT = Consent(given_by="self", given_on=date(2026, 11, 1))
SURNAMES = ("Mill", "Church", "Green", "Hughes", "Park", "Young", "King", "Hill")


def person(number: int) -> Subject:
    surname = SURNAMES[number % len(SURNAMES)]
    street = f"{number + 1} {SURNAMES[number // 8 % 8]} Road"
    code = f"ZZ{number // 9 % 90 + 1} {number % 9 + 1}AB"
    facts = (
        Fact(kind=Kind.NAME, label="", value=f"Sam {surname}"),
        Address(label="home", value=street, lines=(street, "Testford"), postcode=code,
                location=(51.0 + number / 100, -1.0)),
        Fact(kind=Kind.PHONE, label="mobile", value=f"+447700900{number:03d}"),
        Fact(kind=Kind.EMAIL, label="mail", value=f"sam.{surname.lower()}{number}@mail.example"),
        Fact(kind=Kind.DATE_OF_BIRTH, label="", value=date(1950 + number % 50, 3, 5).isoformat()),
        Fact(kind=Kind.USERNAME, label="forum", value=f"sam{surname.lower()}{number}x"),
        Fact(kind=Kind.DETAIL, label="school", value=f"{surname} Primary School"),
    )  # fmt: skip
    return Subject(facts=facts, consent=CONSENT)


SLATE = [person(number) for number in range(300)]
MATCHER = Matcher(SLATE)


def forms(number: int) -> list[str]:
    name, home, phone, mail, born, user, school = person(number).facts
    assert isinstance(home, Address)
    tag = mail.value.replace("@", "+news@")
    year = date.fromisoformat(born.value).year
    return [
        name.value, *home.lines, home.postcode, f"{home.lines[0]}, {home.postcode}",
        f"0{phone.value[3:7]} {phone.value[7:]}", mail.value, tag,
        mail.value.replace("@", " [at] "), f"born 5 March {year}", f"5/3/{year}",
        f"{51.0 + number / 100:.5f}, -1.00000", user.value, school.value,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 299), st.integers(0, 13)), max_size=8), st.data())
def test_whoever_is_seen_in_a_slate_is_seen_alone_and_the_other_way_round(
    document: Maker, chosen: list[tuple[int, int]], data: st.DataObject
) -> None:
    gap = data.draw(st.sampled_from([", ", "\n", ". ", " | "]))
    page = document(gap.join(forms(number)[form] for number, form in chosen))
    seen = MATCHER.sightings(page)
    for number in {number for number, _ in chosen}:
        alone = OwnMatcher(SLATE[number]).sightings(page)
        names_only = all(one.kind is Kind.NAME for one in alone)
        assert seen.get(number, ()) == (() if names_only and number not in seen else alone)


def test_subjects_at_one_address_are_all_told(document: Maker) -> None:
    home = replace(SLATE[0].addresses()[0], lines=("1 Mill Road", "Testford"), postcode="ZZ1 1AB")
    family = [Subject(facts=(home,), consent=CONSENT) for _ in range(3)]
    assert list(Matcher(family).sightings(document("1 Mill Road, ZZ1 1AB"))) == [0, 1, 2]


def test_nobody_is_seen_where_nobody_stands(document: Maker) -> None:
    assert MATCHER.sightings(document("Mill Road is closed on 5 March 1979.", "")) == {}
    assert Matcher(()).sightings(document("1 Mill Road, ZZ1 1AB")) == {}


def test_a_value_over_two_parts_is_none(document: Maker) -> None:
    assert MATCHER.sightings(document("call 07700 90", "0001 now")) == {}


@pytest.mark.parametrize(
    "unit",
    ["1 Mill Road ", "Mill Road 1 ", "07700 900 001 ", "0770090", "sam.mill0@",
     "at mail dot example ",
     "5 March 1950 born ", "51.00 -1.000 ", "Sam Mill ", "ZZ1 1AB ", "+a@b.c", "a", "1", "1950"],
)  # fmt: skip
def test_hostile_repeats_stay_linear(document: Maker, unit: str) -> None:
    def spent(size: int) -> float:
        page = document(unit * (size // len(unit)))
        began = time.process_time()
        MATCHER.sightings(page)
        return time.process_time() - began

    small, large = min(spent(10_000) for _ in range(3)), spent(100_000)
    # Ten times the text may take about ten times as long, never a hundred times.
    assert large < 40 * max(small, 0.01)
