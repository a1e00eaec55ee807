"""`scan PROFILE PATH...`: look through local files; nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.model import FactId
    from exposure_audit.scanning import FileScan


@click.command()
@options.profile_argument
@click.argument("paths", type=options.ANY_PATH, nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The form of the list on the standard output.",
)
@options.strict_option
@options.show_values_option
def scan(
    *,
    profile: Path,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    show_values: bool,
) -> int:
    """Look for the facts of PROFILE in local files and folders. Nothing leaves this machine.

    Exits with 1 where one is found: a gate for a campaign's own site before it is put online.
    """
    import asyncio

    from exposure_audit.cli.scan_output import as_json, as_text

    options.refuse_values_in_ci(show_values=show_values)
    scans, labels = asyncio.run(_scan(profile, paths, show_values=show_values))
    if form == "json":
        click.echo(as_json(scans, show_values=show_values))
    else:
        click.echo(as_text(scans, labels))
    unread = sum(not scan.looked_through for scan in scans)
    if unread:
        words = f"{unread} of {len(scans)} files could not be wholly read: no all-clear for these."
        click.echo(words, err=True)
    return _exit_code(scans, strict=strict)


async def _scan(
    profile: Path, paths: Sequence[Path], *, show_values: bool
) -> tuple[Sequence[FileScan], Mapping[FactId, str]]:
    from exposure_audit import profile as profiles
    from exposure_audit.extract.isolated import IsolatedReader
    from exposure_audit.limits import Limits, SystemClock
    from exposure_audit.matching.matcher import Matcher
    from exposure_audit.scanning import Scanner
    from exposure_audit.words import labels_of

    clock, limits = SystemClock(), Limits()
    subject = profiles.load(profile, clock.now().date())
    labels = labels_of(subject, show_values=show_values)
    async with IsolatedReader(limits) as reader:
        scanner = Scanner(
            subject=subject,
            matcher=Matcher(subject),
            labels=labels,
            reader=reader,
            limits=limits,
            clock=clock,
        )
        return [scan async for scan in scanner.scan(paths)], labels


def _exit_code(scans: Sequence[FileScan], *, strict: bool) -> ExitCode:
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.scanning import FileStatus

    if any(scan.sightings for scan in scans):
        return ExitCode.EXPOSED
    read = any(scan.status is FileStatus.READ for scan in scans)
    looked = read and (not strict or all(scan.looked_through for scan in scans))
    return ExitCode.DONE if looked else ExitCode.NOT_COVERED
