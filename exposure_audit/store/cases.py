"""The life of each finding over the runs about a subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from exposure_audit.model import FindingId
from exposure_audit.result import AuditResult, CaseState, Known
from exposure_audit.store.encoding import load_time, stamp

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


def known_before(
    connection: Connection, subject: str, started: datetime
) -> Mapping[FindingId, Known]:
    """Return what runs that began earlier found about a subject."""
    rows = connection.execute(
        "SELECT finding, first_seen, state FROM cases WHERE subject = ? AND first_seen < ?",
        (subject, stamp(started)),
    )
    return {
        FindingId(finding): Known(load_time(first_seen), CaseState(state))
        for finding, first_seen, state in rows
    }


def write_cases(connection: Connection, result: AuditResult) -> None:
    """Open a case for each new finding, and note when the others were seen again."""
    seen = stamp(result.run.started)
    connection.executemany(
        "INSERT INTO cases VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen",
        [
            (result.subject, each.id, CaseState.OPEN.value, stamp(each.first_seen), seen)
            for each in result.findings
        ],
    )
