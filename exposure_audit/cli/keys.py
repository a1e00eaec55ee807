"""`keys new|list|trust`: age keys, with which files are sealed and opened."""

from __future__ import annotations

from contextlib import nullcontext

import click

from exposure_audit.cli import options


@click.group()
def keys() -> None:
    """Keys (age) that files are sealed to.

    A profile can name a key as consent.recipient. Reports about that person are then written
    sealed, as *.age, if the key is in your list: one of your own, or one that you trust.
    """


@keys.command()
def new() -> int:
    """Make a key of your own and print its public half, for others to seal files to you.

    The secret half stays in the encrypted workspace. Files that are sealed to you, such as a
    profile.toml.age, are then opened without more ado.
    """
    from exposure_audit.age_keys import Identity
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.workspace_access import locked_workspace
    from exposure_audit.limits import SystemClock
    from exposure_audit.store.identities import keep_identity

    with locked_workspace().open_or_create() as workspace:
        identity = Identity.new()
        keep_identity(workspace.owner, identity, SystemClock().now())
    click.echo(identity.recipient)
    return ExitCode.DONE


@keys.command("list")
@options.json_option
def list_(*, as_json: bool) -> int:
    """List the public keys that files may be sealed to: your own, and those that you trust."""
    import json

    from exposure_audit import settings
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.profiles import own_identities
    from exposure_audit.cli.workspace_access import locked_workspace

    trusted = settings.load(None).trust
    locked = locked_workspace()
    with locked.open() if locked.exists() else nullcontext() as workspace:
        own = [identity.recipient for identity in own_identities(workspace)]
    if as_json:
        listed = {"schema": 1, "own": own, "trusted": trusted}
        click.echo(json.dumps(listed, indent=2))
        return ExitCode.DONE
    for key in own:
        click.echo(f"{key}  yours")
    for key in trusted:
        click.echo(f"{key}  trusted")
    return ExitCode.DONE


@keys.command()
@click.argument("key")
def trust(*, key: str) -> int:
    """Put somebody's public KEY (age1...) into your list.

    Check with them, on another way than the one by which you got it, that it is theirs.
    """
    from exposure_audit import settings
    from exposure_audit.age_keys import recipient_of
    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.own_settings import keep_setting
    from exposure_audit.errors import OptionError

    try:
        public = recipient_of(key)
    except ValueError as error:
        raise OptionError("KEY", str(error), "It is what `keys new` prints.") from None
    known = settings.load(None).trust
    if public not in known:
        keep_setting("trust", [*known, public])
    return ExitCode.DONE
