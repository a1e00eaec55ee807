"""A slate in counts: no name, no address, no finding's place (docs/slate.md, summary.json)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from exposure_audit import __built__, __version__
from exposure_audit.audit import Audited
from exposure_audit.model import CheckId, Reason, Rung, Subject
from exposure_audit.result import Attempt, AuditResult, Severity, Status

SCHEMA = 1
NOTHING_FOUND = "none"
"""Stands for the worst severity of a subject without a finding."""
_WORST = (NOTHING_FOUND, *(severity.value for severity in Severity))


@dataclass(slots=True)
class SourceCounts:
    """One source, over all subjects."""

    requests: int = 0
    attempts: Counter[Status] = field(default_factory=Counter)
    not_checked: Counter[Reason] = field(default_factory=Counter)
    """Subjects for whom it said nothing, by reason."""
    partly: Counter[Reason] = field(default_factory=Counter)
    """Subjects for whom something was found, and something could not be looked at."""

    def add(self, attempt: Attempt) -> None:
        """Count one subject's attempt."""
        self.requests += attempt.requests
        self.attempts[attempt.status] += 1
        if attempt.reason:
            (self.partly if attempt.conclusive else self.not_checked)[attempt.reason] += 1


@dataclass(slots=True)
class Tally:
    """What came of the subjects; grows with the number of sources, not with theirs."""

    audited: int = 0
    """Subjects who have a result, whole or in part."""
    interrupted: int = 0
    """Those of them who were under way when the user stopped the slate."""
    not_written: int = 0
    """Subjects whose result could not be written."""
    withheld: int = 0
    """Subjects whose consent lets staff see no findings, and who named no key to seal them to."""
    not_kept: int = 0
    """Subjects whose run is not, or not wholly, in the workspace."""
    findings: Counter[Severity] = field(default_factory=Counter)
    worst: Counter[str] = field(default_factory=Counter)
    doors: int = 0
    doors_by_steps: Counter[int] = field(default_factory=Counter)
    sources: dict[CheckId, SourceCounts] = field(default_factory=dict)

    def add(self, subject: Subject, audited: Audited) -> None:
        """Count one subject."""
        result = audited.result
        self.audited += 1
        self.interrupted += audited.interrupted
        self.findings.update(finding.severity for finding in result.findings)
        worst = max((finding.severity for finding in result.findings), default=None)
        self.worst[worst.value if worst else NOTHING_FOUND] += 1
        self.doors += sum(address.door for address in subject.addresses())
        self.doors_by_steps.update(_shortest(result).values())
        for attempt in result.attempts:
            self.sources.setdefault(attempt.check, SourceCounts()).add(attempt)

    def doors_within(self) -> Sequence[tuple[int, int]]:
        """Return each number of steps, and how many doors are reached in so many or fewer."""
        found, total = [], 0
        for steps in sorted(self.doors_by_steps):
            total += self.doors_by_steps[steps]
            found.append((steps, total))
        return found

    @property
    def attempts(self) -> Counter[Status]:
        """How all attempts ended."""
        return sum((source.attempts for source in self.sources.values()), Counter[Status]())


def _shortest(result: AuditResult) -> Mapping[str, int]:
    """Return the number of steps to each door that a way leads to."""
    steps: dict[str, int] = {}
    for route in result.doors.routes:
        steps[route.door] = min(len(route.steps), steps.get(route.door, len(route.steps)))
    return steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that is told of a slate as a whole."""

    started: datetime
    finished: datetime
    disclose: Rung
    offline: bool
    interrupted: bool
    used: int
    """Profiles, as are the next two."""
    refused: int
    left_out: int
    crashes: int
    not_begun: int
    tally: Tally

    def document(self) -> str:
        """Return the text of summary.json."""
        return json.dumps(self._document(), indent=2) + "\n"

    def _document(self) -> Mapping[str, object]:
        tally = self.tally
        return {
            "schema": SCHEMA,
            "tool": {"name": "exposure-audit", "version": __version__, "built": __built__},
            "slate": {
                "started": _time(self.started),
                "finished": _time(self.finished),
                "disclose": self.disclose.value,
                "interrupted": self.interrupted,
                "offline": self.offline,
            },
            "profiles": {
                "read": self.used,
                "refused": self.refused,
                "left_out": self.left_out,
            },
            "subjects": {
                "audited": tally.audited,
                "interrupted": tally.interrupted,
                "failed": self.crashes,
                "not_begun": self.not_begun,
                "not_written": tally.not_written,
                "withheld": tally.withheld,
                "not_kept": tally.not_kept,
            },
            "attempts": {status.value: tally.attempts[status] for status in Status},
            "findings": {severity.value: tally.findings[severity] for severity in Severity},
            "worst": {word: tally.worst[word] for word in _WORST},
            "doors": {
                "declared": tally.doors,
                "within": [
                    {"steps": steps, "doors": doors} for steps, doors in tally.doors_within()
                ],
            },
            "sources": [_source(check, tally.sources[check]) for check in sorted(tally.sources)],
        }

    def lines(self) -> Sequence[str]:
        """Return the table for the terminal."""
        tally = self.tally
        rows = {
            "Profiles": {
                "read": self.used,
                "refused": self.refused,
                "left out": self.left_out,
            },
            "Subjects": {
                "audited": tally.audited,
                "interrupted": tally.interrupted,
                "failed": self.crashes,
                "not begun": self.not_begun,
                "not written": tally.not_written,
                "withheld": tally.withheld,
            },
            "Worst finding": {word: tally.worst[word] for word in reversed(_WORST)},
            "Findings": {each.value: tally.findings[each] for each in reversed(Severity)},
            "Attempts": {status.value: tally.attempts[status] for status in Status},
        }
        return [
            *(f"{title:<15}{_counts(counts)}" for title, counts in rows.items()),
            f"{'Doors':<15}{_door_words(tally)}",
            "",
            f"{'Source':<18}{'requests':>9}{'found':>7}{'clear':>7}  not checked, for how many",
            *(_source_line(check, tally.sources[check]) for check in sorted(tally.sources)),
        ]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _source(check: CheckId, counts: SourceCounts) -> Mapping[str, object]:
    return {
        "check": check,
        "requests": counts.requests,
        "attempts": {status.value: counts.attempts[status] for status in Status},
        "not_checked": _by_reason(counts.not_checked),
        "partly": _by_reason(counts.partly),
    }


def _by_reason(counts: Counter[Reason]) -> Mapping[str, int]:
    return {reason.value: number for reason, number in counts.most_common()}


def _counts(counts: Mapping[str, int]) -> str:
    """Return the numbers that are none, or the first where all are."""
    first = next(iter(counts))
    told = {word: number for word, number in counts.items() if number or word == first}
    return ", ".join(f"{number:,} {word}" for word, number in told.items())


def _door_words(tally: Tally) -> str:
    ways = [
        f"{doors:,} reached within {steps} {'step' if steps == 1 else 'steps'}"
        for steps, doors in tally.doors_within()
    ]
    return ", ".join([f"{tally.doors:,} declared", *(ways or ["no way found to any"])])


def _source_line(check: CheckId, counts: SourceCounts) -> str:
    found, clear = counts.attempts[Status.FOUND], counts.attempts[Status.CLEAR]
    why = [f"{number:,} {reason}" for reason, number in _by_reason(counts.not_checked).items()]
    why += [f"{number:,} in part: {reason}" for reason, number in _by_reason(counts.partly).items()]
    return f"{check:<18}{counts.requests:>9,}{found:>7,}{clear:>7,}  {', '.join(why) or '-'}"
