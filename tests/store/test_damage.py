"""A workspace that was cut short, or whose bytes were changed, or a key that is not its own."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.store import stored_run
from exposure_audit.store.checking import condition_of
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.runs import kept_run, rows_of
from tests.store.conftest import locked_in
from tests.store.made import Clock, finding, opening, result


@pytest.fixture
def filled(locked: LockedWorkspace) -> LockedWorkspace:
    """A workspace with pages of all kinds."""

    async def fill() -> None:
        with locked.open_or_create() as workspace:
            for day in range(5):
                run = stored_run.begin(workspace, opening(clock=Clock().later(days=day)))
                made = result(workspace, run, *(finding(n) for n in range(30)))
                await run.kept(made, finished=True)
                run.close()

    asyncio.run(fill())
    return locked


def read_all(locked: LockedWorkspace) -> int:
    """Read whatever is there; returns how many places are damaged. Raises `WorkspaceError`."""
    with locked.open() as workspace:
        problems = condition_of(workspace).problems
        for row in rows_of(workspace.owner):
            kept_run(workspace.owner, row.id)
        return problems


def restore(path: Path, body: bytes) -> None:
    for log in path.parent.glob("workspace.db-*"):
        log.unlink()
    path.write_bytes(body)


def test_cut_short_anywhere_it_is_said(filled: LockedWorkspace, rounds: int) -> None:
    chance = random.Random(1)
    body = filled.path.read_bytes()
    for _ in range(rounds):
        restore(filled.path, body[: chance.randrange(1, len(body))])
        try:
            problems = read_all(filled)
        except WorkspaceError:
            continue
        assert problems
    restore(filled.path, body)
    assert read_all(filled) == 0


def test_a_changed_byte_anywhere_is_said(filled: LockedWorkspace, rounds: int) -> None:
    chance = random.Random(2)
    body = filled.path.read_bytes()
    for _ in range(rounds):
        place = chance.randrange(len(body))
        changed = bytes([body[place] ^ chance.randrange(1, 256)])
        restore(filled.path, body[:place] + changed + body[place + 1 :])
        try:
            problems = read_all(filled)
        except WorkspaceError:
            continue
        assert problems, place


def test_no_other_key_opens_it_or_changes_it(filled: LockedWorkspace, rounds: int) -> None:
    chance = random.Random(3)
    body = filled.path.read_bytes()
    for _ in range(rounds):
        key = chance.randbytes(32).hex()
        with pytest.raises(WorkspaceError, match="does not open"):
            locked_in(filled.folder, {"EXPOSURE_AUDIT_KEY": key}).open()
    assert filled.path.read_bytes() == body
    assert read_all(filled) == 0


@pytest.mark.parametrize("body", [b"SQLite format 3\0" + bytes(9_000), b"x" * 9_000, bytes(9_000)])
def test_another_file_in_its_place_is_refused_and_left(
    filled: LockedWorkspace, body: bytes
) -> None:
    restore(filled.path, body)
    with pytest.raises(WorkspaceError):
        filled.open()
    assert filled.path.read_bytes() == body


def test_how_badly_is_said_and_the_rest_is_listed(filled: LockedWorkspace) -> None:
    body = filled.path.read_bytes()
    for page in (20, 30):
        place = page * 4_096 + 50
        body = body[:place] + b"X" * 8 + body[place + 8 :]
    restore(filled.path, body)
    with filled.open() as workspace:
        condition = condition_of(workspace)
    assert condition.problems == 2
