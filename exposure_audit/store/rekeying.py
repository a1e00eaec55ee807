"""A new key for the workspace; may be cut off at any moment."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import BUSY_MILLISECONDS, SqliteCode, code_of, wait_for_others
from exposure_audit.store.holders import Holder
from exposure_audit.store.locked import LockedWorkspace, file_key
from exposure_audit.store.purging import truncate_log
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_AT_WORK = ("another exposure-audit is at work in the workspace", "Try again when it is done.")


def rekey(locked: LockedWorkspace, workspace: Workspace, holder: Holder) -> None:
    """Encrypt the workspace anew with a new key, kept by a holder; raises `WorkspaceError`.

    The new key is durably kept before the file is changed, and becomes the current one after.
    """
    root = holder.make()
    with locked.changing():
        workspace.owner.bare(partial(_rekeyed, workspace, file_key(root)))
        locked.keychain.settle(holder)
    locked.keychain.forget_others(holder)


def _rekeyed(workspace: Workspace, key: bytes, connection: Connection) -> None:
    _alone(workspace, connection)
    try:
        connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
    finally:
        connection.execute("PRAGMA journal_mode = WAL")
    truncate_log(workspace, connection)


def _alone(workspace: Workspace, connection: Connection) -> None:
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
