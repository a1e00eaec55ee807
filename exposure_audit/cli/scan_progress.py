"""How far a scan has come: one line on a terminal, little elsewhere.

It counts and names nothing. The line is overwritten with spaces, not erased with a control code:
that works on every terminal, and there is no colour to switch off.
"""

from __future__ import annotations

import os
import sys
from typing import Protocol, TextIO

import click

from exposure_audit.cli.scan_output import counted, unread_words
from exposure_audit.limits import Clock
from exposure_audit.reports.clean import clean
from exposure_audit.scanning import FileScan

_EVERY_SECONDS = 0.1


class Watcher(Protocol):
    """Hears of each file, around what is printed of it."""

    def clear(self) -> None:
        """Make room: the output is about to be written, perhaps to the same screen."""

    def seen(self, scan: FileScan) -> None:
        """A file is done."""


class Silent:
    """Says nothing."""

    def clear(self) -> None:
        """See `Watcher.clear`."""

    def seen(self, scan: FileScan) -> None:
        """See `Watcher.seen`."""


class EachFile:
    """A line for each file, to stderr."""

    def clear(self) -> None:
        """See `Watcher.clear`."""

    def seen(self, scan: FileScan) -> None:
        """See `Watcher.seen`."""
        click.echo(f"{clean(scan.path)}: {unread_words(scan)}", err=True)


class CountingLine:
    """One line that is written again and again."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._files = self._sightings = self._shown = 0
        self._next = clock.monotonic()

    def clear(self) -> None:
        """See `Watcher.clear`."""
        if self._shown:
            self._write(f"\r{' ' * self._shown}\r")
            self._shown = 0
            self._next = self._clock.monotonic()

    def seen(self, scan: FileScan) -> None:
        """See `Watcher.seen`."""
        self._files += 1
        self._sightings += len(scan.sightings)
        if self._clock.monotonic() >= self._next:
            counts = counted(self._files, "file"), counted(self._sightings, "sighting")
            words = f"looked at {': '.join(counts)}"
            self._write(f"\r{words}")
            self._shown = len(words)
            self._next = self._clock.monotonic() + _EVERY_SECONDS

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def watcher(clock: Clock, *, verbose: bool, quiet: bool) -> Watcher:
    """Return what fits the options and the terminal."""
    if quiet:
        return Silent()
    if verbose:
        return EachFile()
    drawn = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return CountingLine(sys.stderr, clock) if drawn else Silent()
