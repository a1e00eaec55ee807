from __future__ import annotations

import re

import pytest

from exposure_audit.facts import streets
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.patterns import GAP


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("St Mary's Road", "Saint Marys Rd"),
        ("St Mary's Road", "St. Mary\u2019s Road"),
        ("Saint Marys Road", "St Mary's Rd"),
        ("High Street", "High St"),
        ("Example Gardens", "Example Gdns"),
        ("Stratford-upon-Avon Way", "Stratford upon Avon Way"),
    ],
)
def test_spellings(declared: str, written: str) -> None:
    assert re.fullmatch(streets.pattern(declared, GAP), fold(written))


@pytest.mark.parametrize("written", ["St Mark's Road", "St Mary's Rood", "Mary's Road"])
def test_other_streets(written: str) -> None:
    assert not re.fullmatch(streets.pattern("St Mary's Road", GAP), fold(written))
