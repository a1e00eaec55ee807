from datetime import UTC, datetime

import pytest

from exposure_audit.audit import Audited
from exposure_audit.cli.exit_codes import ExitCode, covered, of_audit
from exposure_audit.model import CheckId, Gap, Reason, Rung
from exposure_audit.result import Attempt, AuditResult, RunInfo, Severity, Status

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CLEAR = Attempt(check=CheckId("dns"), status=Status.CLEAR, complete=True)
BLOCKED = Attempt(
    check=CheckId("rdap"),
    status=Status.INCONCLUSIVE,
    reason=Reason.BLOCKED,
    gaps=(Gap(Reason.BLOCKED),),
)
LEVEL = Attempt(check=CheckId("a"), status=Status.SKIPPED, reason=Reason.LEVEL)
NO_KEY = Attempt(check=CheckId("b"), status=Status.SKIPPED, reason=Reason.NO_KEY)


@pytest.mark.parametrize(
    ("attempts", "usual", "strict"),
    [
        ((CLEAR,), True, True),
        ((CLEAR, BLOCKED), True, False),
        ((CLEAR, LEVEL), True, True),
        ((CLEAR, NO_KEY), True, False),
        ((BLOCKED,), False, False),
        ((LEVEL,), False, False),
        ((), False, False),
    ],
)
def test_covered(attempts: tuple[Attempt, ...], usual: bool, strict: bool) -> None:
    assert covered(attempts, strict=False) is usual
    assert covered(attempts, strict=True) is strict


def audited(*attempts: Attempt, refused: bool = False, interrupted: bool = False) -> Audited:
    info = RunInfo(id="r", started=NOW, finished=NOW, disclose=Rung.NAMES)
    result = AuditResult(run=info, subject="s", labels={}, attempts=attempts, findings=())
    return Audited(result=result, refused=refused, interrupted=interrupted)


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (audited(CLEAR), ExitCode.DONE),
        (audited(BLOCKED), ExitCode.NOT_COVERED),
        (audited(BLOCKED, refused=True), ExitCode.REFUSED),
        (audited(BLOCKED, refused=True, interrupted=True), ExitCode.INTERRUPTED),
    ],
)
def test_the_order_of_precedence(ended: Audited, code: ExitCode) -> None:
    assert of_audit(ended, Severity.NOTE, strict=False) is code
