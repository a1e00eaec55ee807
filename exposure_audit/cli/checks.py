"""`checks list|show|test|answer|own`: the sources, whether they work, and what only you can see."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from exposure_audit.model import CheckId
    from exposure_audit.proving import Outcome

_CHECK = click.argument("check")


@click.group()
def checks() -> None:
    """The places that are looked at: by the tool, or by you with its instructions."""


@checks.command("list")
@options.kept_profile_argument
@options.json_option
def list_(*, profile: Path | None, as_json: bool) -> int:
    """List every source; with PROFILE those that fit the person, what matters most first."""
    from exposure_audit import fitting
    from exposure_audit.checks import registry
    from exposure_audit.cli import checks_listing, profiles
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.proofs import proofs_at_hand

    metas = tuple(registry.metas().values())
    if profile is not None:
        metas = fitting.ranked(metas, profiles.plain_or_kept(profile))
    proofs = proofs_at_hand()
    if as_json:
        click.echo(checks_listing.as_document(metas, proofs))
    else:
        click.echo("\n".join(checks_listing.lines(metas, proofs)))
    return ExitCode.DONE


@checks.command()
@_CHECK
def show(*, check: str) -> int:
    """Say all that is known of one source: what it publishes, asks and may, and how to remove."""
    from exposure_audit.cli import checks_listing
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.proofs import proofs_at_hand

    meta = checks_listing.known(check)
    click.echo("\n".join(checks_listing.page(meta, proofs_at_hand().get(meta.id))))
    return ExitCode.DONE


@checks.command()
@click.argument("check", nargs=-1)
@options.settings_option
@click.option("--origin", multiple=True, metavar="FROM=TO", help="What stands in for a site.")
@options.strict_option
@options.json_option
def test(
    *,
    check: tuple[str, ...],
    settings: Path | None,
    origin: tuple[str, ...],
    strict: bool,
    as_json: bool,
) -> int:
    """Ask live sources about their canaries, to see that each CHECK works; without any, all.

    A canary is an organisation's or a project's own entry, never a person's, so nothing about you
    is sent. The outcome counts for 7 days and is kept in the encrypted workspace, where there is a
    key: a check whose canary failed, or was proved longer ago, says "could not be checked" instead
    of "nothing found". Exit code 3: one does not work, or with --strict, one could not be asked.
    """
    import asyncio

    from exposure_audit.cli import checks_listing, proofs
    from exposure_audit.cli.workspace_access import workspace_if_any

    metas = checks_listing.to_prove(check)
    chosen = options.settings_with(settings, origin)

    def ended(check: CheckId, outcome: Outcome) -> None:
        if not as_json:
            click.echo(checks_listing.outcome_line(check, outcome))

    with workspace_if_any() as access:
        outcomes = asyncio.run(proofs.proved(metas, chosen, os.environ, access, ended))
    if as_json:
        click.echo(checks_listing.outcomes_document(outcomes))
    return checks_listing.exit_code(outcomes, strict=strict)


@checks.command()
@_CHECK
@click.argument("said", type=click.Choice(["found", "clear"]))
@options.kept_profile_argument
@click.option("--note", is_flag=True, help="Ask for a note too; it stays in the workspace.")
def answer(*, check: str, said: str, profile: Path | None, note: bool) -> int:
    """Note what you found where you looked yourself: SAID is found or clear.

    Reports show it with its day as what you said, never as proof. It is kept in the encrypted
    workspace.
    """
    from exposure_audit.cli import checks_listing, profiles
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import Access, locked_workspace
    from exposure_audit.limits import SystemClock
    from exposure_audit.result import Answer, Said
    from exposure_audit.store.answers import keep_answer
    from exposure_audit.store.stored_run import subject_of

    meta = checks_listing.by_hand(check)
    plain = profiles.plain_profile(profile)
    words = click.prompt("Note", err=True, default="", show_default=False) if note else ""
    with locked_workspace().open_or_create() as workspace:
        subject = plain or profiles.locked_profile(profile, Access(workspace))
        given = Answer(said=Said(said), on=SystemClock().now(), note=words)
        keep_answer(workspace.owner, subject_of(workspace, subject), meta.id, given)
    click.echo(f"{meta.title}: noted that you said {said}.", err=True)
    if meta.guide and said == Said.FOUND.value:
        click.echo(" ".join(meta.guide.when_found.split()))
    return ExitCode.DONE


@checks.command()
@options.kept_profile_argument
def own(*, profile: Path | None) -> int:
    """Print what to put on each of your sites to show that it is yours.

    Either a file, or a record in the domain's DNS. With it the whole site is walked, not only its
    first pages, and what only its owner may ask, such as the list of users, is asked too.
    """
    from exposure_audit.cli import checks_listing, profiles
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import Access, locked_workspace

    plain = profiles.plain_profile(profile)
    with locked_workspace().open_or_create() as workspace:
        subject = plain or profiles.locked_profile(profile, Access(workspace))
        key = workspace.ids_key
    click.echo("\n".join(checks_listing.site_lines(subject, key)))
    return ExitCode.DONE
