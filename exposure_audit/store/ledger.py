"""The ledger over the life of the workspace; implements `net.ledger.Ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.model import CheckId, FactId
from exposure_audit.net.domains import registrable
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.result import Disclosure
from exposure_audit.store.encoding import load_time, stamp
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


@dataclass(frozen=True, slots=True)
class Whose:
    """The subject and the run that a ledger is about."""

    subject: str
    run: str


class StoredLedger:
    """Remembers in memory for the run, and in the workspace for ever.

    Where the workspace cannot be written the run goes on with what is in memory; `failure` says so.
    """

    def __init__(self, owner: Owner, whose: Whose) -> None:
        self._owner = owner
        self._whose = whose
        self._memory = owner.read(lambda connection: load_ledger(connection, whose))
        self.failure: WorkspaceError | None = None

    async def meant(self, host: str, facts: frozenset[FactId], known: frozenset[FactId]) -> bool:
        """See `Ledger.meant`."""
        if facts <= known or self.failure:
            return await self._memory.meant(host, facts, known)
        recipient = registrable(host)
        try:
            stored = await self._owner.written(
                lambda connection: self._claimed(connection, recipient, facts, known)
            )
        except WorkspaceError as failure:
            self.failure = failure
            return await self._memory.meant(host, facts, known)
        self._memory.learn(recipient, stored)
        return stored == known | facts

    def disclosed(self, disclosure: Disclosure) -> None:
        """See `Ledger.disclosed`."""
        self._memory.disclosed(disclosure)
        row = (
            self._whose.run,
            disclosure.check,
            disclosure.host,
            " ".join(disclosure.facts),
            stamp(disclosure.time),
        )
        self._owner.later(lambda connection: _insert(connection, "disclosures", row))

    def saw(self, host: str) -> None:
        """See `Ledger.saw`."""
        if host not in self._memory.hosts:
            row = (self._whose.run, host)
            self._owner.later(lambda connection: _insert(connection, "hosts", row))
        self._memory.saw(host)

    def facts_at(self, host: str) -> frozenset[FactId]:
        """See `Ledger.facts_at`."""
        return self._memory.facts_at(host)

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """See `Ledger.disclosures`."""
        return self._memory.disclosures

    @property
    def hosts(self) -> tuple[str, ...]:
        """See `Ledger.hosts`."""
        return self._memory.hosts

    def _claimed(
        self,
        connection: Connection,
        recipient: str,
        facts: Iterable[FactId],
        known: frozenset[FactId],
    ) -> frozenset[FactId]:
        """Add facts where the recipient was meant to get just what is known; return what holds."""
        subject = self._whose.subject
        rows = connection.execute(
            "SELECT fact FROM meant WHERE subject = ? AND recipient = ?", (subject, recipient)
        )
        stored = frozenset(FactId(fact) for (fact,) in rows)
        if stored != known:
            return stored
        new = [(subject, recipient, fact) for fact in facts]
        connection.executemany("INSERT OR IGNORE INTO meant VALUES (?, ?, ?)", new)
        return stored | frozenset(facts)


def load_ledger(connection: Connection, whose: Whose) -> MemoryLedger:
    """Return what a run begins with: what every earlier run about the subject meant to send."""
    memory = MemoryLedger()
    meant = "SELECT recipient, fact FROM meant WHERE subject = ?"
    for recipient, fact in connection.execute(meant, (whose.subject,)):
        memory.learn(recipient, frozenset({FactId(fact)}))
    for disclosure in disclosures_of(connection, whose.run):
        memory.disclosed(disclosure)
    for host in hosts_of(connection, whose.run):
        memory.saw(host)
    return memory


def _insert(connection: Connection, table: str, row: tuple[str, ...]) -> None:
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)  # noqa: S608


def disclosures_of(connection: Connection, run: str) -> tuple[Disclosure, ...]:
    """Return what a run disclosed, in order."""
    rows = connection.execute(
        "SELECT time, check_id, host, facts FROM disclosures WHERE run = ? ORDER BY rowid", (run,)
    )
    return tuple(
        Disclosure(
            time=load_time(time),
            check=CheckId(check),
            host=host,
            facts=tuple(map(FactId, facts.split())),
        )
        for time, check, host, facts in rows
    )


def hosts_of(connection: Connection, run: str) -> tuple[str, ...]:
    """Return the hosts that saw this machine in a run."""
    rows = connection.execute("SELECT host FROM hosts WHERE run = ? ORDER BY host", (run,))
    return tuple(host for (host,) in rows)
