"""What left the machine and who saw it: the ledger of disclosures."""

from __future__ import annotations

import threading
from typing import Protocol

from exposure_audit.model import FactId
from exposure_audit.net.domains import registrable
from exposure_audit.result import Disclosure


class Ledger(Protocol):
    """Remembers disclosures; the workspace brings one that outlives the run."""

    async def meant(self, host: str, facts: frozenset[FactId], known: frozenset[FactId]) -> bool:
        """Note that facts are about to be sent to a host, before it is known to be reached.

        `known` is what the decision to send them was made on. Where the host's owner was meant to
        get something else meanwhile, by this process or another, nothing is noted: returns False.
        Raises `GatherError` (not-noted) where it cannot be noted: then nothing may be sent.
        """

    def disclosed(self, disclosure: Disclosure) -> None:
        """Note that facts were handed to a connection with a host."""

    def saw(self, host: str) -> None:
        """Note that a host sees this machine's address."""

    def facts_at(self, host: str) -> frozenset[FactId]:
        """Return every fact that was ever meant for a host's owner: one registrable domain."""

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """All disclosures, in order; a repeat by the same check is noted once."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that saw this machine, sorted; DNS resolvers are not among them."""


class MemoryLedger:
    """A ledger for one run; its methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._disclosures: dict[tuple[object, ...], Disclosure] = {}
        self._hosts: set[str] = set()
        self._facts: dict[str, frozenset[FactId]] = {}

    async def meant(self, host: str, facts: frozenset[FactId], known: frozenset[FactId]) -> bool:
        """See `Ledger.meant`."""
        recipient = registrable(host)
        with self._lock:
            if self._facts.get(recipient, frozenset()) != known:
                return False
            self._facts[recipient] = known | facts
            return True

    def learn(self, recipient: str, facts: frozenset[FactId]) -> None:
        """Remember what a registrable domain was meant to get, by this process or another."""
        with self._lock:
            self._facts[recipient] = self._facts.get(recipient, frozenset()) | facts

    def disclosed(self, disclosure: Disclosure) -> None:
        """See `Ledger.disclosed`."""
        key = (disclosure.check, disclosure.host, disclosure.facts)
        with self._lock:
            self._disclosures.setdefault(key, disclosure)

    def saw(self, host: str) -> None:
        """See `Ledger.saw`."""
        with self._lock:
            self._hosts.add(host)

    def facts_at(self, host: str) -> frozenset[FactId]:
        """See `Ledger.facts_at`."""
        with self._lock:
            return self._facts.get(registrable(host), frozenset())

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """See `Ledger.disclosures`."""
        with self._lock:
            return tuple(self._disclosures.values())

    @property
    def hosts(self) -> tuple[str, ...]:
        """See `Ledger.hosts`."""
        with self._lock:
            return tuple(sorted(self._hosts))
