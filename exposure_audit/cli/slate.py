"""`slate FOLDER`: every profile of a folder in one go, a report each and a summary in counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exposure_audit.cli.slate_profiles import Muster
    from exposure_audit.cli.slate_summary import Summary
    from exposure_audit.cli.slate_work import Choices, Turn, Work
    from exposure_audit.cli.workspace_access import Access
    from exposure_audit.slate import Ended, Watcher

MOST_LINES = 1_000
"""Bad profiles that are named; the others are counted."""


@click.command()
@click.argument("folder", type=options.ANY_PATH)
@click.option(
    "--out",
    type=options.NamedPath(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Write a folder for each person, and summary.json, into this folder.",
)
@options.network_options
@options.minutes_option
@options.fail_on_option
@options.strict_option
@options.offline_option
@options.json_option
@options.verbose_option
@options.quiet_option
def slate(
    *,
    folder: Path,
    out: Path,
    network: options.Network,
    max_minutes: float | None,
    fail_on: str | None,
    strict: bool,
    offline: bool,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Audit every person whose profile stands in FOLDER, within the limits of the sources.

    For staff, with each person's recorded consent. Every *.toml and *.toml.age in the folder
    counts, not what stands below it. A profile that cannot be used is named, and does not stop
    the others. Each person's report goes into a folder of its own; the summary holds counts.
    """
    import asyncio

    from exposure_audit.cli import workspace_access
    from exposure_audit.cli.slate_profiles import mustered
    from exposure_audit.cli.slate_progress import watching
    from exposure_audit.cli.slate_summary import Summary
    from exposure_audit.cli.slate_work import Choices

    chosen = Choices(
        settings=network.merged(),
        only=network.only,
        skip=network.skip,
        offline=offline,
        fail_on=options.severity(fail_on),
        strict=strict,
    )
    bound = options.limits_for(max_minutes).run_seconds if max_minutes else None
    _prepare(out)
    with workspace_access.workspace_if_any() as access:
        work = _work(access, out, chosen)
        muster = mustered(folder, work.reader)
        _say(muster.left_out)
        _say(muster.refused)
        turns = _turns(folder, work, muster)
        clock = work.reader.clock
        started = clock.now()
        with watching(len(turns), clock, verbose=verbose, quiet=quiet) as watcher:
            ended = asyncio.run(_audited(turns, work, watcher, bound))
    summary = Summary(
        started=started,
        finished=clock.now(),
        disclose=chosen.settings.disclose,
        offline=offline,
        interrupted=ended.interrupted,
        used=len(turns) - work.refused,
        refused=len(muster.refused) + work.refused,
        left_out=len(muster.left_out),
        crashes=ended.crashes,
        not_begun=ended.not_begun,
        tally=work.tally,
    )
    _write(summary, work)
    _tell(summary, as_json=as_json, quiet=quiet)
    _say_after(work, ended, quiet=quiet)
    return work.code(ended, refused=len(muster.refused))


def _prepare(out: Path) -> None:
    """Make the folder before anybody is asked; raises `OptionError`."""
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.cli.slate_work import SUMMARY
    from exposure_audit.errors import OptionError

    prepare_folder(out)
    try:
        # What is told of an earlier slate must not pass for this one's.
        (out / SUMMARY).unlink(missing_ok=True)
    except OSError:
        problem = "a folder stands where the file should go, or it cannot be replaced"
        raise OptionError(out / SUMMARY, problem, "Choose another place.") from None


def _work(access: Access, out: Path, choices: Choices) -> Work:
    from exposure_audit.cli import profiles, workspace_access
    from exposure_audit.cli.slate_profiles import Profiles
    from exposure_audit.cli.slate_work import Work
    from exposure_audit.limits import SystemClock

    own = profiles.own_identities(access.workspace)
    return Work(
        reader=Profiles(own, SystemClock()),
        access=access,
        out=out,
        choices=choices,
        trusted=workspace_access.trusted_keys(access.workspace, choices.settings),
        own=frozenset(each.recipient for each in own),
    )


def _turns(folder: Path, work: Work, muster: Muster) -> Sequence[Turn]:
    """Return the subjects in their order; raises `InputError` where none can be audited."""
    from exposure_audit.audit import planned
    from exposure_audit.cli.slate_work import Turn
    from exposure_audit.errors import OptionError

    if not muster.ready:
        cure = "Mend those named above." if muster.refused else "Put *.toml files into it."
        raise OptionError(folder, "no profile in it can be used", cure)
    # A check that is not known is one mistake, not one for each subject.
    planned(work.choices.order(work.reader.subject(muster.ready[0].path)))
    return [Turn(work, ready) for ready in muster.ready]


async def _audited(
    turns: Sequence[Turn], work: Work, watcher: Watcher, seconds: float | None
) -> Ended:
    from exposure_audit import premises
    from exposure_audit.cli.workspace_access import quota_of
    from exposure_audit.limits import Limits
    from exposure_audit.premises import Frame
    from exposure_audit.slate import Pace, limits_of, run

    frame = Frame(
        settings=work.choices.settings,
        limits=limits_of(Limits()),
        clock=work.reader.clock,
        quota=quota_of(work.access),
        offline=work.choices.offline,
    )
    async with premises.opened(frame) as place:
        return await run(turns, place, watcher, Pace(seconds=seconds))


def _write(summary: Summary, work: Work) -> None:
    """Write the summary; where that fails, all else is told all the same."""
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.products import write_private
    from exposure_audit.cli.slate_work import SUMMARY
    from exposure_audit.errors import InputError

    try:
        write_private(work.out / SUMMARY, summary.document())
    except InputError as problem:
        work.problems.append(str(problem))
        work.codes.add(ExitCode.USAGE)


def _tell(summary: Summary, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(summary.document(), nl=False)
    elif not quiet:
        click.echo("\n".join(summary.lines()))


def _say(lines: Sequence[str]) -> None:
    """Say what is wrong with files, a line each; their names may come from anybody."""
    from exposure_audit.reports.clean import clean

    for line in lines[:MOST_LINES]:
        click.echo(clean(line), err=True)
    if len(lines) > MOST_LINES:
        click.echo(f"And {len(lines) - MOST_LINES:,} more.", err=True)


def _say_after(work: Work, ended: Ended, *, quiet: bool) -> None:
    from exposure_audit.cli.crash import write_details

    _say(work.problems)
    if not quiet:
        _say_unkept(work)
    if (stale := work.stale()) and not quiet:
        words = "folders hold reports of an earlier slate, of people who have none in this one: see"
        click.echo(f"{stale:,} {words} to them.", err=True)
    if work.unsealed and not quiet:
        words = "reports are not sealed, though the profiles ask for it: their keys are not in your"
        click.echo(f"{work.unsealed:,} {words} list (`exposure-audit keys trust`).", err=True)
    if ended.first_crash:
        click.echo(
            f"exposure-audit met an error of its own ({type(ended.first_crash).__name__}); it cost "
            f"{ended.crashes:,} of the subjects their audit. "
            f"Details without your data: {write_details(ended.first_crash)}",
            err=True,
        )


def _say_unkept(work: Work) -> None:
    if why := work.access.why_not:
        click.echo(f"These runs are not kept: {why.problem}. {why.cure}", err=True)
    elif work.tally.not_kept:
        click.echo(f"{work.tally.not_kept:,} runs are not, or not wholly, kept.", err=True)
