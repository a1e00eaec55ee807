"""How far a slate has come: numbers and the time left, never a word on anybody."""

from __future__ import annotations

import logging
import math
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from exposure_audit.limits import Clock
from exposure_audit.slate import Watcher

_RECENT = 32
"""Landings that the rate is taken from: two windows."""
_LEAST = 3
"""Before so many are done, nobody can tell."""


Say = Callable[[int, str], None]
"""Is told how many are done, and the same in words."""


class Counted:
    """Counts the subjects that are done; says nothing. Implements `slate.Watcher`."""

    def __init__(self, total: int, clock: Clock) -> None:
        self.total = total
        self.done = 0
        self._clock = clock
        self._landings = deque([clock.monotonic()], maxlen=_RECENT + 1)

    def landed(self) -> None:
        """See `Watcher.landed`."""
        self.done += 1
        self._landings.append(self._clock.monotonic())

    def seconds_left(self) -> float | None:
        """Return the time that the rest will take at the rate of the last ones, or None."""
        if self.done < _LEAST:
            return None
        took = self._landings[-1] - self._landings[0]
        return took / (len(self._landings) - 1) * (self.total - self.done)

    def words(self) -> str:
        """Return how far it is."""
        left = self.seconds_left()
        time = "" if left is None or self.done == self.total else f", {_time_words(left)} left"
        return f"{self.done:,} of {self.total:,} done{time}"


class Told(Counted):
    """Hands on the words of each change."""

    def __init__(self, total: int, clock: Clock, say: Say) -> None:
        super().__init__(total, clock)
        self._say = say
        say(self.done, self.words())

    def landed(self) -> None:
        """See `Watcher.landed`."""
        super().landed()
        self._say(self.done, self.words())


@contextmanager
def watching(total: int, clock: Clock, *, verbose: bool, quiet: bool) -> Iterator[Watcher]:
    """Give a watcher that fits the output, and set the package's log level."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("exposure_audit").setLevel(logging.INFO if verbose else logging.WARNING)
    if verbose and not quiet:
        yield Told(total, clock, lambda _done, words: click.echo(words, err=True))
    elif sys.stderr.isatty() and not quiet:
        with _bar(total) as say:
            yield Told(total, clock, say)
    else:
        yield Counted(total, clock)


@contextmanager
def _bar(total: int) -> Iterator[Say]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as rich:
        task = rich.add_task("", total=total)

        def say(done: int, words: str) -> None:
            rich.update(task, description=words, completed=done)

        yield say


def _time_words(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
