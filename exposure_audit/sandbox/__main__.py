"""Keeps the fictional web running for authors of checks: `python -m exposure_audit.sandbox`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from exposure_audit.errors import DataError
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import load_world


@click.command()
@click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Write the settings that point at the sandbox to this file.",
)
@click.option(
    "--world",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Serve the world in this folder instead of the shipped one.",
)
@click.option(
    "--profiles",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Write the candidates' profiles to this folder.",
)
def main(settings: Path, world: Path | None, profiles: Path | None) -> None:
    """Serve a fictional public web on loopback until Ctrl-C."""
    try:
        asyncio.run(_serve(settings, world, profiles))
    except KeyboardInterrupt:
        sys.exit(130)
    except (DataError, OSError) as error:
        raise click.ClickException(str(error)) from error


async def _serve(settings: Path, world: Path | None, profiles: Path | None) -> None:
    async with Sandbox.start(load_world(world)) as sandbox:
        sandbox.write_settings(settings)
        click.echo(f"settings: {settings}")
        for variable, key in sandbox.keys.items():
            click.echo(f"export {variable}={key}")
        if profiles is not None:
            _write_profiles(sandbox, profiles)
        click.echo("Ctrl-C ends it.", err=True)
        await asyncio.Event().wait()


def _write_profiles(sandbox: Sandbox, folder: Path) -> None:
    for slug, text in sandbox.profiles.items():
        path = folder / f"{slug}.toml"
        path.write_text(text, encoding="utf-8")
        click.echo(f"profile: {path}")


if __name__ == "__main__":
    main()
