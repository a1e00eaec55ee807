"""Forgetting: one subject, or everything, down to the bytes on disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.key_files import SEALED_KEY
from exposure_audit.store.keychain import HINT
from exposure_audit.store.locked import LOCK, LockedWorkspace
from exposure_audit.store.migrating import drop_copies
from exposure_audit.store.runs import rows_of
from exposure_audit.store.workspace import FILE, Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_OURS = (f"{FILE}*", f"{SEALED_KEY}*", f".{SEALED_KEY}*", HINT, "r-*.lock", LOCK)
"""What the workspace's folder can hold."""


def also_known_as(workspace: Workspace, subject: str) -> tuple[str, ...]:
    """Return the other ids under which the same person is kept, such as an older spelling's."""

    def work(connection: Connection) -> tuple[str, ...]:
        rows = connection.execute(
            "SELECT DISTINCT other.subject FROM known_by AS own JOIN known_by AS other "
            "USING (digest) WHERE own.subject = :id AND other.subject <> :id",
            {"id": subject},
        )
        return tuple(identity for (identity,) in rows)

    return workspace.owner.read(work)


def purge_subject(workspace: Workspace, subject: str) -> None:
    """Forget a person, and the bytes in which they stood; raises `WorkspaceError`.

    Where somebody was in the way of the bytes, the same again finishes it.
    """
    for row in rows_of(workspace.owner, subject):
        refuse_running(workspace.folder / f"{row.id}.lock")

    def work(connection: Connection) -> int:
        # The answers of an interview under way may be theirs, too.
        connection.execute("DELETE FROM drafts")
        return connection.execute("DELETE FROM subjects WHERE id = ?", (subject,)).rowcount

    known = workspace.owner.write(work)
    workspace.owner.bare(lambda connection: _clean(workspace, connection))
    drop_copies(workspace.path)
    if not known:
        cure = "`exposure-audit workspace check` lists the subjects."
        raise WorkspaceError("SUBJECT", "nobody is kept under this id", cure)


def _clean(workspace: Workspace, connection: Connection) -> None:
    """Write the file anew: `secure_delete` leaves copies where rows moved between pages."""
    truncate_log(workspace, connection)
    connection.execute("VACUUM")
    truncate_log(workspace, connection)


def truncate_log(workspace: Workspace, connection: Connection) -> None:
    """Move the write-ahead log into the file and empty it; raises `WorkspaceError`."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise WorkspaceError(
            workspace.path,
            "the rows are gone, but another exposure-audit still reads older pages",
            "Do this again when it is done.",
        )


def purge_everything(locked: LockedWorkspace) -> tuple[str, ...]:
    """Delete the workspace and its key, also without the key; raises `WorkspaceError`.

    Returns the holders whose key could not be deleted.
    """
    for path in locked.folder.glob("r-*.lock"):
        refuse_running(path)
    # The keys first: without them what is left is noise.
    kept = tuple(holder.tried for holder in locked.keychain.holders if not holder.forget())
    _delete(locked.folder)
    return kept


def refuse_running(path: Path) -> None:
    """Raise `WorkspaceError` while a run's process lives; drop the lock of one that is gone."""
    from filelock import FileLock, Timeout

    if not path.exists():
        return
    try:
        with FileLock(path, timeout=0, mode=0o600):
            path.unlink(missing_ok=True)
    except Timeout:
        raise WorkspaceError(path.stem, "this run is still going on", "Stop it first.") from None


def _delete(folder: Path) -> None:
    for pattern in _OURS:
        for path in folder.glob(pattern):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                cure = "Close whatever uses it, then do this again."
                raise WorkspaceError(path, "this cannot be deleted", cure) from None
    with suppress(OSError):
        folder.rmdir()
