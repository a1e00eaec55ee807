"""Processes that are killed at a random moment lose nothing that they said was kept.

`make test` does a few rounds, `make soak` 200 of each.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from pathlib import Path

import pytest

from exposure_audit.store import stored_run
from exposure_audit.store.checking import condition_of
from exposure_audit.store.runs import kept_run, rows_of
from exposure_audit.store.workspace import Workspace
from tests.store import killed
from tests.store.children import children
from tests.store.killed import growing, in_file
from tests.store.made import NAME, Clock, finding, opening, result


def sound(workspace: Workspace) -> bool:
    return condition_of(workspace).problems == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a hundred findings or so."""
    folder = tmp_path / "workspace"

    async def fill() -> None:
        with in_file(folder).open_or_create() as workspace:
            for day in range(10):
                run = stored_run.begin(workspace, opening(clock=Clock().later(days=-day - 1)))
                made = result(workspace, run, *(finding(n) for n in range(40)))
                await run.kept(made, finished=True)
                run.close()

    asyncio.run(fill())
    return folder


def test_two_that_begin_at_once_begin_one_workspace(tmp_path: Path, rounds: int) -> None:
    for number in range(rounds):
        folder = tmp_path / str(number) / "workspace"
        folder.parent.mkdir()
        with children(killed.beginning, folder, 2) as both:
            for child in both:
                child.process.join(30)
        assert [child.told for child in both] == [["begun"], ["begun"]]
        assert folder.stat().st_mode & 0o777 == 0o700
        in_file(folder).open().close()


def test_a_kill_at_the_beginning_leaves_what_can_be_begun_again(
    tmp_path: Path, rounds: int
) -> None:
    chance = random.Random(10)
    for number in range(rounds):
        folder = tmp_path / str(number) / "workspace"
        folder.parent.mkdir()
        with children(killed.beginning, folder):
            time.sleep(chance.uniform(0, 0.03))
        for _ in range(2):
            with in_file(folder).open_or_create() as workspace:
                assert sound(workspace)


def test_two_writers_killed_lose_nothing_that_was_kept(folder: Path, rounds: int) -> None:
    chance = random.Random(4)
    kept: dict[str, int] = {}
    for _ in range(rounds):
        with children(killed.writing, folder, 2) as writers:
            time.sleep(chance.uniform(0, 0.15))
        told = [each for child in writers for each in child.told]
        kept |= {run: count for run, count, _ in told}
        with in_file(folder).open() as workspace:
            assert sound(workspace)
            states = {row.id: row.state for row in rows_of(workspace.owner)}
            for run, count, host in told:
                assert states[run] == "finished"
                assert len(kept_run(workspace.owner, run).result.findings) == count
                meant = stored_run.unkept(workspace, opening()).ledger
                assert meant.facts_at(host) == {NAME}
            # A run that was cut off is free to be gone on with.
            cut = [run for run, state in states.items() if state == "running"]
            if cut:
                clock = Clock().later(hours=20)
                stored_run.go_on(workspace, opening(clock=clock)).close()
            assert set(kept) <= set(states)
    assert kept, "no round was long enough to keep a run"


def test_two_processes_at_once_come_to_their_end(folder: Path, rounds: int) -> None:
    for _ in range(rounds):
        with children(killed.writing_a_little, folder, 2) as writers:
            for child in writers:
                child.process.join(30)
        runs = [run for child in writers for run, _, _ in child.told]
        assert len(runs) == 2 * killed.A_LITTLE
        with in_file(folder).open() as workspace:
            assert sound(workspace)
            states = {row.id: row.state for row in rows_of(workspace.owner)}
        assert {states[run] for run in runs} == {"finished"}


def test_a_kill_during_a_change_of_key_leaves_one_key_that_opens_all(
    folder: Path, rounds: int
) -> None:
    chance = random.Random(5)
    with in_file(folder).open() as workspace:
        before = [row.id for row in rows_of(workspace.owner)]
        ids_key = workspace.ids_key
    changed = halfway = 0
    for _ in range(rounds):
        with children(killed.rekeying, folder) as (child,):
            time.sleep(chance.uniform(0, 0.25))
        changed += len(child.told)
        halfway += (folder.parent / "key.next").exists()
        with in_file(folder).open() as workspace:
            assert sound(workspace)
            assert [row.id for row in rows_of(workspace.owner)] == before
            assert workspace.ids_key == ids_key
        # What opened it is the current key from now on: it opens it again.
        in_file(folder).open().close()
    assert changed, "no round was long enough to change the key"
    assert halfway or rounds < 100


def test_a_kill_during_a_migration_leaves_the_old_or_the_new(folder: Path, rounds: int) -> None:
    chance = random.Random(6)
    old = folder.with_name("old.db")
    shutil.copy(folder / "workspace.db", old)
    outcomes: set[str] = set()
    for _ in range(rounds):
        for path in folder.glob("workspace.db*"):
            path.unlink()
        shutil.copy(old, folder / "workspace.db")
        with children(killed.migrating, folder) as (child,):
            time.sleep(chance.uniform(0, 0.06))
        outcomes.add("migrated" if child.told else "cut")
        with growing(folder).open() as workspace:
            assert sound(workspace)
            assert len(kept_run(workspace.owner, None).result.findings) == 40
            copies = workspace.owner.read(
                lambda found: found.execute("SELECT count(*) FROM copies").fetchone()[0]
            )
        assert copies == 10 * 40 * 4
        assert list(folder.glob("*before*")) == []
    assert rounds < 100 or outcomes == {"migrated", "cut"}
