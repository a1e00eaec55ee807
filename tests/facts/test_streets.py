from __future__ import annotations

import pytest

from exposure_audit.facts import streets
from exposure_audit.facts.normalise import letters


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("St Mary's Road", "Saint Marys Rd"),
        ("St Mary's Road", "St. Mary\u2019s Road"),
        ("Saint Marys Road", "St Mary's Rd"),
        ("High Street", "High St"),
        ("Example Gardens", "Example Gdns"),
        ("Stratford-upon-Avon Way", "Stratford upon Avon Way"),
        ("Hauptstrasse", "Hauptstr."),
        ("Hauptstr.", "Hauptstra\u00dfe"),
        ("Second Avenue", "2nd Ave"),
    ],
)
def test_spellings(declared: str, written: str) -> None:
    assert letters(written) in streets.written(declared, 12)


@pytest.mark.parametrize("written", ["St Mark's Road", "St Mary's Rood", "Mary's Road"])
def test_other_streets(written: str) -> None:
    assert letters(written) not in streets.written("St Mary's Road", 12)


def test_there_are_never_too_many() -> None:
    assert len(streets.written("St Saint North South East West Street Road", 12)) == 12
    assert streets.written(" ", 12) == ()
