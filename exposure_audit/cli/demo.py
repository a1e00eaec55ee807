"""`demo`: the main job on a fictional public web, over real sockets and the real code."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exposure_audit.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exposure_audit.audit import Audited, Means
    from exposure_audit.sandbox.sandbox import Sandbox


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo-report",
    show_default=True,
    metavar="DIR",
    help="Write each fictional candidate's report into a folder of its own in here.",
)
@options.quiet_option
def demo(*, out: Path, quiet: bool) -> int:
    """Audit three fictional candidates on a fictional web on this machine. Nothing leaves it.

    Exits with 0 when all that was planted was found, and nothing else.
    """
    import asyncio

    from exposure_audit.cli.exit_codes import ExitCode
    from exposure_audit.cli.products import prepare_folder

    prepare_folder(out)
    shortfalls = asyncio.run(_audit_all(out, quiet=quiet))
    if shortfalls is None:
        return ExitCode.INTERRUPTED
    for shortfall in shortfalls:
        click.echo(f"The demo fell short: {shortfall}", err=True)
    return ExitCode.NOT_COVERED if shortfalls else ExitCode.DONE


async def _audit_all(out: Path, *, quiet: bool) -> Sequence[str] | None:
    """Audit each candidate; return where a result fell short, or None when interrupted."""
    from exposure_audit.audit import Means
    from exposure_audit.cli.progress import watching
    from exposure_audit.keeping import Unkept
    from exposure_audit.limits import Limits, SystemClock
    from exposure_audit.net.quota import MemoryQuota
    from exposure_audit.sandbox.sandbox import Sandbox

    shortfalls: list[str] = []
    async with Sandbox.start() as sandbox:
        for slug in sandbox.profiles:
            with watching(verbose=False, quiet=quiet) as progress:
                # Loopback has no owner who could mind haste.
                limits = Limits(host_interval_seconds=0, retry_seconds=0.05)
                clock = SystemClock()
                keeping = Unkept(key=secrets.token_bytes(32), started=clock.now())
                means = Means(
                    limits=limits,
                    clock=clock,
                    progress=progress,
                    keeping=keeping,
                    quota=MemoryQuota(clock),
                )
                audited = await _audit_one(sandbox, slug, means)
            _deliver(audited, out / slug)
            if audited.interrupted:
                return None
            missed = sandbox.expectations[slug].shortfalls(audited.result)
            shortfalls += [f"{slug}: {words}" for words in missed]
    return shortfalls


async def _audit_one(sandbox: Sandbox, slug: str, means: Means) -> Audited:
    from exposure_audit import profile, settings
    from exposure_audit.audit import Order, audit

    today = means.clock.now().date()
    order = Order(
        subject=profile.parse(sandbox.profiles[slug], f"{slug}.toml", today),
        settings=settings.parse(sandbox.settings_toml(), "the sandbox's settings"),
        environment=sandbox.keys,
    )
    return await audit(order, means)


def _deliver(audited: Audited, folder: Path) -> None:
    from exposure_audit.cli.products import catalogue, prepare_folder, write_products
    from exposure_audit.reports.headline import headline

    prepare_folder(folder)
    report = write_products(audited.result, folder)
    click.echo(f"{folder.name}: {headline(audited.result, catalogue().routes)}")
    click.echo(f"  {report}")
