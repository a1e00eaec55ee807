"""What a user sees while a run goes on: a line per check on a terminal, little elsewhere."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from exposure_audit.plan import PlannedAttempt
from exposure_audit.result import Attempt
from exposure_audit.runner import Progress, Silent


class Lines:
    """A line for each attempt that ends, to stderr."""

    def started(self, planned: PlannedAttempt) -> None:
        """See `Progress.started`."""

    def ended(self, attempt: Attempt) -> None:
        """See `Progress.ended`."""
        reason = f" ({attempt.reason.value})" if attempt.reason else ""
        click.echo(f"{attempt.check}: {attempt.status.value}{reason}", err=True)


@contextmanager
def watching(*, verbose: bool, quiet: bool) -> Iterator[Progress]:
    """Give a progress that fits the output, and set the package's log level."""
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("exposure_audit").setLevel(logging.INFO if verbose else logging.WARNING)
    if quiet:
        yield Silent()
    elif sys.stderr.isatty() and not verbose:
        with _bar() as progress:
            yield progress
    else:
        yield Lines() if verbose else Silent()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as RichProgress
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as rich:
        yield _Bars(rich)


class _Bars:
    """A spinning line for each check that is under way."""

    def __init__(self, rich: object) -> None:
        from rich.progress import Progress as RichProgress
        from rich.progress import TaskID

        assert isinstance(rich, RichProgress)  # noqa: S101  (narrows for the type checker)
        self._rich = rich
        self._tasks: dict[str, TaskID] = {}

    def started(self, planned: PlannedAttempt) -> None:
        """See `Progress.started`."""
        self._tasks[planned.meta.id] = self._rich.add_task(f"asking: {planned.meta.title}")

    def ended(self, attempt: Attempt) -> None:
        """See `Progress.ended`."""
        task = self._tasks.pop(attempt.check, None)
        if task is not None:
            self._rich.remove_task(task)
