"""The people in the workspace: their profiles, and the answers of an interview under way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.encoding import stamp
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

DRAFT = "init"
_DROP_EMPTY = (
    "DELETE FROM subjects WHERE id = ? AND id NOT IN (SELECT subject FROM profiles) "
    "AND id NOT IN (SELECT subject FROM runs)"
)
_ABOUT_SUBJECTS = (
    "SELECT subjects.id, count(DISTINCT profiles.subject), count(DISTINCT runs.id) FROM subjects "
    "LEFT JOIN profiles ON profiles.subject = subjects.id "
    "LEFT JOIN runs ON runs.subject = subjects.id GROUP BY subjects.id ORDER BY subjects.added"
)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One person in the workspace, without a value of theirs."""

    id: str
    has_profile: bool
    runs: int


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile as `init` made it."""

    subject: str
    text: str = field(repr=False)


def keep_profile(
    owner: Owner, profile: KeptProfile, now: datetime, instead_of: Collection[str] = ()
) -> None:
    """Keep a profile in the place of earlier ones of the same person, and drop the draft."""

    def work(connection: Connection) -> None:
        gone = [(subject,) for subject in instead_of]
        connection.executemany("DELETE FROM profiles WHERE subject = ?", gone)
        connection.execute(
            "INSERT OR IGNORE INTO subjects VALUES (?, ?)", (profile.subject, stamp(now))
        )
        connection.execute(
            "INSERT OR REPLACE INTO profiles VALUES (?, ?, ?)",
            (profile.subject, profile.text, stamp(now)),
        )
        connection.executemany(_DROP_EMPTY, gone)
        connection.execute("DELETE FROM drafts WHERE name = ?", (DRAFT,))

    owner.write(work)


def profile_of(owner: Owner, subject: str | None) -> KeptProfile:
    """Return a kept profile, the only one where nobody is named; raises `WorkspaceError`."""
    profiles = {
        kept.subject: kept.text for kept in profiles_in(owner) if subject in {None, kept.subject}
    }
    if not profiles:
        cure = "Make one with `exposure-audit init`, or name a profile's file."
        raise WorkspaceError(subject or "PROFILE", "no such profile is kept here", cure)
    if len(profiles) > 1:
        cure = "Name one: " + ", ".join(profiles) + "."
        raise WorkspaceError("PROFILE", "several profiles are kept here", cure)
    return KeptProfile(*profiles.popitem())


def profiles_in(owner: Owner) -> tuple[KeptProfile, ...]:
    """Return every kept profile."""
    rows = owner.read(
        lambda connection: connection.execute("SELECT subject, text FROM profiles").fetchall()
    )
    return tuple(KeptProfile(subject, text) for subject, text in rows)


def subjects_of(owner: Owner) -> tuple[SubjectRow, ...]:
    """Return everybody in the workspace, in the order in which they came."""
    rows = owner.read(lambda connection: connection.execute(_ABOUT_SUBJECTS).fetchall())
    return tuple(SubjectRow(identity, bool(profile), runs) for identity, profile, runs in rows)


def draft_of(owner: Owner) -> str | None:
    """Return the answers of an interview that was stopped, or None."""
    found = owner.read(
        lambda connection: connection.execute(
            "SELECT answers FROM drafts WHERE name = ?", (DRAFT,)
        ).fetchone()
    )
    return found[0] if found else None


def keep_draft(owner: Owner, answers: str) -> None:
    """Keep the answers so far."""
    owner.write(
        lambda connection: connection.execute(
            "INSERT OR REPLACE INTO drafts VALUES (?, ?)", (DRAFT, answers)
        )
    )
