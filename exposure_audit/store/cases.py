"""The life of each finding over the runs about a subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exposure_audit.model import FindingId
from exposure_audit.result import AuditResult, CaseState, Known
from exposure_audit.store.encoding import load_time, stamp

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


def known_before(connection: Connection, subject: str, run: str) -> Mapping[FindingId, Known]:
    """Return what other runs found about a subject, before this one found it."""
    rows = connection.execute(
        "SELECT finding, first_seen, state FROM cases WHERE subject = ? AND first_run <> ?",
        (subject, run),
    )
    return {
        FindingId(finding): Known(load_time(first_seen), CaseState(state))
        for finding, first_seen, state in rows
    }


def write_cases(connection: Connection, result: AuditResult) -> None:
    """Open a case for each new finding, and note when the others were seen again."""
    subject, run, seen = result.subject, result.run.id, stamp(result.run.started)
    connection.executemany(
        "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "first_seen = min(first_seen, excluded.first_seen), "
        "last_seen = max(last_seen, excluded.last_seen)",
        [
            (subject, each.id, CaseState.OPEN.value, run, stamp(each.first_seen), seen)
            for each in result.findings
        ],
    )
