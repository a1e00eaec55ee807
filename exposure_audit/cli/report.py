"""`report RUN`: a kept run, shown again; nothing is asked of anybody."""

from __future__ import annotations

from pathlib import Path

import click

from exposure_audit.cli import options
from exposure_audit.cli.delivery import Target, deliver


@click.command()
@click.argument("run", required=False)
@options.out_option
@options.format_option
@options.settings_option
@options.show_values_option
@options.quiet_option
def report(
    *,
    run: str | None,
    out: Path | None,
    form: str,
    settings: Path | None,
    show_values: bool,
    quiet: bool,
) -> int:
    """Show a kept run again; without RUN, the newest.

    It is read from the encrypted workspace; nothing is asked of any source. The ids of the kept
    runs are listed by workspace check.
    """
    from exposure_audit import settings as choices
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.products import prepare_folder
    from exposure_audit.cli.workspace_access import locked_workspace, trusted_keys
    from exposure_audit.store.runs import kept_run

    options.refuse_values_in_ci(show_values=show_values)
    chosen = choices.load(settings)
    if out:
        prepare_folder(out)
    with locked_workspace().open() as workspace:
        kept = kept_run(workspace.owner, run)
        trusted = trusted_keys(workspace, chosen)
    target = Target(
        subject=kept.subject, out=out, form=form, show_values=show_values, trusted=trusted
    )
    deliver(kept.result, target, quiet=quiet)
    return ExitCode.DONE
