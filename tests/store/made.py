"""Runs and results for the store's tests."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exposure_audit import profile
from exposure_audit.journal import Ended
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    FindingId,
    Kind,
    PartKind,
    RouteId,
    Rung,
    Subject,
)
from exposure_audit.result import (
    Attempt,
    AuditResult,
    Disclosure,
    Finding,
    Observation,
    Possible,
    RunInfo,
    Seen,
    Severity,
    Status,
)
from exposure_audit.store.stored_run import Opening, StoredRun, subject_of
from exposure_audit.store.workspace import Workspace
from exposure_audit.words import labels_of
from tests.conftest import PROFILE

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHECK = CheckId("website")
HOME = FactId("address:home")
NAME = FactId("name")
SEEN = Seen(check=CHECK, fact=HOME, part=PartKind.BODY, confidence=Confidence.HIGH)
SUBJECT = profile.parse(PROFILE, "profile", date(2026, 11, 25))


@dataclass
class Clock:
    """A clock that the test sets."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def later(self, **by: float) -> Clock:
        return Clock(self.time + timedelta(**by))


def named(name: str) -> Subject:
    """The subject of DESIGN.md under another name."""
    return profile.parse(PROFILE.replace("Example-Hughes", name), "profile", date(2026, 11, 25))


def opening(
    subject: Subject = SUBJECT, clock: Clock | None = None, choices: bytes = b"{}"
) -> Opening:
    """What a run is begun with."""
    return Opening(subject, choices, clock or Clock())


_OBSERVATION = Observation(
    check=CHECK,
    locator="https://a.example/",
    publisher="a.example",
    record=None,
    own=None,
    title="",
    excerpt="Home [your home address]",
    seen=(SEEN,),
    links=frozenset({NAME}),
)


def observation(**changes: Any) -> Observation:
    """An exposure of the home address, unless something is changed."""
    return replace(_OBSERVATION, **changes)


def ended(check: CheckId = CHECK, *observations: Observation) -> Ended:
    """An attempt that found something."""
    attempt = Attempt(check=check, status=Status.FOUND, complete=True, requests=3, documents=1)
    return Ended(attempt=attempt, observations=observations or (observation(),))


def finding(number: int = 1, first_seen: datetime = NOW) -> Finding:
    """A finding with an id of its own."""
    return Finding(
        id=FindingId(f"f-{number:016x}"),
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        facts=(HOME,),
        links=frozenset({NAME}),
        publisher="a.example",
        locator=f"https://a.example/{number}",
        title="",
        excerpt="Home [your home address]",
        seen=(SEEN,),
        route=RouteId("website-owner"),
        first_seen=first_seen,
    )


def result(workspace: Workspace, run: StoredRun, *findings: Finding) -> AuditResult:
    """A run's result."""
    return AuditResult(
        run=RunInfo(id=run.run, started=run.started, finished=run.started, disclose=Rung.NAMES),
        subject=subject_of(workspace, SUBJECT),
        labels=labels_of(SUBJECT),
        attempts=(ended().attempt,),
        findings=findings or (finding(),),
        possible=(Possible("a.example", 3),),
        disclosures=run.ledger.disclosures,
        hosts=run.ledger.hosts,
    )


def disclosure(host: str, *facts: FactId, check: CheckId = CHECK) -> Disclosure:
    """That facts were sent."""
    return Disclosure(time=NOW, check=check, host=host, facts=facts)


def declared_forms() -> Iterator[bytes]:
    """Every declared protected value and the name, as they may be written."""
    raw = tomllib.loads(PROFILE)
    words = [raw["subject"]["name"], *raw["subject"]["also_known_as"]]
    words += ["1979-03-05", "05/03/1979", "14 St Mary's Road", "SE15 4QE", "SE154QE"]
    words += ["51.47115", "07700 900123", "7700900123", "7700 900123"]
    words += ["sian.hughes@example.org", "sianh79", "Example Primary School"]
    for fact in SUBJECT.facts:
        if fact.protected or fact.kind is Kind.NAME:
            words.append(fact.value)
    for word in dict.fromkeys(words):
        for written in (word, word.lower(), word.upper()):
            yield from (written.encode(), written.encode("utf-16-le"))
