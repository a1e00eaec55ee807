"""The real command line in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from exposure_audit import profile
from exposure_audit.result import AuditResult
from exposure_audit.store.keychain import keychain
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.os_keyring import SystemKeyring
from exposure_audit.store.stored_run import begin, subject_of
from exposure_audit.store.subjects import KeptProfile, keep_profile
from tests.conftest import PROFILE
from tests.store.made import NOW, opening, result

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

KEY = "ab" * 32
OTHER_KEY = "cd" * 32


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed."""
        return json.loads(self.out)

    def refuses(self, says: str) -> bool:
        """Whether it ended with 2 and one line that says why."""
        line = len(self.err.strip().splitlines()) == 1
        return (self.code, self.out) == (2, "") and line and says in self.err


@dataclass(frozen=True)
class Command:
    """The command line, with an environment of its own."""

    environment: Mapping[str, str]
    folder: Path
    program: Sequence[str] = field(default=(sys.executable, "-m", "exposure_audit"))

    def having(self, **more: str) -> Command:
        """Return the same with more in its environment."""
        return replace(self, environment={**self.environment, **more})

    @property
    def workspace(self) -> LockedWorkspace:
        """The workspace that it would open, for this process to open."""
        folder = Path(self.environment["EXPOSURE_AUDIT_WORKSPACE"])
        return LockedWorkspace(keychain(folder, self.environment, SystemKeyring(2), None))

    async def start(self, *arguments: object, **more: str) -> asyncio.subprocess.Process:
        """Start it and return the process, with pipes."""
        return await self.having(**more)._started(arguments, asyncio.subprocess.DEVNULL)

    async def __call__(self, *arguments: object, **more: str) -> Ran:
        """Run it to its end."""
        return await _ended(await self.start(*arguments, **more))

    async def told(self, typed: str, *arguments: object) -> Ran:
        """Run it to its end with an input that is no terminal."""
        return await _ended(await self._started(arguments, asyncio.subprocess.PIPE), typed)

    async def _started(self, arguments: Sequence[object], stdin: int) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self.program,
            *map(str, arguments),
            env=self.environment,
            cwd=self.folder,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


async def _ended(process: asyncio.subprocess.Process, typed: str | None = None) -> Ran:
    body = None if typed is None else typed.encode()
    out, err = await asyncio.wait_for(process.communicate(body), 60)
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


async def keep_run(
    command: Command, text: str = PROFILE, *, with_profile: bool = False
) -> AuditResult:
    """Keep a run about the person of a profile, as if it had been made; nobody is asked."""
    subject = profile.parse(text, "profile", NOW.date())
    with command.workspace.open_or_create() as workspace:
        run = begin(workspace, opening(subject))
        made = replace(result(workspace, run), subject=subject_of(workspace, subject))
        await run.kept(made, finished=True)
        run.close()
        if with_profile:
            keep_profile(workspace.owner, KeptProfile(made.subject, text), NOW)
    return made


def holders(folder: Path, values: Iterable[str]) -> set[str]:
    """Return the files under a folder that hold one of these values, in their name or content."""
    forms = [form for value in values for form in (value.encode(), value.encode("utf-16-le"))]
    forms = [form.lower() for form in forms]
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = {path: str(path).encode() + path.read_bytes() for path in files}
    return {
        path.relative_to(folder).as_posix()
        for path, content in contents.items()
        if any(form in content.lower() for form in forms)
    }
