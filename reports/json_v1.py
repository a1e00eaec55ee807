"""result.json, version 1 (DESIGN.md 5.4): a structure of its own, never a dump of the insides.

Times are ISO 8601 in UTC. The file is ASCII, so that no control or bidi character reaches a screen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from exposure_audit import __built__, __version__
from exposure_audit.remarks import Remark
from exposure_audit.reports.clean import clean, clean_lines
from exposure_audit.result import (
    Advice,
    Attempt,
    AuditResult,
    Disclosure,
    Doors,
    Finding,
    Manual,
    Seen,
)

SCHEMA = 1

Json = str | int | float | bool | None | Mapping[str, "Json"] | list["Json"]


def render(result: AuditResult) -> str:
    """Return the whole file's text, with a line feed at the end."""
    return json.dumps(document(result), indent=2, allow_nan=False) + "\n"


def document(result: AuditResult) -> Mapping[str, Json]:
    """Return the file as a structure of plain values."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "exposure-audit", "version": __version__, "built": __built__},
        "run": _run(result),
        "subject": {"id": result.subject},
        "coverage": {status.value: count for status, count in result.coverage.items()},
        "attempts": [_attempt(attempt) for attempt in result.attempts],
        "findings": [_finding(finding) for finding in result.findings],
        "possible": [{"publisher": p.publisher, "count": p.count} for p in result.possible],
        "doors": _doors(result.doors),
        "disclosures": [_disclosure(disclosure) for disclosure in result.disclosures],
        "hosts": list(result.hosts),
        "manual": [_manual(each) for each in result.manual],
        "remarks": [_remark(each) for each in result.remarks],
        "advice": [_advice(each) for each in result.advice],
    }


def _run(result: AuditResult) -> Json:
    return {
        "id": result.run.id,
        "started": _time(result.run.started),
        "finished": _time(result.run.finished),
        "disclose": result.run.disclose.value,
        "interrupted": result.run.interrupted,
        "offline": result.run.offline,
    }


def _attempt(attempt: Attempt) -> Json:
    gaps = Counter(gap.reason.value for gap in attempt.gaps)
    return {
        "check": attempt.check,
        "status": attempt.status.value,
        "reason": attempt.reason.value if attempt.reason else None,
        "complete": attempt.complete,
        "requests": attempt.requests,
        "documents": attempt.documents,
        "seconds": round(attempt.seconds, 3),
        "gaps": [{"reason": reason, "count": count} for reason, count in sorted(gaps.items())],
        "as_of": _time(attempt.as_of) if attempt.as_of else None,
    }


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "facts": list(finding.facts),
        "publisher": clean(finding.publisher),
        "locator": clean(finding.locator),
        "title": clean(finding.title),
        "excerpt": clean_lines(finding.excerpt),
        "seen": [_seen(seen) for seen in finding.seen],
        "route": finding.route,
        "first_seen": _time(finding.first_seen),
        "status": finding.status.value,
    }


def _seen(seen: Seen) -> Json:
    return {
        "check": seen.check,
        "fact": seen.fact,
        "part": seen.part.value,
        "confidence": seen.confidence.value,
    }


def _doors(doors: Doors) -> Json:
    return {
        "shortest": doors.shortest,
        "routes": [
            {
                "door": route.door,
                "steps": [
                    {"from": step.origin, "finding": step.finding, "to": step.target}
                    for step in route.steps
                ],
            }
            for route in doors.routes
        ],
        "cut": list(doors.cut),
    }


def _disclosure(disclosure: Disclosure) -> Json:
    return {
        "time": _time(disclosure.time),
        "check": disclosure.check,
        "host": disclosure.host,
        "facts": list(disclosure.facts),
    }


def _manual(manual: Manual) -> Json:
    """Return a place to look at by hand; the user's note is not in the file."""
    answer = manual.answer
    return {
        "check": manual.check,
        "said": answer.said.value if answer else None,
        "said_on": _time(answer.on) if answer else None,
    }


def _remark(remark: Remark) -> Json:
    return {
        "kind": remark.kind.value,
        "fact": remark.own,
        "locator": clean(remark.locator),
        "detail": clean(remark.detail),
    }


def _advice(advice: Advice) -> Json:
    return {
        "topic": advice.topic,
        "title": advice.title,
        "urgent": advice.urgent,
        "due": advice.due.isoformat() if advice.due else None,
        "lines": [
            {"text": one.text, "url": one.url, "date": one.date.isoformat() if one.date else None}
            for one in advice.lines
        ],
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
