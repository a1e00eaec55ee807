"""One connection to a workspace file: its key, its pragmas, and its errors in the user's words.

SQLCipher 4 with a raw 32-byte key (https://www.zetetic.net/sqlcipher/sqlcipher-api/, read
2026-11-25): no key derivation, since the key is random.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

Unlock = Callable[["Connection"], None]
"""Gives a connection its key, before anything is read."""

PAGE_BYTES = 4_096
BUSY_MILLISECONDS = 10_000
"""How long to wait for another process's write."""


class SqliteCode(IntEnum):
    """Primary result codes (https://sqlite.org/rescode.html)."""

    PERM = 3
    BUSY = 5
    READONLY = 8
    IOERR = 10
    CORRUPT = 11
    FULL = 13
    CANTOPEN = 14
    CONSTRAINT = 19
    NOTADB = 26


_DAMAGED = (
    "the workspace file is damaged",
    (
        "`exposure-audit workspace check` says how badly. Put a copy from a backup in its place "
        "(and delete the -wal and -shm files beside it), or move it away to begin a new one."
    ),
)
_CLOSED = ("the workspace file cannot be opened", "Check who may read and write it.")
_WORDS: Mapping[SqliteCode, tuple[str, str]] = {
    SqliteCode.PERM: _CLOSED,
    SqliteCode.BUSY: (
        "another exposure-audit is at work in the workspace",
        "Try again when it is done.",
    ),
    SqliteCode.READONLY: ("the workspace cannot be written", "Check that you may write there."),
    SqliteCode.IOERR: ("the disk fails, or is full", "Check the disk, then try again."),
    SqliteCode.CORRUPT: _DAMAGED,
    SqliteCode.FULL: ("the workspace cannot be written: the disk is full", "Make room."),
    SqliteCode.CANTOPEN: _CLOSED,
    SqliteCode.CONSTRAINT: (
        "what this belongs to was purged meanwhile",
        "Nothing more of it is kept.",
    ),
    SqliteCode.NOTADB: _DAMAGED,
}


_DISK = frozenset({SqliteCode.READONLY, SqliteCode.IOERR, SqliteCode.FULL, SqliteCode.CANTOPEN})


class Unwritable(WorkspaceError):
    """The disk does not take what is to be kept."""


class WrongKey(Exception):
    """The key does not open the file."""


def keyed(key: bytes) -> Unlock:
    """Return what gives a connection a raw key of 32 bytes."""

    def unlock(connection: Connection) -> None:
        # Before the key: else a wrong one writes SQLCipher's own log lines to stderr.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

    return unlock


def create_file(path: Path) -> None:
    """Make the file for its owner alone, before SQLite would make it for more.

    Raises `WorkspaceError`.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise cannot_write(path, error) from None


def connect(path: Path, unlock: Unlock, *, read_only: bool = False) -> Connection:
    """Open a workspace file; raises `WrongKey`, `WorkspaceError`."""
    from sqlcipher3 import dbapi2

    if read_only:
        _refuse_unclosed(path)
    # On a read-only disk SQLite cannot make the file that coordinates processes.
    mode = "immutable=1" if read_only else "mode=rw"
    with told(path):
        connection = dbapi2.connect(
            f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None
        )
        try:
            unlock(connection)
            _prepare(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _refuse_unclosed(path: Path) -> None:
    """Raise `WorkspaceError` where the newest writes are in a log that only a writer may merge."""
    for ending in ("-wal", "-journal"):
        log = path.with_name(path.name + ending)
        if log.exists() and log.stat().st_size:
            raise WorkspaceError(
                path,
                "the workspace was not closed, and a read-only disk does not let us mend that",
                "Make the disk writable once, and run `exposure-audit workspace check`.",
            )


def _prepare(connection: Connection, *, read_only: bool) -> None:
    wait_for_others(connection, BUSY_MILLISECONDS)
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    _first_read(connection)
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")


def wait_for_others(connection: Connection, milliseconds: int) -> None:
    """Set how long a connection waits for another's lock.

    By pragma: the driver's own `set_busy_timeout` takes seconds, unlike SQLite.
    """
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _first_read(connection: Connection) -> None:
    """Read the first page: this is where a wrong key shows."""
    from sqlcipher3 import dbapi2

    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.DatabaseError as error:
        if code_of(error) == SqliteCode.NOTADB:
            raise WrongKey from None
        raise


def code_of(error: Exception) -> int:
    """Return SQLite's primary result code of an error, or 0."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def cannot_write(path: Path, error: OSError) -> Unwritable:
    """Return the words for a file that the system does not let us write."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return Unwritable(path, *_WORDS[SqliteCode.FULL if full else SqliteCode.READONLY])


def damaged(path: Path) -> WorkspaceError:
    """Return the words for a file that is not whole."""
    return WorkspaceError(path, *_DAMAGED)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the errors of disks and of other processes into `WorkspaceError`; others are bugs."""
    from sqlcipher3 import dbapi2

    try:
        yield
    except dbapi2.DatabaseError as error:
        code = code_of(error)
        if code not in set(SqliteCode):
            raise
        kind = Unwritable if code in _DISK else WorkspaceError
        raise kind(path, *_WORDS[SqliteCode(code)]) from None
