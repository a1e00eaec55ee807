"""`run PROFILE`: one audit, from the profile to the report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from exposure_audit.audit import Audited, Order
    from exposure_audit.limits import Limits


@click.command()
@options.profile_argument
@options.out_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    help="What goes to the standard output where no --out is given.",
)
@options.network_options
@options.fail_on_option
@options.strict_option
@options.show_values_option
@options.verbose_option
@options.quiet_option
def run(
    *,
    profile: Path,
    out: Path | None,
    form: str,
    disclose: str | None,
    visit: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    settings: Path | None,
    origin: tuple[str, ...],
    allow_host: tuple[str, ...],
    max_minutes: float | None,
    fail_on: str | None,
    strict: bool,
    show_values: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Audit the person in PROFILE and write the report.

    The sources are asked, each within its limits. The report says what stands where, how a
    stranger gets from the name to the door, and how to have each removed. Only what the profile
    declares is looked for; --disclose says how much may be sent.
    """
    from exposure_audit import profile as profiles
    from exposure_audit.audit import Order
    from exposure_audit.cli.exit_codes import of_audit
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.limits import SystemClock

    options.refuse_values_in_ci(show_values=show_values)
    subject = profiles.load(profile, SystemClock().now().date())
    chosen = options.merged_settings(settings, disclose, visit, origin, allow_host)
    if out:
        prepare_folder(out)
    order = Order(
        subject=subject,
        settings=chosen,
        environment=os.environ,
        only=only,
        skip=skip,
        show_values=show_values,
    )
    audited = perform(order, limits_for(max_minutes), verbose=verbose, quiet=quiet)
    deliver(audited, out, form, quiet=quiet)
    return of_audit(audited, options.severity(fail_on), strict=strict)


def limits_for(max_minutes: float | None) -> Limits:
    """Return the usual limits, with the user's own bound on the time; raises `OptionError`."""
    import math

    from exposure_audit.errors import OptionError
    from exposure_audit.limits import Limits

    if max_minutes is None:
        return Limits()
    if not math.isfinite(max_minutes):
        raise OptionError("--max-minutes", "this is not a number of minutes", "Such as 10.")
    return Limits(run_seconds=max_minutes * 60)


def perform(order: Order, limits: Limits, *, verbose: bool, quiet: bool) -> Audited:
    """Run an audit with progress on the terminal; Ctrl-C keeps what was gathered."""
    import asyncio

    from exposure_audit.audit import Means, audit
    from exposure_audit.cli.progress import watching
    from exposure_audit.limits import SystemClock

    with watching(verbose=verbose, quiet=quiet) as progress:
        means = Means(limits=limits, clock=SystemClock(), progress=progress)
        return asyncio.run(audit(order, means))


def deliver(audited: Audited, out: Path | None, form: str, *, quiet: bool) -> None:
    """Write the product to the folder or to the standard output, and say where it is."""
    from exposure_audit.cli.products import render, write_products
    from exposure_audit.errors import OptionError

    if out is None:
        click.echo(render(audited.result, form, color=_color(sys.stdout)))
        return
    try:
        report = write_products(audited.result, out)
    except OptionError:
        # What was gathered is not lost with the disk.
        click.echo(render(audited.result, "text", color=_color(sys.stdout)))
        raise
    if not quiet:
        click.echo(render(audited.result, "text", color=_color(sys.stderr)), err=True)
        click.echo(f"The report is in {report}", err=True)


def _color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
