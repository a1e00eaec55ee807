from __future__ import annotations

import pytest

from exposure_audit.facts import flats


@pytest.mark.parametrize(
    ("written", "flat"),
    [
        ("flat 2, ", "2"),
        ("flat no. 2 ", "2"),
        ("apt. b, ", "b"),
        ("unit 2a ", "2a"),
        ("2/", "2"),
        ("flat 2/1, ", "2/1"),
        ("flat 2-1, ", "2/1"),
        ("2f1, ", "2/1"),
        ("second floor flat, ", "floor 2"),
        ("2nd floor, ", "floor 2"),
        ("top floor left, ", "floor topl"),
        ("basement flat, ", "floor -1"),
        ("flat 2, rose house, ", "2"),
        ("the front ", None),
        ("flat top house, ", None),
    ],
)
def test_flats_before_a_number(written: str, flat: str | None) -> None:
    found = flats.ahead(written)
    assert (found[0] if found else None) == flat


@pytest.mark.parametrize(
    ("written", "flat"),
    [(", flat 2, se15", "2"), (" (top floor flat)", "floor top"), (", se15", None)],
)
def test_flats_behind_a_street(written: str, flat: str | None) -> None:
    found = flats.behind(written, 0)
    assert (found[0] if found else None) == flat


def test_a_floor_and_a_number_cannot_be_told_apart() -> None:
    assert flats.comparable("2", "3")
    assert not flats.comparable("floor 2", "2")
