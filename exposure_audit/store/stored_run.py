"""A run while it goes on: its journal, its ledger, and whether its process still lives.

`StoredRun` implements `keeping.Keeping` and `runner.Journal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit import identity
from exposure_audit.errors import WorkspaceError
from exposure_audit.journal import Ended
from exposure_audit.keeping import Unkept
from exposure_audit.limits import Clock
from exposure_audit.model import CheckId, Kind, Subject
from exposure_audit.result import AuditResult
from exposure_audit.store.answers import answers_of
from exposure_audit.store.cases import known_before
from exposure_audit.store.connection import cannot_write
from exposure_audit.store.encoding import dump_subject, stamp
from exposure_audit.store.journal import earlier_of, write_ended
from exposure_audit.store.ledger import Person, StoredLedger, load_ledger, person_of, write_known_by
from exposure_audit.store.proofs import proofs_of
from exposure_audit.store.responses import StoredCache, drop_old
from exposure_audit.store.runs import RunRow, rows_of, write_result
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from filelock import BaseFileLock
    from sqlcipher3.dbapi2 import Connection

RESUME_WITHIN = timedelta(hours=24)
"""An older answer says too little of today."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a run is begun with."""

    subject: Subject
    choices: bytes = field(repr=False)
    """Whatever else decides what a run looks at: only a run with the same goes on."""
    clock: Clock


class StoredRun:
    """A run in the workspace."""

    def __init__(
        self, workspace: Workspace, row: RunRow, opening: Opening, alive: BaseFileLock
    ) -> None:
        owner = workspace.owner
        self._owner = owner
        self._clock = opening.clock
        self._alive = alive
        self._failure: WorkspaceError | None = None
        self.unfinished = False
        """Whether the run ended before all its attempts did, and can go on."""
        self.key = workspace.ids_key
        self.run = row.id
        self.started = row.started
        self.ledger = StoredLedger(owner, _person(workspace, row, opening))
        self.cache = StoredCache(workspace, row.subject, opening.clock)
        self.known = owner.read(lambda found: known_before(found, row.subject, row.id))
        self.proofs = owner.read(proofs_of)
        self.answers = owner.read(lambda found: answers_of(found, row.subject))
        self._earlier = owner.read(lambda found: earlier_of(found, row.id))

    @property
    def journal(self) -> StoredRun:
        """See `Keeping.journal`."""
        return self

    @property
    def earlier(self) -> Mapping[CheckId, Ended]:
        """See `Journal.earlier`."""
        return self._earlier

    @property
    def failure(self) -> WorkspaceError | None:
        """What kept the run, or a part of it, from being kept."""
        return self._failure or self._owner.failure

    def ended(self, ended: Ended) -> None:
        """See `Journal.ended`."""
        self._owner.later(lambda found: write_ended(found, self.run, ended))

    async def kept(self, result: AuditResult, *, finished: bool) -> None:
        """See `Keeping.kept`; see `failure`."""
        self.unfinished = not finished
        state = "finished" if finished else "unfinished"
        now = stamp(self._clock.now())
        try:
            await self._owner.written(lambda found: write_result(found, result, state, now))
        except WorkspaceError as failure:
            self._failure = failure

    def close(self) -> None:
        """Let go of the run: another process may go on with it, if it is unfinished."""
        self._owner.flush()
        _let_go(self._alive)


def unkept(workspace: Workspace, opening: Opening) -> Unkept:
    """Return a run that is not kept, for a workspace that cannot be written.

    What earlier runs sent still binds it.
    """
    row = _new_row(workspace, opening)
    about = _person(workspace, row, opening)
    owner = workspace.owner
    return Unkept(
        key=workspace.ids_key,
        started=row.started,
        run=row.id,
        ledger=owner.read(lambda found: load_ledger(found, about)),
        known=owner.read(lambda found: known_before(found, row.subject, row.id)),
        proofs=owner.read(proofs_of),
        answers=owner.read(lambda found: answers_of(found, row.subject)),
    )


def begin(workspace: Workspace, opening: Opening) -> StoredRun:
    """Begin a run; raises `WorkspaceError`."""
    row = _new_row(workspace, opening)
    about = _person(workspace, row, opening)
    alive = _taken(workspace, row)
    if alive is None:
        raise WorkspaceError(workspace.folder, "a run cannot be begun", "Try again.")
    try:
        workspace.owner.write(lambda found: _write_begun(found, row, opening, about))
        workspace.owner.later(lambda found: _drop_old(found, row.started))
        return StoredRun(workspace, row, opening, alive)
    except BaseException:
        _let_go(alive)
        raise


def go_on(workspace: Workspace, opening: Opening) -> StoredRun:
    """Go on with the newest run about a subject that was cut off; raises `WorkspaceError`."""
    earliest = opening.clock.now() - RESUME_WITHIN
    for row in rows_of(workspace.owner, subject_of(workspace, opening.subject)):
        if row.state == "finished" or row.started < earliest:
            continue
        run = taken_to_go_on(workspace, row, opening)
        if run is not None:
            return run
    cure = "Start one without --resume; a run goes on within 24 hours."
    raise WorkspaceError("--resume", "there is no interrupted run to go on with", cure)


def taken_to_go_on(workspace: Workspace, row: RunRow, opening: Opening) -> StoredRun | None:
    """Return a run of which no process is alive, or None; raises `WorkspaceError` for another's."""
    alive = _taken(workspace, row)
    if alive is None:
        return None
    try:
        if _finished(workspace, row):
            # Between our look at it and its lock.
            _let_go(alive)
            return None
        _refuse_other(workspace, row, opening)
        return StoredRun(workspace, row, opening, alive)
    except BaseException:
        _let_go(alive)
        raise


def _new_row(workspace: Workspace, opening: Opening) -> RunRow:
    return RunRow(
        id=identity.new_run_id(),
        subject=subject_of(workspace, opening.subject),
        started=opening.clock.now(),
        state="running",
    )


def _person(workspace: Workspace, row: RunRow, opening: Opening) -> Person:
    return person_of(opening.subject, row.subject, row.id, workspace.ids_key)


def subject_of(workspace: Workspace, subject: Subject) -> str:
    """Return a subject's id in this workspace."""
    return identity.subject_id(workspace.ids_key, subject.of_kind(Kind.NAME)[0].value)


def _taken(workspace: Workspace, row: RunRow) -> BaseFileLock | None:
    """Take a run's lock, which its process holds until it ends, however it ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(workspace.folder / f"{row.id}.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return None
    except OSError as error:
        raise cannot_write(workspace.folder, error) from None
    return lock


def _let_go(lock: BaseFileLock) -> None:
    # Windows deletes no open file: there it stays, empty, until the workspace is purged.
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def _write_begun(connection: Connection, row: RunRow, opening: Opening, about: Person) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO subjects VALUES (?, ?)", (row.subject, stamp(row.started))
    )
    write_known_by(connection, about)
    connection.execute(
        "INSERT INTO runs (id, subject, started, state, person, choices) VALUES (?, ?, ?, ?, ?, ?)",
        (
            row.id,
            row.subject,
            stamp(row.started),
            row.state,
            dump_subject(opening.subject),
            opening.choices,
        ),
    )


def _drop_old(connection: Connection, now: datetime) -> None:
    """Delete what no run can need any more."""
    drop_old(connection, now)
    connection.execute(
        "DELETE FROM attempts WHERE run IN (SELECT id FROM runs WHERE started < ?)",
        (stamp(now - RESUME_WITHIN),),
    )


def _finished(workspace: Workspace, row: RunRow) -> bool:
    (state,) = workspace.owner.read(
        lambda found: found.execute("SELECT state FROM runs WHERE id = ?", (row.id,)).fetchone()
    )
    return bool(state == "finished")


def _refuse_other(workspace: Workspace, row: RunRow, opening: Opening) -> None:
    given = (dump_subject(opening.subject), opening.choices)
    found = workspace.owner.read(
        lambda connection: connection.execute(
            "SELECT person, choices FROM runs WHERE id = ?", (row.id,)
        ).fetchone()
    )
    if given != tuple(found):
        problem = "the profile or the choices are not those of the interrupted run"
        raise WorkspaceError("--resume", problem, "Start a new run without --resume.")
