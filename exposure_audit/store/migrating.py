"""The schema, one SQL file for each version, and the way from an older one to the newest."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import code_of, create_file, told

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


_BEFORE = ".before-"
_LOGIC = 1
"""SQLite's code for a statement that does not fit the tables."""


def shipped() -> tuple[str, ...]:
    """Return the SQL that leads to versions 1, 2 and so on."""
    folder = resources.files("exposure_audit.store") / "migrations"
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".sql")), key=lambda e: e.name
    )
    return tuple(each.read_text(encoding="utf-8") for each in files)


def version_of(connection: Connection) -> int:
    """Return the version of the schema: 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(path: Path, connection: Connection, scripts: Sequence[str]) -> None:
    """Raise `WorkspaceError` for a schema of a later exposure-audit."""
    found = version_of(connection)
    if found > len(scripts):
        problem = f"a newer exposure-audit made this workspace (version {found})"
        raise WorkspaceError(path, problem, "Install the newest exposure-audit.")


def refuse_older(path: Path, connection: Connection, scripts: Sequence[str]) -> None:
    """Raise `WorkspaceError` for a schema that would have to be brought up to date."""
    if version_of(connection) < len(scripts):
        raise WorkspaceError(
            path,
            "an older exposure-audit made this workspace, and the disk is read-only",
            "Make the disk writable once, and run `exposure-audit workspace check`.",
        )


def drop_copies(path: Path) -> None:
    """Delete the copies of older versions, which a migration that was killed has left."""
    for copy in path.parent.glob(f"{path.name}{_BEFORE}*"):
        copy.unlink(missing_ok=True)


def migrate(path: Path, connection: Connection, scripts: Sequence[str]) -> None:
    """Bring the schema up to the newest version, wholly or not at all; raises `WorkspaceError`.

    A copy of an older file, encrypted as it is, stands beside it until `drop_copies`. Only one
    process at a time may call this (see `LockedWorkspace.changing`).
    """
    copy = path.with_name(f"{path.name}{_BEFORE}{len(scripts)}")
    with told(path):
        if 0 < version_of(connection) < len(scripts):
            _copy(connection, copy)
        # Else a table that is made anew, as sqlite.org advises, takes with it what refers to it.
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        try:
            _step(path, connection, scripts)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("PRAGMA foreign_keys = ON")


def _step(path: Path, connection: Connection, scripts: Sequence[str]) -> None:
    from sqlcipher3 import dbapi2

    try:
        for script in scripts[version_of(connection) :]:
            _run(connection, script)
    except dbapi2.DatabaseError as error:
        if code_of(error) != _LOGIC:
            raise
        raise _not_brought(path) from None
    connection.execute(f"PRAGMA user_version = {len(scripts)}")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise _not_brought(path)


def _copy(connection: Connection, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    create_file(copy)
    connection.execute("VACUUM INTO ?", (str(copy),))


def _run(connection: Connection, script: str) -> None:
    """Run statements one by one: `executescript` would commit what came before."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if _complete(statement):
            connection.execute(statement)
            statement = ""


def _complete(statement: str) -> bool:
    """Whether a text is one or more whole SQL statements."""
    from sqlcipher3 import dbapi2

    return bool(dbapi2.complete_statement(statement))


def _not_brought(path: Path) -> WorkspaceError:
    cure = "Nothing was changed, and a copy stands beside it. Please report this."
    return WorkspaceError(path, "the workspace could not be brought up to date", cure)
