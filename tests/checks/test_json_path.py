from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.checks import json_path

ENTRY = {"a": {"b": [{"c": "one"}, {"c": 2}, {}, 7]}, "n": "Ann/Example ?", "none": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b[].c", ["one", 2]),
        ("a.b[]", [{"c": "one"}, {"c": 2}, {}, 7]),
        ("a.b", [[{"c": "one"}, {"c": 2}, {}, 7]]),
        ("a.x", []),
        ("n.x", []),
        ("n[]", []),
        ("", [ENTRY]),
    ],
)
def test_what_stands_at_a_path(path: str, found: list[object]) -> None:
    assert list(json_path.at(ENTRY, path)) == found


def test_only_texts_and_numbers_are_texts() -> None:
    assert list(json_path.texts(ENTRY, "a.b[].c")) == ["one", "2"]
    assert list(json_path.texts(ENTRY, "none")) == []
    assert json_path.text(True) == ""


def test_what_fills_a_template_cannot_lead_elsewhere() -> None:
    assert json_path.filled("https://x.example/{n}/{q}", ENTRY, {"q": "../a?b#c"}) == (
        "https://x.example/Ann%2FExample%20%3F/..%2Fa%3Fb%23c"
    )
    assert json_path.filled("{missing}", ENTRY, {}) == ""


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("n", True),
        ("none", True),
        ("missing.x", True),
        ("none.x", True),
        ("a", False),
        ("a.b", False),
        ("n.x", False),
        ("n[]", False),
        ("a[].b", False),
        ("a.b[].c", False),
    ],
)
def test_whether_what_stands_at_a_path_is_what_it_says(path: str, fits: bool) -> None:
    assert json_path.fits(ENTRY, path) is fits
    assert json_path.fits({"a": {"b": [{"c": "one"}, {"c": 2}, {}]}}, "a.b[].c")


@given(JSON, st.sampled_from(["a", "a.b", "a[].b", "a[].b[].c", ""]))
def test_no_json_is_too_odd(value: object, path: str) -> None:
    assert all(isinstance(text, str) for text in json_path.texts(value, path))
    assert isinstance(json_path.fits(value, path), bool)
