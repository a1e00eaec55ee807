from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.overlaps import Taken, foremost, surest
from exposure_audit.model import Confidence


def match(start: int, end: int, confidence: Confidence = Confidence.LOW) -> Match:
    return Match(start, end, confidence, "")


STRETCHES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))
)


@given(STRETCHES)
def test_taken_stretches_never_overlap(stretches: list[tuple[int, int]]) -> None:
    taken, kept = Taken(), set[int]()
    for start, end in stretches:
        free = kept.isdisjoint(range(start, end))
        assert taken.add(start, end) is free
        kept.update(range(start, end) if free else ())


def test_the_surest_wins_where_matches_overlap() -> None:
    sure = match(5, 8, Confidence.HIGH)
    assert surest([match(0, 6), sure, match(8, 9), match(0, 3)]) == [match(0, 3), sure, match(8, 9)]


def test_foremost_keeps_the_first_of_each_level_and_stops() -> None:
    taken = 0

    def flood() -> list[Match]:
        return [match(at, at + 1) for at in range(1_000)]

    def stream() -> Iterator[Match]:
        nonlocal taken
        for one in (*flood(), *(match(at, at + 1, Confidence.HIGH) for at in range(1_000, 9_000))):
            taken += 1
            yield one

    kept = foremost(stream(), 3)
    assert [one.start for one in kept] == [0, 1, 2, 1_000, 1_001, 1_002]
    assert taken == 1_003


def test_what_counts_only_beside_the_name_never_ends_the_search() -> None:
    weak = (Match(at, at + 1, Confidence.LOW, "", Need.NAME) for at in range(20_000))
    kept = foremost((*weak, match(20_001, 20_002)), 2)
    assert [one.start for one in kept] == [0, 1, 20_001]
