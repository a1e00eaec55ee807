from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import DataError
from exposure_audit.facts.towns import is_county, is_town, read, same_place, same_town

LIST = """\
ambiguous = ["reading"]
[towns]
england = ["reading", "bigton"]
scotland = ["s"]
wales = ["caerdydd"]
northern_ireland = ["n"]
ireland = ["i"]
[counties]
england = ["bigshire"]
scotland = ["sc"]
wales = ["wc"]
northern_ireland = ["nc"]
ireland = ["ic"]
[districts]
bigton = ["easton", "weston"]
[other_names]
bigton = ["bigtown"]
"""


@pytest.mark.parametrize("name", ["leeds", "milton keynes", "st albans", "saint albans", "cardiff"])
def test_towns(name: str) -> None:
    assert is_town(name)
    assert not is_county(name)


@pytest.mark.parametrize("name", ["reading", "street", "bath", "mill lane", "", "leeds road"])
def test_what_is_mostly_another_word_is_no_town(name: str) -> None:
    assert not is_town(name)


def test_counties() -> None:
    assert is_county("norfolk")
    assert not is_town("norfolk")


@pytest.mark.parametrize(
    ("one", "other", "place", "town"),
    [
        ("cardiff", "caerdydd", True, True),
        ("peckham", "london", True, True),
        ("peckham", "southwark", False, True),
        ("leeds", "bristol", False, False),
        ("nowhere", "nowhere", True, True),
        ("nowhere", "leeds", False, False),
    ],
)
def test_one_place_and_one_town(one: str, other: str, place: bool, town: bool) -> None:
    assert same_place(one, other) is same_place(other, one) is place
    assert same_town(one, other) is same_town(other, one) is town


@given(st.sampled_from(["leeds", "london", "peckham", "cardiff", "x"]), st.text(max_size=20))
def test_one_place_is_in_one_town(one: str, other: str) -> None:
    assert same_town(one, other) or not same_place(one, other)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"bigton"]', '"Bigton"]', "towns.toml:3:"),
        ('"bigton"]', '"bigton", "bigton"]', "towns.toml:3:"),
        ('["reading"]\n', '["nowhere"]\n', "towns.toml:1:"),
        ('bigton = ["easton"', 'smallton = ["easton"', "towns.toml:15:"),
        ('bigton = ["bigtown"]', 'smallton = ["bigtown"]', "towns.toml:17:"),
        ('scotland = ["s"]\n', "", "towns.toml"),
        ("[towns]", "extra = 1\n[towns]", "towns.toml:2:"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, place: str) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(LIST)
    assert read(path).towns == {"bigton", "easton", "weston", "bigtown", "s", "caerdydd", "n", "i"}
    path.write_text(LIST.replace(old, new, 1))
    with pytest.raises(DataError) as caught:
        read(path)
    assert place in str(caught.value)
