"""`workspace export`, version 1: all that is kept about one person, as JSON.

Without values it holds labels, as every output does, and neither the profile nor a subject's text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from exposure_audit import __built__, __version__
from exposure_audit.model import CheckId, FactId
from exposure_audit.reports.clean import clean
from exposure_audit.reports.json_v1 import Json, document
from exposure_audit.result import Answer, AuditResult

SCHEMA = 1


class Case(Protocol):
    """One finding over the runs."""

    @property
    def finding(self) -> str:
        """The finding's id."""

    @property
    def state(self) -> str:
        """The state of the case."""

    @property
    def first_seen(self) -> str:
        """When, as ISO 8601."""

    @property
    def last_seen(self) -> str:
        """When, as ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What an export holds, as it may be shown."""

    subject: str
    profile: str | None = field(repr=False)
    runs: tuple[AuditResult, ...]
    cut_off: tuple[str, ...]
    recipients: Mapping[str, tuple[FactId, ...]]
    cases: Iterable[Case]
    answers: Mapping[CheckId, Answer]
    """What was said of guided checks."""


def render(export: Export) -> str:
    """Return the whole file's text, with a line feed at the end."""
    return json.dumps(_document(export), indent=2, allow_nan=False) + "\n"


def _document(export: Export) -> Mapping[str, Json]:
    return {
        "schema": SCHEMA,
        "tool": {"name": "exposure-audit", "version": __version__, "built": __built__},
        "subject": {"id": export.subject},
        "profile": export.profile,
        "runs": [document(run) for run in export.runs],
        "cut_off": list(export.cut_off),
        "recipients": [
            {"recipient": clean(recipient), "facts": list(facts)}
            for recipient, facts in export.recipients.items()
        ],
        "cases": [
            {
                "finding": case.finding,
                "state": case.state,
                "first_seen": case.first_seen,
                "last_seen": case.last_seen,
            }
            for case in export.cases
        ],
        "answers": [
            {
                "check": check,
                "said": answer.said.value,
                "said_on": answer.on.isoformat(),
                "note": answer.note or None,
            }
            for check, answer in export.answers.items()
        ],
    }
