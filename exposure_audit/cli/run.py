"""`run PROFILE`: one audit, from the profile to the report."""

from __future__ import annotations

import os
from pathlib import Path

import click

from exposure_audit.cli import options
from exposure_audit.cli.delivery import Target, deliver


@click.command()
@options.kept_profile_argument
@options.out_option
@options.format_option
@options.network_options
@options.minutes_option
@options.fail_on_option
@options.strict_option
@options.show_values_option
@options.offline_option
@click.option("--resume", is_flag=True, help="Go on with the run that was cut off last.")
@options.verbose_option
@options.quiet_option
def run(
    *,
    profile: Path | None,
    out: Path | None,
    form: str,
    network: options.Network,
    max_minutes: float | None,
    fail_on: str | None,
    strict: bool,
    show_values: bool,
    offline: bool,
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
    import asyncio

    from exposure_audit.audit import Means, Order, audit
    from exposure_audit.cli import profiles, workspace_access
    from exposure_audit.cli.exit_codes import of_audit
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.cli.progress import watching
    from exposure_audit.limits import SystemClock

    options.refuse_values_in_ci(show_values=show_values)
    plain = profiles.plain_profile(profile)
    chosen = network.merged()
    if out:
        prepare_folder(out)
    with workspace_access.workspace_if_any() as access:
        order = Order(
            subject=plain or profiles.locked_profile(profile, access),
            settings=chosen,
            environment=os.environ,
            only=network.only,
            skip=network.skip,
            offline=offline,
        )
        target = Target(
            subject=order.subject,
            out=out,
            form=form,
            show_values=show_values,
            trusted=workspace_access.trusted_keys(access.workspace, chosen),
        )
        with workspace_access.keeping_of(access, order, resume=resume, quiet=quiet) as keeping:
            with watching(verbose=verbose, quiet=quiet) as progress:
                means = Means(
                    limits=options.limits_for(max_minutes),
                    clock=SystemClock(),
                    progress=progress,
                    keeping=keeping,
                    quota=workspace_access.quota_of(access),
                )
                audited = asyncio.run(audit(order, means))
            deliver(audited.result, target, quiet=quiet)
    return of_audit(audited, options.severity(fail_on), strict=strict)
