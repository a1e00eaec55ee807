"""`run PROFILE`: one audit, from the profile to the report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options
from exposure_audit.cli.delivery import Target, deliver

if TYPE_CHECKING:
    from exposure_audit.audit import Audited, Order
    from exposure_audit.keeping import Keeping
    from exposure_audit.limits import Limits


@click.command()
@options.kept_profile_argument
@options.out_option
@options.format_option
@options.network_options
@options.fail_on_option
@options.strict_option
@options.show_values_option
@click.option("--resume", is_flag=True, help="Go on with the run that was cut off last.")
@options.verbose_option
@options.quiet_option
def run(
    *,
    profile: Path | None,
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
    resume: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Audit the person in PROFILE and write the report.

    The sources are asked, each within its limits. The report says what stands where, how a
    stranger gets from the name to the door, and how to have each removed. Only what the profile
    declares is looked for; --disclose says how much may be sent. Without PROFILE, the profile that
    init keeps is taken. The run is kept in the encrypted workspace, where there is a key.
    """
    from exposure_audit.audit import Order
    from exposure_audit.cli import profiles
    from exposure_audit.cli.exit_codes import of_audit
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.cli.workspace_access import keeping_of, trusted_keys, workspace_if_any

    options.refuse_values_in_ci(show_values=show_values)
    plain = profiles.plain_profile(profile)
    chosen = options.merged_settings(settings, disclose, visit, origin, allow_host)
    if out:
        prepare_folder(out)
    with workspace_if_any() as access:
        order = Order(
            subject=plain or profiles.locked_profile(profile, access),
            settings=chosen,
            environment=os.environ,
            only=only,
            skip=skip,
        )
        target = Target(
            subject=order.subject,
            out=out,
            form=form,
            show_values=show_values,
            trusted=trusted_keys(access.workspace, chosen),
        )
        with keeping_of(access, order, resume=resume, quiet=quiet) as keeping:
            audited = perform(order, limits_for(max_minutes), keeping, verbose=verbose, quiet=quiet)
            deliver(audited.result, target, quiet=quiet)
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


def perform(
    order: Order, limits: Limits, keeping: Keeping, *, verbose: bool, quiet: bool
) -> Audited:
    """Run an audit with progress on the terminal; Ctrl-C keeps what was gathered."""
    import asyncio

    from exposure_audit.audit import Means, audit
    from exposure_audit.cli.progress import watching
    from exposure_audit.limits import SystemClock

    with watching(verbose=verbose, quiet=quiet) as progress:
        means = Means(limits=limits, clock=SystemClock(), progress=progress, keeping=keeping)
        return asyncio.run(audit(order, means))
