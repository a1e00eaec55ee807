"""A disk that is full, and one that takes no writes: real file systems in memory."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from exposure_audit.errors import GatherError, WorkspaceError
from exposure_audit.model import CheckId
from exposure_audit.net.quota import Rate
from exposure_audit.store import stored_run
from exposure_audit.store.checking import condition_of
from exposure_audit.store.holders import Holder, HolderName
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.quotas import StoredQuota
from exposure_audit.store.rekeying import change_key, rekey
from exposure_audit.store.runs import kept_run, rows_of
from exposure_audit.store.stored_run import StoredRun
from exposure_audit.store.workspace import Workspace
from tests.store import killed
from tests.store.children import children
from tests.store.conftest import locked_in
from tests.store.killed import in_file
from tests.store.made import NAME, Clock, ended, finding, observation, opening, result

COUNT = "SELECT count(*) FROM quotas"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A mount point for small disks; whoever may not mount skips, in CI that is a failure."""
    point = tmp_path / "disk"
    point.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    yield point
    while point.is_mount():
        subprocess.run(["umount", point], check=True)


@contextmanager
def mounted(point: Path, kilobytes: int) -> Iterator[Path]:
    """Mount an empty disk; gives the workspace's folder on it."""
    options = f"size={kilobytes}k,mode=0700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", point], check=True)
    try:
        yield point / "workspace"
    finally:
        subprocess.run(["umount", point], check=True)


async def one_run(workspace: Workspace, number: int) -> StoredRun:
    """Begin a run and keep it, with pages of text; its failure says whether that worked."""
    run = stored_run.begin(workspace, opening(clock=Clock().later(minutes=number)))
    with suppress(GatherError):
        assert await run.ledger.meant(f"h{number}.example", frozenset({NAME}), frozenset())
    for each in range(5):
        run.ended(ended(CheckId(f"check-{each}"), observation(excerpt="x" * 3_000)))
    made = result(workspace, run, *(finding(n) for n in range(10)))
    await run.kept(made, finished=True)
    run.close()
    return run


def fill(workspace: Workspace) -> tuple[list[str], WorkspaceError]:
    """Keep runs until the disk is full; returns those that were kept, and the failure."""
    kept: list[str] = []
    for number in range(1_000):
        try:
            run = asyncio.run(one_run(workspace, number))
        except WorkspaceError as failure:
            return kept, failure
        if run.failure:
            return kept, run.failure
        kept.append(run.run)
    raise AssertionError("the disk never filled")


def test_a_full_disk_loses_nothing_that_was_kept(disk: Path, rounds: int) -> None:
    chance = random.Random(7)
    for _ in range(rounds):
        with mounted(disk, chance.randrange(450, 1_000)) as folder:
            locked = locked_in(folder)
            with locked.open_or_create() as workspace:
                kept, failure = fill(workspace)
            assert "full" in str(failure), failure
            remount(disk, "size=4m")
            with locked.open() as workspace:
                assert condition_of(workspace).problems == 0
                for run in kept:
                    assert len(kept_run(workspace.owner, run).result.findings) == 10
                again = asyncio.run(one_run(workspace, 2_000))
                assert again.failure is None


def test_a_change_of_key_without_room_changes_nothing(disk: Path, rounds: int) -> None:
    """SQLCipher needs room for a journal of the whole file, and takes a failure badly."""
    chance = random.Random(9)
    for number in range(rounds):
        with mounted(disk, 4_000) as folder:
            locked = in_file(folder)
            with locked.open_or_create() as workspace:
                run = asyncio.run(one_run(workspace, 1))
            used = 4_000 * 1024 - shutil.disk_usage(disk).free
            remount(disk, f"size={(used + chance.randrange(3 * used)) // 4096 * 4096}")
            holder = locked.keychain.of(HolderName.FILE)
            assert holder
            # Every other time without the look at the free room, as if it were wrong.
            change = rekey if number % 2 else rekey_blindly
            with suppress(WorkspaceError), locked.open() as workspace:
                change(locked, workspace, holder)
            remount(disk, "size=8m")
            with locked.open() as workspace:
                assert condition_of(workspace).problems == 0
                assert len(kept_run(workspace.owner, run.run).result.findings) == 10
                rekey(locked, workspace, holder)
            locked.open().close()


def rekey_blindly(locked: LockedWorkspace, workspace: Workspace, holder: Holder) -> None:
    new = holder.new()
    with locked.changing():
        change_key(workspace, holder, new)
        holder.settle()


def test_a_disk_without_any_room_is_said_and_leaves_no_workspace(disk: Path) -> None:
    with mounted(disk, 64) as folder:
        (disk / "filler").write_bytes(b"x" * 64 * 1024)
        locked = locked_in(folder)
        with pytest.raises(WorkspaceError, match="full"):
            locked.open_or_create()
        (disk / "filler").unlink()
        remount(disk, "size=2m")
        locked.open_or_create().close()


def remount(disk: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", disk], check=True)


def test_a_read_only_disk_is_read(disk: Path, rounds: int) -> None:
    with mounted(disk, 8_000) as folder:
        locked = locked_in(folder)
        for number in range(rounds // 4):
            with locked.open_or_create() as workspace:
                run = asyncio.run(one_run(workspace, number))
            remount(disk, "ro")
            with locked.open() as workspace:
                assert workspace.read_only
                assert len(kept_run(workspace.owner, run.run).result.findings) == 10
                with pytest.raises(WorkspaceError, match="cannot be written"):
                    stored_run.begin(workspace, opening())
                unkept = stored_run.unkept(workspace, opening())
            assert unkept.ledger.facts_at(f"h{number}.example") == {NAME}
            remount(disk, "rw")


def test_a_workspace_that_was_not_closed_is_not_read_without_its_newest_writes(
    disk: Path, rounds: int
) -> None:
    """A log that nobody may merge holds what was sent last: it must not be overlooked."""
    chance = random.Random(8)
    for _ in range(rounds):
        with mounted(disk, 8_000) as folder:
            locked = in_file(folder)
            locked.open_or_create().close()
            with children(killed.writing, folder) as (child,):
                time.sleep(chance.uniform(0, 0.05))
            remount(disk, "ro")
            if (folder / "workspace.db-wal").stat().st_size:
                with pytest.raises(WorkspaceError, match="was not closed"):
                    locked.open()
            remount(disk, "rw")
            locked.open().close()
            remount(disk, "ro")
            with locked.open() as workspace:
                kept = {row.id for row in rows_of(workspace.owner)}
            assert {run for run, _, _ in child.told} <= kept
            remount(disk, "rw")


def test_a_read_only_disk_takes_no_new_workspace(disk: Path) -> None:
    with mounted(disk, 1_000) as folder:
        remount(disk, "ro")
        with pytest.raises(WorkspaceError, match="cannot be made"):
            locked_in(folder).open_or_create()
        assert not folder.exists()


async def test_on_a_full_disk_this_process_still_keeps_to_the_limits(disk: Path) -> None:
    rate = Rate(per_second=0.001, burst=2)
    with mounted(disk, 450) as folder, locked_in(folder).open_or_create() as workspace:
        await asyncio.to_thread(fill, workspace)
        quota = StoredQuota(workspace, Clock())
        waits = [await quota.take("a.example", rate) for _ in range(4)]
        assert waits[:2] == [0, 0]
        assert all(wait > 0 for wait in waits[2:])
        written = workspace.owner.read(lambda found: found.execute(COUNT).fetchone()[0])
        assert written == 0
