"""One scan at work: its files are printed as they come, and counted for the exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import click

from exposure_audit.cli.exit_codes import ExitCode
from exposure_audit.cli.scan_output import Listing
from exposure_audit.cli.scan_progress import Watcher
from exposure_audit.extract.isolated import IsolatedReader
from exposure_audit.files.ignoring import Rules
from exposure_audit.files.interface import Unread
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import FactId, Subject
from exposure_audit.scanning import FileScan, Scanner


@dataclass(slots=True)
class Tally:
    """What the exit code and the last words depend on."""

    files: int = 0
    exposed: bool = False
    read: int = 0
    left_out: int = 0
    ignored: int = 0
    interrupted: bool = False

    @property
    def unread(self) -> int:
        """The files that could not be wholly read, though they should have been."""
        return self.files - self.read - self.left_out

    def add(self, scan: FileScan) -> None:
        """Count a file."""
        self.files += 1
        self.exposed = self.exposed or bool(scan.sightings)
        self.read += scan.read
        self.left_out += scan.left_out
        self.ignored += scan.unread is Unread.IGNORED

    def exit_code(self, *, strict: bool) -> ExitCode:
        """Return how the scan ends; the order of precedence is that of DESIGN.md 5.3."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if self.exposed:
            return ExitCode.EXPOSED
        covered = self.read and not (strict and self.unread)
        return ExitCode.DONE if covered else ExitCode.NOT_COVERED

    def last_words(self) -> Iterator[str]:
        """Yield what nobody should overlook."""
        if self.unread:
            count = f"{self.unread} of {self.files} files"
            yield f"{count} could not be wholly read: no all-clear for these."
        if self.ignored:
            count = f"{self.ignored} of {self.files} files or folders"
            yield f"{count} were not read, as a .gitignore says; --no-gitignore reads them."
        if self.interrupted:
            yield "Stopped: the list ends where the scan was interrupted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One scan, from its files to its output."""

    subject: Subject
    labels: Mapping[FactId, str]
    paths: Sequence[Path]
    excluded: Rules
    gitignore: bool
    listing: Listing
    watcher: Watcher

    async def done(self) -> Tally:
        """Print the list as its files come; cancelling ends it with what there is."""
        tally = Tally()
        try:
            await self._list(tally)
        except asyncio.CancelledError:
            tally.interrupted = True
        self._print(self.listing.end(interrupted=tally.interrupted))
        return tally

    async def _list(self, tally: Tally) -> None:
        limits = Limits()
        async with IsolatedReader(limits) as reader:
            scanner = Scanner(
                subject=self.subject,
                matcher=OwnMatcher(self.subject),
                labels=self.labels,
                reader=reader,
                limits=limits,
                clock=SystemClock(),
                excluded=self.excluded,
                gitignore=self.gitignore,
            )
            async with aclosing(scanner.scan(self.paths)) as scans:
                async for each in scans:
                    tally.add(each)
                    self._print(self.listing.file(each))
                    self.watcher.seen(each)
        self.watcher.clear()

    def _print(self, text: str) -> None:
        if text:
            self.watcher.clear()
            click.echo(text, nl=False)
