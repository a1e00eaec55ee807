"""Runs as they are kept: begun, gone on with, finished, read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.model import Subject
from exposure_audit.result import AuditResult, Finding
from exposure_audit.store.cases import write_cases
from exposure_audit.store.encoding import dump, load, load_subject, load_time
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_COLUMNS = "SELECT id, subject, started, state FROM runs"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One kept run."""

    id: str
    subject: str
    started: datetime
    state: str
    """running, unfinished or finished; a running one whose process is gone is unfinished too."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A kept run, to be shown again."""

    result: AuditResult
    subject: Subject = field(repr=False)
    """The person as declared then."""


def rows_of(owner: Owner, subject: str | None = None) -> tuple[RunRow, ...]:
    """Return the kept runs, newest first."""

    def work(connection: Connection) -> tuple[RunRow, ...]:
        where = " WHERE subject = ?" if subject else ""
        order = " ORDER BY started DESC, rowid DESC"
        found = connection.execute(_COLUMNS + where + order, (subject,) if subject else ())
        return tuple(_rows(found))

    return owner.read(work)


def _rows(found: Iterable[tuple[str, str, str, str]]) -> Iterator[RunRow]:
    for run, subject, started, state in found:
        yield RunRow(run, subject, load_time(started), state)


def kept_run(owner: Owner, run: str | None) -> KeptRun:
    """Return a kept run, the newest where none is named; raises `WorkspaceError`."""
    return owner.read(lambda connection: _kept(connection, run))


def _kept(connection: Connection, run: str | None) -> KeptRun:
    identity, person, outcome = _row_of(connection, run)
    rows = connection.execute(
        "SELECT finding FROM findings WHERE run = ? ORDER BY position", (identity,)
    )
    findings = tuple(load(body, Finding) for (body,) in rows)
    result = replace(load(outcome, AuditResult), findings=findings)
    return KeptRun(result=result, subject=load_subject(person))


def _row_of(connection: Connection, run: str | None) -> tuple[str, bytes, bytes]:
    """Return a run's id, person and outcome; raises `WorkspaceError`."""
    found = connection.execute(
        "SELECT id, person, outcome FROM runs WHERE id = ?1 OR (?1 IS NULL AND outcome NOT NULL) "
        "ORDER BY started DESC, rowid DESC LIMIT 1",
        (run,),
    ).fetchone()
    if found is None:
        cure = "`exposure-audit workspace check` lists the kept runs."
        raise WorkspaceError("RUN", "there is no such run", cure)
    identity, person, outcome = found
    if outcome is None:
        cure = "`exposure-audit run --resume` goes on with it."
        raise WorkspaceError(identity, "this run was cut off before it had a result", cure)
    return identity, person, outcome


def write_result(connection: Connection, result: AuditResult, state: str, now: str) -> None:
    """Write a run's result, its findings and what is known of them now."""
    run = result.run.id
    connection.execute(
        "UPDATE runs SET state = ?, finished = ?, outcome = ? WHERE id = ?",
        (state, now, dump(replace(result, findings=())), run),
    )
    if state == "finished":
        connection.execute("DELETE FROM attempts WHERE run = ?", (run,))
    connection.execute("DELETE FROM findings WHERE run = ?", (run,))
    connection.executemany(
        "INSERT INTO findings VALUES (?, ?, ?, ?)",
        [(run, place, each.id, dump(each)) for place, each in enumerate(result.findings)],
    )
    write_cases(connection, result)
