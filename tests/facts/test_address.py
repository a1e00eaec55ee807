from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import address
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Address, Confidence

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def home(*lines: str, postcode: str = "SE15 4QE") -> Address:
    return Address(label="home", value=", ".join(lines), lines=lines, postcode=postcode)


HOUSE = home("14 St Mary's Road", "Peckham", "London")
FLAT = home("Flat 2", "14 St Mary's Road", "Peckham", "London")
COTTAGE = home("Rose Cottage", "Mill Lane", "Ambridge", postcode="ZZ1 2AB")
ABROAD = home("Hauptstrasse 14", "10115 Musterstadt", postcode="")


def levels(declared: Address, text: str) -> list[Confidence]:
    found = address.recogniser(declared).find(fold(text))
    return [match.confidence for match in found if not match.needs_name]


@pytest.mark.parametrize(
    ("declared", "text", "level"),
    [
        (HOUSE, "14 St Mary's Road, Peckham, London SE15 4QE", HIGH),
        (HOUSE, "14 St Mary\u2019s Rd, se154qe", HIGH),
        (HOUSE, "14\nSaint Marys Road\nPeckham\nSE15\n4QE", HIGH),
        (HOUSE, '"14","St Mary\'s Road","","London","SE15 4QE"', HIGH),
        (HOUSE, "SE15 4QE: 14 St Mary's Road", HIGH),
        (HOUSE, "No.14 St. Mary's Road (London)", MEDIUM),
        (HOUSE, "14 St Mary's Road in Peckham", MEDIUM),
        (HOUSE, "Flat 3, 14 St Mary's Road, SE15 4QE", MEDIUM),
        (FLAT, "Flat 2, 14 St Mary's Road, London SE15 4QE", HIGH),
        (FLAT, "Apt. 2 14 St Mary's Road SE15 4QE", HIGH),
        (FLAT, "2/14 St Mary's Road, SE15 4QE", HIGH),
        (FLAT, "14 St Mary's Road, Flat 2, London SE15 4QE", HIGH),
        (FLAT, "Flat 2, Rose House, 14 St Mary's Road, SE15 4QE", HIGH),
        (FLAT, "14 St Mary's Road, London SE15 4QE", MEDIUM),
        (FLAT, "St Mary's Road 14, SE15 4QE", MEDIUM),
        (HOUSE, "St Mary's Road 14, SE15 4QE", HIGH),
        (HOUSE, "Road, St Mary's 14, SE15 4QE", HIGH),
        (HOUSE, "14 St Mary's, SE15 4QE", MEDIUM),
        (FLAT, "Second Floor Flat, 14 St Mary's Road, SE15 4QE", MEDIUM),
        (home("14B Mill Lane"), "Flat B, 14 Mill Lane, SE15 4QE", HIGH),
        (FLAT, "14 St Mary's Road, a flat to let, SE15 4QE", MEDIUM),
        (COTTAGE, "Rose Cottage, Mill Lane, ZZ1 2AB", HIGH),
        (COTTAGE, "Rose Cott., Mill Ln, Ambridge", MEDIUM),
        (COTTAGE, "Rose Cottage, Ambridge ZZ1 2AB", HIGH),
        (ABROAD, "Hauptstrasse 14, 10115 Musterstadt", HIGH),
        (home("14A Mill Lane"), "14a Mill Lane SE15 4QE", HIGH),
        (home("14A Mill Lane"), "14 A Mill Lane SE15 4QE", HIGH),
        (home("14-16 Mill Lane"), "14 \u2013 16 Mill Lane SE15 4QE", HIGH),
        # The postcode that closes another address further on does not rule this one out.
        (HOUSE, "14 St Mary's Road, Peckham. Tel 020 7946 0001; 1 Hill St, SE1 1AA", MEDIUM),
        (HOUSE, "SE15 4QE,14 St Mary's Road\nSE1 1AA,3 Hill Street", HIGH),
    ],
)  # fmt: skip
def test_written_forms(declared: Address, text: str, level: Confidence | None) -> None:
    assert levels(declared, text) == ([level] if level else [])


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (HOUSE, "114 St Mary's Road, SE15 4QE"),
        (HOUSE, "14A St Mary's Road, SE15 4QE"),
        (HOUSE, "14-16 St Mary's Road, SE15 4QE"),
        (HOUSE, "12-14 St Mary's Road, SE15 4QE"),
        (HOUSE, "12 & 14 St Mary's Road, SE15 4QE"),
        (HOUSE, "£14 St Mary's Road, SE15 4QE"),
        (HOUSE, "14 St Mark's Road, SE15 4QE"),
        (HOUSE, "14 St Mary's Roadside, SE15 4QE"),
        (HOUSE, "14 Old St Mary's Road, SE15 4QE"),
        (HOUSE, "14 St Mary's Road, Leeds LS1 1AA"),
        (HOUSE, "14 St Mary's Road\nLeeds\nWest Yorkshire\nLS1 1AA. Ours is SE15 4QE"),
        (HOUSE, "St Mary's Road, SE15 4QE"),
        (FLAT, "Flat 3, 14 St Mary's Road, SE15 4QE"),
        (FLAT, "3/14 St Mary's Road, SE15 4QE"),
        (FLAT, "14 St Mary's Road, Flat 22, SE15 4QE"),
        (COTTAGE, "Primrose Cottage, Mill Lane, ZZ1 2AB"),
        (COTTAGE, "Rose Cottage, Hill Lane, LS1 1AA"),
        (COTTAGE, "Mill Lane, ZZ1 2AB"),
    ],
)
def test_near_misses(declared: Address, text: str) -> None:
    assert levels(declared, text) == []


@pytest.mark.parametrize(
    ("declared", "text", "level"),
    [
        (home("14 Mill Lane", "Cardiff"), "14 Mill Lane, Caerdydd", MEDIUM),
        (home("14 Mill Lane", "Peckham"), "14 Mill Lane, London", MEDIUM),
        (home("14 Mill Lane", "Peckham"), "14 Mill Lane, Unit B1, Peckham", MEDIUM),
        (home("14 Mill Lane", "Wetherham", "Norfolk"), "14 Mill Lane, Norfolk", MEDIUM),
        # What cannot be told apart is not ruled out: it counts beside the name.
        (home("14 Mill Lane", "Wetherham"), "14 Mill Lane, Norwich", LOW),
        (home("14 Mill Lane", "Leeds"), "14 Mill Lane, West Yorkshire", LOW),
        (home("14 Mill Lane", "Peckham"), "14 Mill Lane, Southwark", LOW),
        (home("14 Mill Lane"), "14 Mill Lane, London", LOW),
        (home("14 Mill Lane", "Leeds"), "14 Mill Lane, Bristol", None),
        (home("14 Mill Lane", "Leeds"), "14 Mill Lane in Bristol", None),
        (home("14 Mill Lane", "Peckham"), "14 Mill Lane, London N1", None),
    ],
)
def test_only_a_town_that_is_known_to_be_another_rules_out(
    declared: Address, text: str, level: Confidence | None
) -> None:
    found = [match.confidence for match in address.recogniser(declared).find(text)]
    assert found == ([level] if level else [])


def test_a_postcode_alone_needs_the_name() -> None:
    for text in ("SE15 4QE", "se154qe", "SE15\n4QE", "14 St Mary's Road"):
        found = list(address.recogniser(HOUSE).find(fold(text)))
        assert [(match.confidence, match.needs_name) for match in found] == [(LOW, True)]
    assert not list(address.recogniser(HOUSE).find(fold("SSE15 4QE SE15 4QEX SE15 4QF")))


def test_the_whole_address_is_one_match() -> None:
    text = fold("at Flat 2, 14 St Mary's Road, Peckham, London SE15 4QE.")
    (match,) = address.recogniser(FLAT).find(text)
    assert text[match.start : match.end] == text[3:-1]
    assert match.why == "number and street with the postcode"


def test_an_undeclared_word_is_not_in_the_match() -> None:
    text = fold("14 St Mary's Road, Nunhead, SE15 4QE")
    first, second = address.recogniser(HOUSE).find(text)
    assert text[first.start : first.end] == "14 st mary's road"
    assert second.needs_name


def test_normal_form() -> None:
    assert address.normal(["14  Mill Lane,", "", "London"], "SE15 4QE") == (
        "14 Mill Lane, London, SE15 4QE"
    )
    with pytest.raises(ValueError, match="no lines"):
        address.normal([" ", ","])


SEPARATOR = st.sampled_from([", ", "\n", " ", ",", " | ", '","', ";\n"])


@given(
    st.integers(min_value=1, max_value=9999),
    st.sampled_from(["Mill", "St Anne's", "Upper Hill", "King's Cross", "Ty Gwyn"]),
    st.sampled_from([("Street", "St"), ("Road", "Rd."), ("Avenue", "Ave"), ("Close", "Close")]),
    SEPARATOR,
    SEPARATOR,
    st.booleans(),
)
def test_separators_and_abbreviations_round_trip(
    number: int, street: str, kind: tuple[str, str], one: str, two: str, capitals: bool
) -> None:
    declared = home(f"{number} {street} {kind[0]}", "Testford", postcode="ZZ9 9ZZ")
    text = f"x {number}{one}{street} {kind[1]}{two}Testford{one}ZZ9{' ' if capitals else ''}9ZZ x"
    assert levels(declared, text.upper() if capitals else text) == [HIGH]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_declared_text_compiles_and_any_text_is_read(line: str, text: str) -> None:
    declared = home(line)
    list(address.recogniser(declared).find(fold(text)))


@pytest.mark.parametrize(
    "unit",
    ["14 st mary's road ", "14 ", "flat 2 ", "se15 4q", "14 st ", "rose cottage ", "' . ,", "a "],
)
def test_hostile_repeats_stay_linear(unit: str) -> None:
    spent = []
    for size in (20_000, 200_000):
        text = unit * (size // len(unit))
        began = time.process_time()
        for declared in (HOUSE, FLAT, COTTAGE):
            for count, _ in enumerate(address.recogniser(declared).find(text)):
                if count > 200:
                    break
        spent.append(time.process_time() - began)
    # Ten times the text may take about ten times as long, never a hundred times.
    assert spent[1] < 40 * max(spent[0], 0.01)
