"""`scan PROFILE PATH...`: look through local files; nothing is sent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exposure_audit.cli.scan_output import Listing
    from exposure_audit.files.ignoring import Rules
    from exposure_audit.model import FactId


@click.command()
@options.profile_argument
@click.argument("paths", type=options.ANY_PATH, nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave this out, a pattern as in a .gitignore, relative to each PATH.",
)
@click.option(
    "--gitignore/--no-gitignore",
    default=True,
    help="Leave out what a .gitignore ignores, but for a PATH itself; or read that too.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="The form of the list on the standard output.",
)
@options.strict_option
@options.show_values_option
@options.verbose_option
@options.quiet_option
def scan(
    *,
    profile: Path,
    paths: tuple[Path, ...],
    exclude: tuple[str, ...],
    gitignore: bool,
    form: str,
    strict: bool,
    show_values: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Look for the facts of PROFILE in local files and folders. Nothing leaves this machine.

    Exits with 1 where one is found: a gate for a campaign's own site before it is put online.
    PROFILE may begin with ~ or $NAME, for hooks that run without a shell.
    """
    import asyncio

    from exposure_audit.cli import profiles
    from exposure_audit.cli.scan_progress import watcher
    from exposure_audit.cli.scan_work import Work
    from exposure_audit.limits import SystemClock
    from exposure_audit.words import labels_of

    options.refuse_values_in_ci(show_values=show_values)
    clock = SystemClock()
    subject = profiles.load(_expanded(profile))
    labels = labels_of(subject, show_values=show_values)
    listing = _listing(form, labels, show_values=show_values, quiet=quiet)
    work = Work(
        subject=subject,
        labels=labels,
        paths=paths,
        excluded=_excluded(exclude),
        gitignore=gitignore,
        listing=listing,
        watcher=watcher(clock, verbose=verbose, quiet=quiet),
    )
    tally = asyncio.run(work.done())
    if not quiet:
        for words in tally.last_words():
            click.echo(words, err=True)
    return tally.exit_code(strict=strict)


def _expanded(profile: Path) -> Path:
    """Do what a shell would have done: a hook's arguments come as they were written."""
    if profile.exists():
        return profile
    text = os.path.expandvars(os.path.expanduser(profile))  # noqa: PTH111  (never raises)
    if text.startswith("$") or not text:
        from exposure_audit.errors import OptionError

        cure = "Set it to the path of your profile, which is best kept outside the site."
        raise OptionError(profile, "there is no such environment variable, nor such a file", cure)
    return Path(text)


def _excluded(patterns: Sequence[str]) -> Rules:
    from exposure_audit.errors import OptionError
    from exposure_audit.files.globs import NeverFits
    from exposure_audit.files.ignoring import from_option

    try:
        return from_option(patterns)
    except NeverFits:
        cure = "Write it as a line of a .gitignore; docs/scan.md has examples."
        raise OptionError("--exclude", "a pattern that fits no name", cure) from None


def _listing(form: str, labels: Mapping[FactId, str], *, show_values: bool, quiet: bool) -> Listing:
    from exposure_audit.cli.scan_output import JsonListing, TextListing
    from exposure_audit.cli.scan_sarif import SarifListing
    from exposure_audit.identity import KEY_VARIABLE, workspace_key

    if form == "json":
        return JsonListing(show_values=show_values)
    if form == "text":
        return TextListing(labels, summary=not quiet)
    key = workspace_key(os.environ) if os.environ.get(KEY_VARIABLE) else None
    folder = Path.cwd().as_posix()
    return SarifListing(labels, folder=folder, key=key, show_values=show_values)
