"""What each exit code means (DESIGN.md 5.3), and which one holds where several do."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exposure_audit.audit import Audited
    from exposure_audit.result import Attempt, Severity


class ExitCode(IntEnum):
    """The closed list."""

    DONE = 0
    EXPOSED = 1
    USAGE = 2
    NOT_COVERED = 3
    REFUSED = 4
    INTERNAL = 70
    INTERRUPTED = 130
    CLOSED_PIPE = 141


def of_audit(audited: Audited, fail_on: Severity | None, *, strict: bool) -> ExitCode:
    """Return how a run ends; the order of precedence is that of DESIGN.md 5.3."""
    if audited.interrupted:
        return ExitCode.INTERRUPTED
    if audited.refused:
        return ExitCode.REFUSED
    if fail_on and any(finding.severity >= fail_on for finding in audited.result.findings):
        return ExitCode.EXPOSED
    if not covered(audited.result.attempts, strict=strict):
        return ExitCode.NOT_COVERED
    return ExitCode.DONE


def covered(attempts: tuple[Attempt, ...], *, strict: bool) -> bool:
    """Whether the audit covered what it set out to.

    One conclusive attempt is the least. Strict: besides, all that the level and the profile allow
    was looked at to the end.
    """
    from exposure_audit.model import Reason

    if not any(attempt.conclusive for attempt in attempts):
        return False
    gaps = {gap.reason for attempt in attempts for gap in attempt.gaps}
    skips = {attempt.reason for attempt in attempts if attempt.reason}
    return not strict or (gaps | skips) <= {Reason.LEVEL, Reason.NOT_APPLICABLE}
