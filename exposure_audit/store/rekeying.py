"""A new key for the workspace; may be cut off at any moment."""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import (
    BUSY_MILLISECONDS,
    SqliteCode,
    code_of,
    wait_for_others,
)
from exposure_audit.store.holders import Holder, NewKey
from exposure_audit.store.locked import LockedWorkspace, file_key
from exposure_audit.store.migrating import drop_copies
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_AT_WORK = ("another exposure-audit is at work in the workspace", "Try again when it is done.")
_NO_ROOM = (
    "the key was not changed: that needs room for a second copy of the file",
    "Make room, then try again. Nothing is lost.",
)


def rekey(locked: LockedWorkspace, workspace: Workspace, holder: Holder) -> None:
    """Encrypt the workspace anew with a new key, kept by a holder; raises `WorkspaceError`.

    The new key is durably kept before the file is changed, and becomes the current one after.
    After a failure the workspace must be closed, and nothing else done with it.
    """
    new = holder.new()
    with locked.changing():
        if shutil.disk_usage(workspace.folder).free < 2 * workspace.path.stat().st_size:
            raise WorkspaceError(workspace.path, *_NO_ROOM)
        change_key(workspace, holder, new)
        holder.settle()
        locked.keychain.remember(holder)
        drop_copies(workspace.path)
    locked.keychain.forget_others(holder)


def change_key(workspace: Workspace, holder: Holder, new: NewKey) -> None:
    """Put the new key where it is found, then encrypt the file with it; raises `WorkspaceError`."""
    workspace.owner.bare(partial(_leave_log, workspace))
    holder.put_next(new)
    workspace.owner.bare(partial(_rekeyed, workspace, file_key(new.root)))


def _leave_log(workspace: Workspace, connection: Connection) -> None:
    """Leave the write-ahead log: that succeeds only where no other process is connected."""
    from sqlcipher3 import dbapi2

    wait_for_others(connection, 1_000)
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except dbapi2.DatabaseError as error:
        if code_of(error) != SqliteCode.BUSY:
            raise
        mode = "wal"
    wait_for_others(connection, BUSY_MILLISECONDS)
    if mode != "delete":
        raise WorkspaceError(workspace.path, *_AT_WORK)


def _rekeyed(workspace: Workspace, key: bytes, connection: Connection) -> None:
    """Change the key in one transaction.

    After a failure the connection keeps the new key, and whatever it then writes destroys the file
    (tried on full disks with SQLCipher 4.19): so nothing is written, not even the log's mode.
    """
    from sqlcipher3 import dbapi2

    try:
        connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
    except dbapi2.DatabaseError:
        raise WorkspaceError(workspace.path, *_NO_ROOM) from None
    # The old log went with its mode, and the next opening begins a new one, where there is room.
    with suppress(dbapi2.DatabaseError):
        connection.execute("PRAGMA journal_mode = WAL")
