"""`plan PROFILE`: what a run would ask, and with what, before a packet is sent."""

from __future__ import annotations

import os
from pathlib import Path

import click

from exposure_audit.cli import options


@click.command()
@options.kept_profile_argument
@options.network_options
@options.json_option
def plan(*, profile: Path | None, network: options.Network, as_json: bool) -> int:
    """Say what a run about the person in PROFILE would ask. Nothing is sent to find out.

    For each check: whom it asks, in which country, how often, which of the declared facts go
    there, whose account is used, and what stays out at this level. A run asks nothing beyond its
    plan. Without PROFILE, the profile that init keeps is taken.
    """
    import shutil

    from exposure_audit.audit import Order, planned
    from exposure_audit.cli import plan_listing, profiles
    from exposure_audit.cli.exit_codes import ExitCode

    order = Order(
        subject=profiles.plain_or_kept(profile),
        settings=network.merged(),
        environment=os.environ,
        only=network.only,
        skip=network.skip,
    )
    attempts = planned(order)
    if as_json:
        click.echo(plan_listing.as_document(order, attempts))
    else:
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        click.echo("\n".join(plan_listing.lines(order, attempts, width)))
    return ExitCode.DONE
