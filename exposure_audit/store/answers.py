"""What the user said of guided checks about a subject: the newest answer of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exposure_audit.model import CheckId
from exposure_audit.result import Answer, Said
from exposure_audit.store.encoding import load_time, stamp
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

NOTE_CHARACTERS = 2_000


def keep_answer(owner: Owner, subject: str, check: CheckId, answer: Answer) -> None:
    """Keep an answer as the case of its guided check, in the place of an earlier one."""
    when = stamp(answer.on)
    note = answer.note[:NOTE_CHARACTERS]

    def work(connection: Connection) -> None:
        connection.execute("INSERT OR IGNORE INTO subjects VALUES (?, ?)", (subject, when))
        connection.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
            (subject, check, answer.said.value, when, note),
        )

    owner.write(work)


def answers_of(connection: Connection, subject: str) -> Mapping[CheckId, Answer]:
    """Return the newest answer to each guided check about a subject."""
    rows = connection.execute(
        "SELECT check_id, said, said_on, note FROM answers WHERE subject = ?", (subject,)
    )
    return {
        CheckId(check): Answer(said=Said(said), on=load_time(on), note=note)
        for check, said, on, note in rows
    }
