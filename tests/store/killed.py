"""What the processes do that `test_kills.py` kills; each says what it is sure to have kept."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from exposure_audit.model import CheckId
from exposure_audit.store import stored_run
from exposure_audit.store.holders import HolderName
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.rekeying import rekey
from tests.store.conftest import locked_in
from tests.store.made import NAME, Clock, disclosure, ended, finding, observation, opening, result

Work = Callable[[Path, Connection], None]
A_LITTLE = 5
GROWING = """
CREATE TABLE copies (n INTEGER PRIMARY KEY, finding BLOB NOT NULL) STRICT;
INSERT INTO copies (finding) SELECT finding FROM findings;
INSERT INTO copies (finding) SELECT finding FROM copies;
INSERT INTO copies (finding) SELECT finding FROM copies;
UPDATE findings SET finding = CAST(finding || ' ' AS BLOB);
"""
"""A migration with so much to do that a kill finds it in the middle."""


def key_file(folder: Path) -> dict[str, str]:
    """The environment of a workspace whose key is in a file beside its folder."""
    return {"EXPOSURE_AUDIT_KEY_FILE": str(folder.parent / "key")}


def in_file(folder: Path) -> LockedWorkspace:
    """The workspace that the killed processes use."""
    return locked_in(folder, key_file(folder))


def growing(folder: Path) -> LockedWorkspace:
    """The same, as a later version sees it."""
    locked = in_file(folder)
    return LockedWorkspace(locked.keychain, (*locked.scripts, GROWING))


def writing(folder: Path, told: Connection) -> None:
    """Keep one run after another; tell each id once it is kept."""
    asyncio.run(_write(folder, told, runs=10_000))


def writing_a_little(folder: Path, told: Connection) -> None:
    """Keep a few runs and end."""
    asyncio.run(_write(folder, told, runs=A_LITTLE))


async def _write(folder: Path, told: Connection, *, runs: int) -> None:
    with in_file(folder).open() as workspace:
        told.send("ready")
        for number in range(runs):
            run = stored_run.begin(workspace, opening(clock=Clock().later(seconds=number)))
            host = f"h{number % 40}.example"
            known = run.ledger.facts_at(host)
            assert await run.ledger.meant(host, frozenset({NAME}), known)
            run.ledger.disclosed(disclosure(host, NAME))
            for each in range(4):
                run.ended(ended(CheckId(f"check-{each}"), observation(excerpt="x" * 2_000)))
            made = result(workspace, run, *(finding(n) for n in range(number % 7 + 1)))
            await run.kept(made, finished=True)
            run.close()
            if run.failure is None:
                told.send((run.run, len(made.findings), host))


def beginning(folder: Path, told: Connection) -> None:
    """Make the workspace, unless another does it first."""
    told.send("ready")
    in_file(folder).open_or_create().close()
    told.send("begun")


def rekeying(folder: Path, told: Connection) -> None:
    """Change the key again and again."""
    locked = in_file(folder)
    told.send("ready")
    while True:
        with locked.open() as workspace:
            holder = locked.keychain.of(HolderName.FILE)
            assert holder
            rekey(locked, workspace, holder)
            told.send("rekeyed")


def migrating(folder: Path, told: Connection) -> None:
    """Bring an older workspace up to date."""
    told.send("ready")
    growing(folder).open().close()
    told.send("migrated")


def kill(pid: int) -> None:
    """End a process at once, without a last word."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
