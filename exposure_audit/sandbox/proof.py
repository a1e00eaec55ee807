"""Compares what an audit found with what was planted: all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exposure_audit.model import PartKind
from exposure_audit.result import Attempt, AuditResult, Finding, Possible, Status
from exposure_audit.sandbox.schema import Planted, World


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an audit of one candidate of the world has to end with."""

    planted: tuple[Planted, ...]
    possible: tuple[Possible, ...] = ()
    outcomes: Mapping[str, Status] = field(default_factory=dict)
    """Check to the status that its attempt must have; the others may have any."""

    def shortfalls(self, result: AuditResult) -> tuple[str, ...]:
        """Say in words of ours, without a value, everywhere that a result differs."""
        return (
            *_missing(self.planted, result.findings),
            *_surplus(self.planted, result.findings),
            *_miscounted(self.possible, result.possible),
            *_ended_otherwise(self.outcomes, result.attempts),
        )


def expectations(world: World, slugs: Sequence[str]) -> dict[str, Expectation]:
    """Return what each candidate's audit has to end with."""
    return {
        slug: Expectation(
            tuple(planted for planted in world.planted if planted.subject == slug),
            tuple(
                Possible(entry.publisher, entry.count)
                for entry in world.possible
                if entry.subject == slug
            ),
            world.outcomes.get(slug, {}),
        )
        for slug in slugs
    }


def _stands_at(planted: Planted, finding: Finding) -> bool:
    locator = finding.locator
    return locator == planted.at if planted.exact else locator.startswith(planted.at)


def _missing(planted: Sequence[Planted], findings: Sequence[Finding]) -> Iterator[str]:
    for entry in planted:
        here = [finding for finding in findings if _stands_at(entry, finding)]
        if not any(entry.fact in finding.facts for finding in here):
            yield f"not found: {entry.fact} by {entry.check} at {entry.at}"
            continue
        parts = _parts(entry, here)
        for part in entry.parts:
            if part not in parts:
                yield f"not found in {part}: {entry.fact} by {entry.check} at {entry.at}"


def _parts(entry: Planted, findings: Sequence[Finding]) -> set[PartKind]:
    return {
        seen.part
        for finding in findings
        for seen in finding.seen
        if (seen.check, seen.fact) == (entry.check, entry.fact)
    }


def _surplus(planted: Sequence[Planted], findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        expected = {entry.fact for entry in planted if _stands_at(entry, finding)}
        for fact in finding.facts:
            if fact not in expected:
                yield f"not planted: {fact} at {finding.locator}"


def _miscounted(expected: Sequence[Possible], counted: Sequence[Possible]) -> Iterator[str]:
    counts = {entry.publisher: entry.count for entry in counted}
    wanted = {entry.publisher: entry.count for entry in expected}
    for publisher in sorted(counts.keys() | wanted.keys()):
        if counts.get(publisher, 0) != wanted.get(publisher, 0):
            yield f"{publisher}: {counts.get(publisher, 0)} possible entries counted"


def _ended_otherwise(outcomes: Mapping[str, Status], attempts: Sequence[Attempt]) -> Iterator[str]:
    ended = {str(attempt.check): attempt.status for attempt in attempts}
    for check, status in outcomes.items():
        if ended.get(check) is not status:
            yield f"{check} did not end as {status}"
