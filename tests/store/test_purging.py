"""What is purged is gone from the bytes on disk.

Proved on a store without a key, of the same code: an encrypted page never matches a search, so a
search of one would prove nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from exposure_audit.errors import GatherError, WorkspaceError
from exposure_audit.model import CheckId
from exposure_audit.store import stored_run
from exposure_audit.store.connection import wait_for_others
from exposure_audit.store.identities import identities_of
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.purging import also_known_as, purge_everything, purge_subject
from exposure_audit.store.runs import rows_of
from exposure_audit.store.subjects import (
    KeptProfile,
    draft_of,
    keep_draft,
    keep_profile,
    profile_of,
    subjects_of,
)
from exposure_audit.store.workspace import Workspace
from tests.conftest import PROFILE
from tests.store.conftest import Keyring, locked_in
from tests.store.made import (
    NAME,
    NOW,
    SUBJECT,
    Clock,
    declared_forms,
    disclosure,
    ended,
    finding,
    named,
    observation,
    opening,
    result,
)

OTHER = named("Other")


def unkeyed(locked: LockedWorkspace) -> LockedWorkspace:
    return LockedWorkspace(locked.keychain, unlocked_by=lambda _: lambda _: None)


async def lived_in(workspace: Workspace) -> str:
    """Keep everything that can be kept about a person, several times; return their id."""
    subject = stored_run.subject_of(workspace, SUBJECT)
    keep_profile(workspace.owner, KeptProfile(subject, PROFILE), NOW)
    keep_draft(workspace.owner, PROFILE)
    for day in range(6):
        run = stored_run.begin(workspace, opening(clock=Clock().later(days=day)))
        assert await run.ledger.meant(f"sianh79-{day}.example", frozenset({NAME}), frozenset())
        run.ledger.disclosed(disclosure("sianh79.example", NAME))
        run.ledger.saw("sianh79.example")
        page = observation(excerpt=PROFILE * 3)
        for number in range(30):
            run.ended(ended(CheckId(f"check-{number}"), page))
        if day % 2:
            findings = [finding(n) for n in range(20)]
            await run.kept(result(workspace, run, *findings), finished=day == 1)
        run.close()
    return subject


def on_disk(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_purged_person_is_in_no_byte_of_the_file_or_its_log(
    locked: LockedWorkspace,
) -> None:
    forms = list(declared_forms())
    with unkeyed(locked).open_or_create() as workspace:
        other = stored_run.begin(workspace, opening(OTHER))
        subject = await lived_in(workspace)
        before = on_disk(locked.folder)
        assert sum(form in before for form in forms) > 10
        purge_subject(workspace, subject)
        # While the workspace is still open: the log is looked through, too.
        after = on_disk(locked.folder)
        kept = {form for form in forms if form in after}
        assert [row.id for row in rows_of(workspace.owner)] == [other.run]
        other.close()
    # The other person of this test has the same address: only the name differs.
    assert not {form for form in kept if b"xample-" in form or b"EXAMPLE-" in form}, kept


async def test_a_purged_person_who_is_alone_leaves_nothing_at_all(
    locked: LockedWorkspace,
) -> None:
    with unkeyed(locked).open_or_create() as workspace:
        subject = await lived_in(workspace)
        purge_subject(workspace, subject)
        open_bytes = on_disk(locked.folder)
    closed_bytes = on_disk(locked.folder)
    for form in declared_forms():
        assert form not in open_bytes
        assert form not in closed_bytes
    assert subject.encode() not in closed_bytes


async def test_no_table_remembers_a_purged_person(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        subject = await lived_in(workspace)
        purge_subject(workspace, subject)
        tables = workspace.owner.read(
            lambda found: [row[1] for row in found.execute("PRAGMA table_list").fetchall()]
        )
        counts = {table: _count(workspace, table) for table in tables if "sqlite" not in table}
        assert subjects_of(workspace.owner) == ()
        assert draft_of(workspace.owner) is None
        with pytest.raises(WorkspaceError):
            profile_of(workspace.owner, subject)
    assert {table for table, count in counts.items() if count} == {"keys"}


def _count(workspace: Workspace, table: str) -> int:
    return int(
        workspace.owner.read(
            lambda found: found.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        )
    )


def test_nobody_is_purged_under_an_unknown_id(locked: LockedWorkspace) -> None:
    with (
        locked.open_or_create() as workspace,
        pytest.raises(WorkspaceError, match="nobody is kept"),
    ):
        purge_subject(workspace, "s-0000000000000000")


async def test_a_reader_in_the_way_is_said(locked: LockedWorkspace) -> None:
    """The rows are gone, the log is not: so the user is told to do it again."""
    with locked.open_or_create() as workspace, locked.open() as other:
        subject = await lived_in(workspace)
        other.owner.bare(lambda found: found.execute("BEGIN"))
        other.owner.bare(lambda found: found.execute("SELECT * FROM subjects").fetchone())
        workspace.owner.bare(lambda found: wait_for_others(found, 50))
        with pytest.raises(WorkspaceError, match="another exposure-audit"):
            purge_subject(workspace, subject)
        other.owner.bare(lambda found: found.execute("COMMIT"))
        assert subjects_of(workspace.owner) == ()
        # The same again finishes it.
        with pytest.raises(WorkspaceError, match="nobody is kept"):
            purge_subject(workspace, subject)
        assert (locked.folder / "workspace.db-wal").stat().st_size == 0


def test_a_person_whose_run_goes_on_stays(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        subject = stored_run.subject_of(workspace, SUBJECT)
        with pytest.raises(WorkspaceError, match="still going on"):
            purge_subject(workspace, subject)
        run.close()
        purge_subject(workspace, subject)


async def test_a_run_that_was_purged_under_way_is_said_and_not_lost(
    locked: LockedWorkspace,
) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        workspace.owner.write(lambda found: found.execute("DELETE FROM subjects"))
        run.ended(ended())
        with pytest.raises(GatherError):
            await run.ledger.meant("a.example", frozenset({NAME}), frozenset())
        await run.kept(result(workspace, run), finished=True)
        assert run.failure
        assert "purged meanwhile" in str(run.failure)
        run.close()


def test_copies_and_locks_that_were_left_go_with_a_person(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        run.close()
        left = [locked.folder / name for name in ("workspace.db.before-2", f"{run.run}.lock")]
        for path in left:
            path.touch(0o600)
        purge_subject(workspace, stored_run.subject_of(workspace, SUBJECT))
    assert not any(path.exists() for path in left)


def test_another_id_of_the_same_person_is_named(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        for subject in (SUBJECT, named("Example Hughes")):
            stored_run.begin(workspace, opening(subject)).close()
        one, other = (
            stored_run.subject_of(workspace, each) for each in (SUBJECT, named("Example Hughes"))
        )
        assert also_known_as(workspace, one) == (other,)


def test_a_keyring_that_keeps_the_key_all_the_same_is_named(tmp_path: Path) -> None:
    class Sticky(Keyring):
        def delete(self, name: str) -> None:
            """Forget nothing."""

    locked = locked_in(tmp_path / "workspace", {}, Sticky())
    locked.open_or_create().close()
    assert purge_everything(locked) == ("the keyring",)
    assert not locked.folder.exists()


@pytest.mark.parametrize("with_key", [True, False])
async def test_everything_goes_with_and_without_the_key(tmp_path: Path, with_key: bool) -> None:
    keyring = Keyring()
    locked = locked_in(tmp_path / "workspace", {}, keyring)
    with locked.open_or_create() as workspace:
        await lived_in(workspace)
        assert identities_of(workspace.owner) == ()
    if not with_key:
        keyring.secrets.clear()
    purge_everything(locked)
    assert not locked.folder.exists()
    assert keyring.secrets == {}


def test_a_strangers_file_in_the_folder_is_left(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    (locked.folder / "mine.txt").write_text("mine")
    purge_everything(locked)
    assert [path.name for path in locked.folder.iterdir()] == ["mine.txt"]


def test_everything_stays_while_a_run_goes_on(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        run = stored_run.begin(workspace, opening())
        with pytest.raises(WorkspaceError, match="still going on"):
            purge_everything(locked)
        run.close()
    purge_everything(locked)
    assert not locked.folder.exists()
