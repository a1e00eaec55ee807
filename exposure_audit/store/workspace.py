"""The workspace: one encrypted file in a folder of its own, opened with the user's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from exposure_audit.store.holders import HolderName
from exposure_audit.store.owner import Owner

FOLDER_VARIABLE = "EXPOSURE_AUDIT_WORKSPACE"
"""Overrides the folder."""
FILE = "workspace.db"


def workspace_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of this user's workspace; it need not exist."""
    import platformdirs

    named = environment.get(FOLDER_VARIABLE)
    return Path(named or platformdirs.user_data_dir("exposure-audit", appauthor=False))


@dataclass(slots=True)
class Workspace:
    """An open workspace; closes as a context manager."""

    folder: Path
    owner: Owner
    holder: HolderName
    ids_key: bytes = field(repr=False)
    """The key of ids: it outlives a change of the workspace's own key."""
    read_only: bool

    @property
    def path(self) -> Path:
        """The workspace file."""
        return self.folder / FILE

    def close(self) -> None:
        """Write what waits, and close."""
        self.owner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
