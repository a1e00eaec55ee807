import pytest

from exposure_audit.cli.slate_progress import Counted, Told, watching
from tests.fakes import HandClock


def landed(counted: Counted, clock: HandClock, count: int, seconds: float) -> None:
    """Let so many subjects be done, each after so many seconds."""
    for _ in range(count):
        clock.seconds += seconds
        counted.landed()


def test_nobody_can_tell_the_time_left_before_three_are_done() -> None:
    clock = HandClock()
    counted = Counted(10, clock)
    landed(counted, clock, 2, 10)
    assert (counted.seconds_left(), counted.words()) == (None, "2 of 10 done")
    landed(counted, clock, 1, 10)
    assert (counted.seconds_left(), counted.words()) == (70, "3 of 10 done, 70 s left")
    landed(counted, clock, 7, 10)
    assert counted.words() == "10 of 10 done"


def test_the_rate_is_that_of_the_last_ones() -> None:
    clock = HandClock()
    counted = Counted(10_000, clock)
    landed(counted, clock, 50, 100)
    landed(counted, clock, 50, 1)
    assert counted.seconds_left() == 9_900
    assert counted.words() == "100 of 10,000 done, 2 h 45 min left"
    landed(counted, clock, 8_900, 1)
    assert counted.words() == "9,000 of 10,000 done, 17 min left"


def test_each_change_is_told() -> None:
    told: list[tuple[int, str]] = []
    clock = HandClock()
    watcher = Told(2, clock, lambda done, words: told.append((done, words)))
    landed(watcher, clock, 2, 1)
    assert told == [(0, "0 of 2 done"), (1, "1 of 2 done"), (2, "2 of 2 done")]


@pytest.mark.parametrize(
    ("verbose", "quiet", "lines"), [(True, False, 4), (False, False, 0), (True, True, 0)]
)
def test_lines_come_where_they_are_asked_for(
    capsys: pytest.CaptureFixture[str], *, verbose: bool, quiet: bool, lines: int
) -> None:
    with watching(3, HandClock(), verbose=verbose, quiet=quiet) as watcher:
        for _ in range(3):
            watcher.landed()
    assert len(capsys.readouterr().err.splitlines()) == lines
