"""All that is kept about one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.model import CheckId, FactId
from exposure_audit.result import Answer
from exposure_audit.store.answers import answers_of
from exposure_audit.store.owner import Owner
from exposure_audit.store.runs import KeptRun, kept_run, rows_of
from exposure_audit.store.subjects import subjects_of

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase:
    """One finding over the runs."""

    finding: str
    state: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """What the workspace holds about one subject."""

    subject: str
    profile: str | None = field(repr=False)
    runs: tuple[KeptRun, ...]
    cut_off: tuple[str, ...]
    """Runs without a result."""
    recipients: Mapping[str, tuple[FactId, ...]]
    """What each recipient was meant to get, over all runs."""
    cases: tuple[KeptCase, ...]
    answers: Mapping[CheckId, Answer]
    """What was said of guided checks."""


def everything_about(owner: Owner, subject: str | None) -> Everything:
    """Return what is kept about a subject, the only one where none is named.

    Raises `WorkspaceError`.
    """
    chosen = _chosen(owner, subject)
    rows = rows_of(owner, chosen)
    with_result = owner.read(_with_result)
    return Everything(
        subject=chosen,
        profile=owner.read(lambda found: _profile(found, chosen)),
        runs=tuple(kept_run(owner, row.id) for row in rows if row.id in with_result),
        cut_off=tuple(row.id for row in rows if row.id not in with_result),
        recipients=owner.read(lambda found: _recipients(found, chosen)),
        cases=owner.read(lambda found: _cases(found, chosen)),
        answers=owner.read(lambda found: answers_of(found, chosen)),
    )


def _chosen(owner: Owner, subject: str | None) -> str:
    ids = [row.id for row in subjects_of(owner) if subject in {None, row.id}]
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise WorkspaceError(
            "SUBJECT", "several people are kept here", "Name one: " + ", ".join(ids) + "."
        )
    cure = "`exposure-audit workspace check` lists the subjects."
    raise WorkspaceError("SUBJECT", "nobody is kept here by this id", cure)


def _with_result(connection: Connection) -> frozenset[str]:
    rows = connection.execute("SELECT id FROM runs WHERE outcome IS NOT NULL")
    return frozenset(run for (run,) in rows)


def _profile(connection: Connection, subject: str) -> str | None:
    found = connection.execute("SELECT text FROM profiles WHERE subject = ?", (subject,)).fetchone()
    return found[0] if found else None


def _recipients(connection: Connection, subject: str) -> Mapping[str, tuple[FactId, ...]]:
    rows = connection.execute(
        "SELECT recipient, fact FROM meant WHERE subject = ? ORDER BY recipient, fact", (subject,)
    )
    told: dict[str, tuple[FactId, ...]] = {}
    for recipient, fact in rows:
        told[recipient] = (*told.get(recipient, ()), FactId(fact))
    return told


def _cases(connection: Connection, subject: str) -> tuple[KeptCase, ...]:
    rows = connection.execute(
        "SELECT finding, state, first_seen, last_seen FROM cases WHERE subject = ? "
        "ORDER BY first_seen, finding",
        (subject,),
    )
    return tuple(
        KeptCase(finding=finding, state=state, first_seen=first, last_seen=last)
        for finding, state, first, last in rows
    )
