"""What an audit concludes: attempts, observations, findings, and the result of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    FindingId,
    Gap,
    PartKind,
    Ranked,
    Reason,
    RouteId,
    Rung,
)
from exposure_audit.remarks import Remark

RESOLVER = "dns"
"""Stands among hosts for whoever resolves names for this machine."""


class Severity(Ranked):
    """How much an exposure matters; `assess.py` holds the one table."""

    NOTE = "note"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Status(StrEnum):
    """How an attempt ended; only the runner sets it."""

    FOUND = "found"
    CLEAR = "clear"
    INCONCLUSIVE = "inconclusive"
    SKIPPED = "skipped"
    MANUAL = "manual"


class CaseState(StrEnum):
    """Where a finding stands: the states of a Case, and two for findings that have none."""

    NEW = "new"
    KNOWN = "known"
    OPEN = "open"
    REQUESTED = "requested"
    ACKNOWLEDGED = "acknowledged"
    OVERDUE = "overdue"
    REFUSED = "refused"
    ESCALATED = "escalated"
    GONE_HERE = "gone-here"
    GONE_EVERYWHERE = "gone-everywhere"
    CONFIRMED = "confirmed"
    REAPPEARED = "reappeared"
    ACCEPTED = "accepted"
    NOT_MINE = "not-mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One check on one subject."""

    check: CheckId
    status: Status
    reason: Reason | None = None
    complete: bool = False
    requests: int = 0
    documents: int = 0
    seconds: float = 0.0
    gaps: tuple[Gap, ...] = ()
    """Everything that could not be looked at; `reason` is the weightiest of these."""
    as_of: datetime | None = None
    """When the oldest kept answer that it used was got; None where all answers are new."""

    @property
    def conclusive(self) -> bool:
        """Whether the attempt says anything about the subject."""
        return self.status in {Status.FOUND, Status.CLEAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """That a check saw a fact in a part of a place."""

    check: CheckId
    fact: FactId
    part: PartKind
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A document as the matcher judged it: which facts stand there; its text is gone."""

    check: CheckId
    locator: str = field(repr=False)
    """Declared protected values in it are replaced by their labels."""
    publisher: str
    record: str | None
    own: FactId | None
    title: str
    """Allow-listed like an excerpt."""
    excerpt: str
    """Declared spans as labels, words of the fixed list; all else is masked."""
    seen: tuple[Seen, ...]
    """Protected facts."""
    links: frozenset[FactId]
    """The name and public facts that stand in the same document."""
    undeclared_address: bool = False
    """A declared number's own record shows an address that was not declared."""
    entry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An exposure that the user acts on: facts at a place."""

    id: FindingId
    severity: Severity
    confidence: Confidence
    facts: tuple[FactId, ...]
    links: frozenset[FactId]
    """What leads to this place: the name, public facts, declared handles."""
    publisher: str
    locator: str
    title: str
    excerpt: str
    seen: tuple[Seen, ...]
    route: RouteId
    first_seen: datetime
    status: CaseState = CaseState.NEW


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier runs say of a finding."""

    first_seen: datetime
    state: CaseState


@dataclass(frozen=True, slots=True)
class Possible:
    """How many entries a publisher holds under a name like the subject's; nothing more."""

    publisher: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route to the door: from a known fact over a place to another fact."""

    origin: FactId
    finding: FindingId
    target: FactId


@dataclass(frozen=True, slots=True)
class DoorRoute:
    """How a stranger gets from the name to a door."""

    door: FactId
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Doors:
    """All shortest ways to the doors, and the cheapest removals that cut every way."""

    routes: tuple[DoorRoute, ...] = ()
    cut: tuple[FindingId, ...] = ()

    @property
    def shortest(self) -> int | None:
        """The number of steps of the shortest route, or none."""
        return min((len(route.steps) for route in self.routes), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """That a request carried declared facts to a host."""

    time: datetime
    check: CheckId
    host: str
    facts: tuple[FactId, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a canary last showed of a check."""

    check: CheckId
    proved: datetime
    works: bool


class Said(StrEnum):
    """What the user found where they looked themselves."""

    FOUND = "found"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the user said of a guided check: theirs to say, never a proof."""

    said: Said
    on: datetime
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Manual:
    """A place where the user has to look themselves, and what they said of it last."""

    check: CheckId
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One statement, with its source where it has one; an open question says whom to ask."""

    text: str
    url: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a candidacy implies for the candidate's address."""

    topic: str
    title: str
    lines: tuple[AdviceLine, ...]
    urgent: bool = False
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """Which run this was."""

    id: str
    started: datetime
    finished: datetime
    disclose: Rung
    interrupted: bool = False
    offline: bool = False
    """Whether only kept answers served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """One run's whole outcome; every report is drawn from this."""

    run: RunInfo
    subject: str
    """A random id, not the name."""
    labels: Mapping[FactId, str]
    """How a report names each fact: "your home address"."""
    attempts: tuple[Attempt, ...]
    findings: tuple[Finding, ...]
    """Worst first."""
    possible: tuple[Possible, ...] = ()
    doors: Doors = Doors()
    disclosures: tuple[Disclosure, ...] = ()
    hosts: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    manual: tuple[Manual, ...] = ()
    """Where to look by hand, what matters most first."""
    advice: tuple[Advice, ...] = ()

    @property
    def coverage(self) -> Mapping[Status, int]:
        """How many attempts ended in each status, and how many places are left to look at."""
        counts = Counter(attempt.status for attempt in self.attempts)
        counts[Status.MANUAL] += sum(each.answer is None for each in self.manual)
        return {status: counts[status] for status in Status}
