"""`workspace check|rekey|export|purge`: the encrypted workspace, looked after."""

from __future__ import annotations

from pathlib import Path

import click

from exposure_audit.cli import options

HOLDERS = ("keyring", "variable", "file", "passphrase")


@click.group()
def workspace() -> None:
    """The encrypted place where profile, runs and ledger are kept."""


@workspace.command()
@options.json_option
def check(*, as_json: bool) -> int:
    """Read every page of the workspace, and list the people (by id) and the runs in it."""
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.cli.workspace_listing import as_document, lines
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.store.checking import condition_of

    with locked_workspace().open() as opened:
        condition = condition_of(opened)
        told = as_document(opened, condition) if as_json else "\n".join(lines(opened, condition))
    click.echo(told)
    if condition.problems:
        cure = "Put a copy from a backup in its place (docs/workspace.md)."
        raise WorkspaceError(opened.path, f"{condition.problems} places are damaged", cure)
    return ExitCode.DONE


@workspace.command()
@click.option("--to", type=click.Choice(HOLDERS), help="Who keeps the new key. Default: as now.")
def rekey(*, to: str | None) -> int:
    """Encrypt the workspace anew, with a new key.

    The keyring and the file are given a random one, a passphrase is asked for, and the variable
    way takes the new key from EXPOSURE_AUDIT_NEW_KEY.
    """
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.errors import OptionError
    from exposure_audit.identity import KEY_VARIABLE
    from exposure_audit.store.holders import NEXT_KEY_VARIABLE, HolderName
    from exposure_audit.store.rekeying import rekey as give_new_key

    locked = locked_workspace()
    with locked.open() as opened:
        name = HolderName(to) if to else opened.holder
        holder = locked.keychain.of(name)
        if holder is None:
            cure = "Name the file in EXPOSURE_AUDIT_KEY_FILE."
            raise OptionError("--to", "no file for the key is named", cure)
        give_new_key(locked, opened, holder)
    words = f"The workspace has a new key, kept by {holder.tried}."
    if holder.name is HolderName.VARIABLE:
        words = (
            f"The workspace has a new key: set {KEY_VARIABLE} to what {NEXT_KEY_VARIABLE} holds."
        )
    click.echo(words, err=True)
    return ExitCode.DONE


@workspace.command()
@click.argument("subject", required=False)
@click.option(
    "--out",
    type=options.NamedPath(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Write it to this file; sealed as FILE.age where the profile names a key in your list.",
)
@click.option(
    "--profile", "only_profile", is_flag=True, help="The kept profile alone, as TOML, with values."
)
@options.show_values_option
def export(*, subject: str | None, out: Path, only_profile: bool, show_values: bool) -> int:
    """Write all that is kept about SUBJECT (an id) to a file, as JSON.

    SUBJECT may be left out where there is only one. Values are shown as labels, and the profile is
    left out, unless --show-values is given.
    """
    from exposure_audit import settings
    from exposure_audit.cli.delivery import say_unsealed
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.products import write_sealable
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.cli.workspace_export import exported

    options.refuse_values_in_ci(show_values=show_values)
    options.refuse_values_in_ci(show_values=only_profile, option="--profile")
    chosen = settings.load(None)
    with locked_workspace().open() as opened:
        made = exported(opened, chosen, subject, only_profile=only_profile, show_values=show_values)
    say_unsealed(made.wanted, made.recipient)
    written = write_sealable(out, made.text, made.recipient)
    click.echo(f"It is in {written}", err=True)
    return ExitCode.DONE


@workspace.command()
@click.argument("subject", required=False)
@click.option("--everything", is_flag=True, help="Delete the whole workspace and its key.")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
def purge(*, subject: str | None, everything: bool, yes: bool) -> int:
    """Forget SUBJECT (an id): profile, runs, findings, cases and ledger, down to the bytes.

    Forgetting the ledger means that later runs no longer know what was sent to whom before.
    """
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.errors import OptionError
    from exposure_audit.store.purging import also_known_as, purge_everything, purge_subject

    if (subject is None) is not everything:
        cure = "`exposure-audit workspace check` lists the subjects."
        raise OptionError("purge", "name a SUBJECT, or --everything", cure)
    _ask_whether_sure(yes=yes)
    locked = locked_workspace()
    if subject is None:
        for holder in purge_everything(locked):
            click.echo(f"The key could not be deleted from {holder}: do that by hand.", err=True)
        click.echo("All is forgotten. Reports and profiles in files of your own stay.", err=True)
        return ExitCode.DONE
    with locked.open() as opened:
        others = also_known_as(opened, subject)
        purge_subject(opened, subject)
    click.echo("Forgotten. Reports and profiles in files of your own stay.", err=True)
    for other in others:
        click.echo(f"The same person is kept as {other}, under another name.", err=True)
    return ExitCode.DONE


def _ask_whether_sure(*, yes: bool) -> None:
    from exposure_audit.cli.workspace_access import asker
    from exposure_audit.errors import OptionError

    if yes:
        return
    if asker() is None:
        raise OptionError("purge", "nobody can be asked here", "Say --yes if you are sure.")
    click.confirm("This cannot be undone. Go on?", abort=True, err=True)
