"""The real command line in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WITHOUT_ROOTS_POWERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Before a command: even root then reads only what a file's mode allows."""

CRASH = """
import click, sys
from exposure_audit.cli.main import cli, outcome

@cli.command()
@click.argument("value")
def crash(value):
    raise RuntimeError(value)

sys.exit(outcome(sys.argv[1:]))
"""
"""The command line with one command more, which fails with a value in its message."""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """The command line, with an environment of its own."""

    environment: Mapping[str, str]
    folder: Path
    program: Sequence[str] = field(default=(sys.executable, "-m", "exposure_audit"))

    async def start(self, *arguments: object, **more: str) -> asyncio.subprocess.Process:
        """Start it and return the process, with pipes."""
        return await asyncio.create_subprocess_exec(
            *self.program,
            *map(str, arguments),
            env={**self.environment, **more},
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *arguments: object, **more: str) -> Ran:
        """Run it to its end."""
        process = await self.start(*arguments, **more)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode is not None
        return Ran(process.returncode, out.decode(), err.decode())
