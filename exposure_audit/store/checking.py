"""What is in the workspace, and whether every page of it can still be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
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
    """Of the schema; 0 where it cannot be read."""
    bytes: int
    problems: int
    """Damaged pages and broken rules: 0 for a sound workspace."""
    subjects: tuple[SubjectRow, ...]
    runs: tuple[RunRow, ...]


def condition_of(workspace: Workspace) -> Condition:
    """Read every page, and list what is kept as far as it can be read."""
    owner = workspace.owner
    problems = owner.bare(_damaged_pages)
    try:
        # A damaged page stops these at once, whatever else they would find.
        problems = problems or owner.bare(_broken_rules)
        version, subjects, runs = owner.read(version_of), subjects_of(owner), rows_of(owner)
    except WorkspaceError:
        version, subjects, runs = 0, (), ()
        problems = max(problems, 1)
    size = workspace.path.stat().st_size
    return Condition(version=version, bytes=size, problems=problems, subjects=subjects, runs=runs)


def _damaged_pages(connection: Connection) -> int:
    return len(connection.execute("PRAGMA cipher_integrity_check").fetchall())


def _broken_rules(connection: Connection) -> int:
    rules = connection.execute("PRAGMA integrity_check").fetchall()
    foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    return sum(1 for (words,) in rules if words != "ok") + len(foreign)
