"""Where a run is kept: the workspace implements this; a run without a key is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from exposure_audit import identity
from exposure_audit.journal import Forgetful, Journal
from exposure_audit.model import CheckId, FindingId
from exposure_audit.net.cache import Cache, NoCache
from exposure_audit.net.ledger import Ledger, MemoryLedger
from exposure_audit.result import Answer, AuditResult, Known, Proof


class Keeping(Protocol):
    """One run's place."""

    @property
    def key(self) -> bytes:
        """The key of ids."""

    @property
    def run(self) -> str:
        """The run's id."""

    @property
    def started(self) -> datetime:
        """When the run began: before it was cut off, where it goes on."""

    @property
    def ledger(self) -> Ledger:
        """Remembers what the subject's runs disclosed."""

    @property
    def journal(self) -> Journal:
        """Remembers the run's attempts."""

    @property
    def cache(self) -> Cache:
        """Keeps answers that were got about the subject."""

    @property
    def known(self) -> Mapping[FindingId, Known]:
        """What earlier runs about the subject found."""

    @property
    def proofs(self) -> Mapping[CheckId, Proof]:
        """What the canaries last showed."""

    @property
    def answers(self) -> Mapping[CheckId, Answer]:
        """What the user said of the guided checks about the subject."""

    async def kept(self, result: AuditResult, *, finished: bool) -> None:
        """Keep the result; a run that is not `finished` can go on. Never loses the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unkept:
    """A run of which nothing outlives the process."""

    key: bytes = field(repr=False)
    started: datetime
    run: str = field(default_factory=identity.new_run_id)
    ledger: Ledger = field(default_factory=MemoryLedger)
    journal: Journal = field(default_factory=Forgetful)
    cache: Cache = field(default_factory=NoCache)
    known: Mapping[FindingId, Known] = field(default_factory=dict)
    proofs: Mapping[CheckId, Proof] = field(default_factory=dict)
    answers: Mapping[CheckId, Answer] = field(default_factory=dict)
    failure: None = None
    """Nothing was to be kept, so nothing failed."""
    unfinished: bool = False

    def close(self) -> None:
        """Let go of nothing."""

    async def kept(self, result: AuditResult, *, finished: bool) -> None:
        """See `Keeping.kept`."""
