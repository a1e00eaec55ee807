"""Where a result goes: into a folder, sealed where the subject wants it, or to the output."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from exposure_audit.model import Subject
    from exposure_audit.result import AuditResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the user asked to get."""

    subject: Subject = field(repr=False)
    out: Path | None
    form: str
    show_values: bool
    trusted: Collection[str]
    """Public age keys in the user's list."""

    @property
    def recipient(self) -> str | None:
        """The key that files about this subject are sealed to."""
        wanted = self.subject.consent.recipient
        return wanted if wanted in self.trusted else None


def deliver(result: AuditResult, target: Target, *, quiet: bool) -> None:
    """Write the product to the folder or to the standard output, and say where it is."""
    from exposure_audit.cli.products import render, write_products
    from exposure_audit.errors import OptionError
    from exposure_audit.revealing import with_values

    if target.show_values:
        result = with_values(result, target.subject)
    if target.out is None:
        click.echo(render(result, target.form, color=_color(sys.stdout)))
        return
    say_unsealed(target.subject.consent.recipient, target.recipient)
    try:
        report = write_products(result, target.out, target.recipient)
    except OptionError:
        # What was gathered is not lost with the disk.
        click.echo(render(result, "text", color=_color(sys.stdout)))
        raise
    if not quiet:
        click.echo(render(result, "text", color=_color(sys.stderr)), err=True)
        click.echo(f"The report is in {report}", err=True)


def say_unsealed(wanted: str | None, recipient: str | None) -> None:
    """Say that a file will not be sealed, though its subject asks for it."""
    if wanted and not recipient:
        click.echo(
            f"Not sealed: the profile names a key that is not in your list. If it is theirs: "
            f"exposure-audit keys trust {wanted}",
            err=True,
        )


def _color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
