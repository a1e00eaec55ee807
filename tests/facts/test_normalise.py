from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.normalise import fold, letters, words


@given(st.text())
def test_folding_keeps_the_length_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Siân Ō\u2019Brien\u2013Łódź", "sian o'brien-lodz"),
        ("\uff11\uff14 Rd", "14 rd"),
        ("Road\u00b2 14\u00bd", "road  14 "),
        ("Straße ÆØ \ufb01", "strase ao \ufb01"),
        ("İI", "ii"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_keep_apostrophes_inside() -> None:
    assert words("St. Mary\u2019s Road, 'quoted'") == ("st", "mary's", "road", "quoted")


@given(st.text())
def test_letters_are_what_is_left_without_all_else(text: str) -> None:
    assert letters(text) == "".join(char for char in fold(text) if char.isalnum())
    assert not re.search(r"[\s.,\-]", letters(text))
