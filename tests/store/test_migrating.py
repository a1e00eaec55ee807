"""An older workspace is brought up to date wholly, or stays as it was."""

from __future__ import annotations

import shutil

import pytest
from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from exposure_audit.errors import WorkspaceError
from exposure_audit.store import migrating, stored_run
from exposure_audit.store.answers import answers_of
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.runs import rows_of
from tests.store.made import opening

NEXT = """
-- A statement may hold a semicolon in a text.
CREATE TABLE later (word TEXT NOT NULL DEFAULT 'a;b') STRICT;
INSERT INTO later DEFAULT VALUES;
"""


def newer(locked: LockedWorkspace, script: str = NEXT) -> LockedWorkspace:
    return LockedWorkspace(locked.keychain, (*locked.scripts, script))


def values(connection: Connection) -> dict[str, object]:
    names = ("user_version", "journal_mode", "synchronous", "secure_delete", "foreign_keys")
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


def test_the_shipped_scripts_make_strict_tables(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        tables = workspace.owner.read(lambda found: found.execute("PRAGMA table_list").fetchall())
        pragmas = workspace.owner.bare(values)
    ours = [row for row in tables if not row[1].startswith("sqlite_")]
    assert len(ours) >= 14
    assert all(strict for *_, strict in ours)
    assert pragmas == {
        "user_version": len(migrating.shipped()),
        "journal_mode": "wal",
        "synchronous": 1,
        "secure_delete": 1,
        "foreign_keys": 1,
    }


def test_an_older_one_is_brought_up_to_date_and_its_copy_goes(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    with newer(locked).open() as workspace:
        word = workspace.owner.read(lambda found: found.execute("SELECT * FROM later").fetchone())
    assert word == ("a;b",)
    assert [path.name for path in locked.folder.glob("*before*")] == []


def test_the_first_released_schema_is_brought_up_to_date(locked: LockedWorkspace) -> None:
    first = LockedWorkspace(locked.keychain, locked.scripts[:1])
    first.open_or_create().close()
    with locked.open() as workspace:
        assert workspace.owner.read(migrating.version_of) == len(migrating.shipped())
        assert workspace.owner.read(lambda found: answers_of(found, "s-1")) == {}


def test_a_step_that_fails_changes_nothing_and_leaves_a_copy(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    with pytest.raises(WorkspaceError):
        newer(locked, "CREATE TABLE later (x);\nCREATE TABLE runs (x);").open()
    (copy,) = locked.folder.glob("*before*")
    assert copy.read_bytes()[:15] != b"SQLite format 3"
    assert copy.stat().st_mode & 0o077 == 0
    shutil.copy(copy, locked.folder / "copied")
    with locked.open() as workspace:
        assert workspace.owner.read(migrating.version_of) == len(locked.scripts)
        found = workspace.owner.read(lambda found: found.execute("PRAGMA table_list").fetchall())
    assert "later" not in {row[1] for row in found}
    assert list(locked.folder.glob("*before*")) == []
    (locked.folder / "copied").replace(locked.path)
    locked.open().close()


REBUILD = """
CREATE TABLE new_subjects (id TEXT PRIMARY KEY, added TEXT NOT NULL, note TEXT) STRICT;
INSERT INTO new_subjects SELECT id, added, NULL FROM subjects;
DROP TABLE subjects;
ALTER TABLE new_subjects RENAME TO subjects;
"""


def test_a_table_that_is_made_anew_takes_nothing_with_it(locked: LockedWorkspace) -> None:
    """The way that https://sqlite.org/lang_altertable.html gives for a change of a table."""
    with locked.open_or_create() as workspace:
        stored_run.begin(workspace, opening()).close()
    with newer(locked, REBUILD).open() as workspace:
        assert len(rows_of(workspace.owner)) == 1
        assert workspace.owner.bare(values)["foreign_keys"] == 1


def test_a_step_that_breaks_references_is_refused(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    broken = "PRAGMA defer_foreign_keys = ON;\nINSERT INTO attempts VALUES ('r', 'c', x'00');"
    with pytest.raises(WorkspaceError, match="could not be brought up to date"):
        newer(locked, broken).open()
    locked.open().close()


def test_every_shipped_script_is_whole_statements() -> None:
    for script in migrating.shipped():
        assert dbapi2.complete_statement(script)
