"""What is in the workspace, and whether every page of it can still be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exposure_audit.store.migrating import version_of
from exposure_audit.store.runs import RunRow, rows_of
from exposure_audit.store.subjects import SubjectRow, subjects_of
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a workspace stands; holds no value of anybody."""

    version: int
    bytes: int
    problems: int
    """Damaged pages and broken rules: 0 for a sound workspace."""
    subjects: tuple[SubjectRow, ...]
    runs: tuple[RunRow, ...]


def condition_of(workspace: Workspace) -> Condition:
    """Read every page, and list what is kept; raises `WorkspaceError` for a damaged file."""
    owner = workspace.owner
    return Condition(
        version=owner.read(version_of),
        bytes=workspace.path.stat().st_size,
        problems=owner.bare(_problems),
        subjects=subjects_of(owner),
        runs=rows_of(owner),
    )


def _problems(connection: Connection) -> int:
    """Count what SQLCipher's and SQLite's own checks say."""
    pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    rules = connection.execute("PRAGMA integrity_check").fetchall()
    foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    return len(pages) + sum(1 for (words,) in rules if words != "ok") + len(foreign)
