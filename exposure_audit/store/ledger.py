"""The ledger over the life of the workspace; implements `net.ledger.Ledger`."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exposure_audit.errors import GatherError, WorkspaceError
from exposure_audit.model import CheckId, FactId, Reason, Subject
from exposure_audit.net.domains import registrable
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.profile import telling_values
from exposure_audit.result import Disclosure
from exposure_audit.store.encoding import load_time, stamp
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection


@dataclass(frozen=True, slots=True)
class Person:
    """The subject and the run that a ledger is about.

    A subject's id goes by their name. Someone whose profile spells it otherwise than last year is
    still who they were: what tells is a name, an e-mail or a user name that both have declared.
    """

    subject: str
    run: str
    digests: tuple[bytes, ...] = field(repr=False)
    """Of these values."""


def person_of(subject: Subject, identity: str, run: str, key: bytes) -> Person:
    """Return whose ledger a run needs."""
    digests = (
        hmac.digest(key, f"{kind}\x1f{value}".encode(), "sha256")
        for kind, value in sorted(telling_values(subject))
    )
    return Person(identity, run, tuple(digests))


def write_known_by(connection: Connection, person: Person) -> None:
    """Note what later profiles are compared with."""
    rows = [(person.subject, digest) for digest in person.digests]
    connection.executemany("INSERT OR IGNORE INTO known_by VALUES (?, ?)", rows)


def _meant(connection: Connection, person: Person) -> Iterator[tuple[str, FactId]]:
    """Yield what each recipient was meant to get of the person, under whatever name."""
    known_as = {person.subject}
    for digest in person.digests:
        rows = connection.execute("SELECT subject FROM known_by WHERE digest = ?", (digest,))
        known_as |= {subject for (subject,) in rows}
    for subject in known_as:
        yield from connection.execute(
            "SELECT recipient, fact FROM meant WHERE subject = ?", (subject,)
        )


class StoredLedger:
    """Remembers in memory for the run, and in the workspace for ever.

    What cannot be noted is not sent: `meant` then raises `GatherError` (not-noted), and the next
    request tries again.
    """

    def __init__(self, owner: Owner, person: Person) -> None:
        self._owner = owner
        self._person = person
        self._memory = owner.read(lambda connection: load_ledger(connection, person))

    async def meant(self, host: str, facts: frozenset[FactId], known: frozenset[FactId]) -> bool:
        """See `Ledger.meant`."""
        if facts <= known:
            return await self._memory.meant(host, facts, known)
        recipient = registrable(host)
        try:
            stored = await self._owner.written(
                lambda connection: self._claimed(connection, recipient, facts, known)
            )
        except WorkspaceError:
            raise GatherError(Reason.NOT_NOTED, host, "the ledger cannot be written") from None
        self._memory.learn(recipient, stored)
        return stored == known | facts

    def disclosed(self, disclosure: Disclosure) -> None:
        """See `Ledger.disclosed`."""
        self._memory.disclosed(disclosure)
        run = self._person.run
        self._owner.later(lambda connection: _write_disclosure(connection, run, disclosure))

    def saw(self, host: str) -> None:
        """See `Ledger.saw`."""
        if host not in self._memory.hosts:
            run = self._person.run
            self._owner.later(lambda connection: _write_host(connection, run, host))
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
        facts: frozenset[FactId],
        known: frozenset[FactId],
    ) -> frozenset[FactId]:
        """Add facts where the recipient was meant to get no more than known; return what holds."""
        subject = self._person.subject
        meant = _meant(connection, self._person)
        stored = frozenset(fact for whom, fact in meant if whom == recipient)
        if not stored <= known:
            return stored
        # With what is known, too: it may have been purged meanwhile under another spelling.
        new = [(subject, recipient, fact) for fact in known | facts]
        connection.executemany("INSERT OR IGNORE INTO meant VALUES (?, ?, ?)", new)
        return known | facts


def load_ledger(connection: Connection, person: Person) -> MemoryLedger:
    """Return what a run begins with: what every earlier run about the subject meant to send."""
    memory = MemoryLedger()
    for recipient, fact in _meant(connection, person):
        memory.learn(recipient, frozenset({fact}))
    for disclosure in disclosures_of(connection, person.run):
        memory.disclosed(disclosure)
    for host in hosts_of(connection, person.run):
        memory.saw(host)
    return memory


def _write_disclosure(connection: Connection, run: str, disclosure: Disclosure) -> None:
    facts, time = " ".join(disclosure.facts), stamp(disclosure.time)
    connection.execute(
        "INSERT OR IGNORE INTO disclosures VALUES (?, ?, ?, ?, ?)",
        (run, disclosure.check, disclosure.host, facts, time),
    )


def _write_host(connection: Connection, run: str, host: str) -> None:
    connection.execute("INSERT OR IGNORE INTO hosts VALUES (?, ?)", (run, host))


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
