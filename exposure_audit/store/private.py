"""Who else can read the workspace: nobody, or it is not used."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterable
from pathlib import Path

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import Unwritable

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make the workspace's folder for its owner alone; raises `Unwritable`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        cure = "Name another folder in EXPOSURE_AUDIT_WORKSPACE."
        raise Unwritable(folder, "the workspace's folder cannot be made", cure) from None


def refuse_shared(paths: Iterable[Path]) -> None:
    """Raise `WorkspaceError` where others could read one of the files or folders that exist.

    POSIX only: on Windows a user's own folders are closed to other users.
    """
    if os.name != "posix":
        return
    for path in paths:
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        except OSError:
            cure = "Use the account that made it."
            raise WorkspaceError(path, "this belongs to another account", cure) from None
        if found.st_uid != os.getuid():
            cure = "Use the account that made it."
            raise WorkspaceError(path, "this belongs to another account", cure)
        if found.st_mode & OTHERS:
            mode = "700" if stat.S_ISDIR(found.st_mode) else "600"
            raise WorkspaceError(
                path,
                "other people on this machine can read it",
                f"Run: chmod {mode} {shlex.quote(str(path))}",
            )
