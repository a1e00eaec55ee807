from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts import location
from exposure_audit.facts.text import Text
from exposure_audit.model import Address

HOME = Address(
    label="home", value="", lines=("14 Mill Lane",), postcode="SE15 4QE",
    location=(51.47115, -0.0612),
)  # fmt: skip


def near(text: str) -> bool:
    assert HOME.location is not None
    places = location.written_places(Text.of(text))
    return any(place.near(HOME.location) for place in places)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("51.471150,-0.061200", True),
        ("51.4717,-0.0612", True),
        ("maps?q=51.4711, -0.0613", True),
        ("51.4720,-0.0612", False),
        ("51.4711,0.0612", False),
        ("151.4711,-0.0612", False),
        ("51,-0", False),
        ("51.4711\u00b0 N, 0.0613\u00b0 W", True),
        ("lat: 51.4711, lon: -0.0613", True),
        ("[-0.0613, 51.4711]", True),
        ("51\u00b028\u203216.1\u2033N 0\u00b003\u203240.3\u2033W", True),
        ("51\u00b0 28.269' N, 0\u00b0 3.672' W", True),
        ("51\u00b028'26.1\"N 0\u00b003'40.3\"W", False),
        ("51.4711 of 7.2 and -0.0613", False),
    ],
)
def test_within_75_metres(text: str, found: bool) -> None:
    assert near(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lat=51.4711&lon=-0.0612", "51.4711&lon=-0.0612"),
        ("?lon=-0.0612&lat=51.4711&z=1", "-0.0612&lat=51.4711"),
        ("51.4711n 0.0612w", "51.4711n 0.0612"),
        ("17.000/51.4711/-0.0612", "51.4711/-0.0612"),
        ("lat=51.4711&z=1&lon=-0.0612", ""),
        ("lat=51.4811&lon=-0.0612", ""),
        ("lat=51.4711&longitude-of-it=-0.0612", ""),
    ],
)
def test_spans_with_words_between(text: str, found: str) -> None:
    assert HOME.location is not None
    spans = [text[start:end] for start, end in location.spans_near(text, HOME.location)]
    assert spans == ([found] if found else [])


def test_normal_form() -> None:
    assert location.normal(51, -0.5) == (51.0, -0.5)
    with pytest.raises(ValueError, match="latitude first"):
        location.normal(100, 0)


POINT = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


@given(POINT, POINT)
def test_distance_is_a_distance(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert location.metres(one, other) == pytest.approx(location.metres(other, one), abs=1e-3)
    assert location.metres(one, one) == 0
    assert location.metres(one, other) <= 20_100_000
