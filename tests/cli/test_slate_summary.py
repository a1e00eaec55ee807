"""Counts over subjects: what each line of the summary means."""

from exposure_audit.audit import Audited
from exposure_audit.cli.slate_summary import Summary, Tally
from exposure_audit.model import CheckId, Confidence, FactId, FindingId, Reason, RouteId, Rung
from exposure_audit.result import (
    Attempt,
    AuditResult,
    DoorRoute,
    Doors,
    Finding,
    RunInfo,
    Severity,
    Status,
    Step,
)
from tests.store.made import NOW, SUBJECT

HOME, NAME = FactId("address:home"), FactId("name")
INFO = RunInfo(id="r-1", started=NOW, finished=NOW, disclose=Rung.NAMES)
DNS, PAGES = CheckId("dns"), CheckId("pages")


def finding(severity: Severity) -> Finding:
    return Finding(
        id=FindingId("f-1"),
        severity=severity,
        confidence=Confidence.HIGH,
        facts=(HOME,),
        links=frozenset({NAME}),
        publisher="Council",
        locator="https://council.example/secret",
        title="",
        excerpt="",
        seen=(),
        route=RouteId("third-party-page"),
        first_seen=NOW,
    )


def way(steps: int) -> DoorRoute:
    return DoorRoute(HOME, (Step(NAME, FindingId("f-1"), HOME),) * steps)


def attempt(
    check: CheckId, status: Status, reason: Reason | None = None, requests: int = 1
) -> Attempt:
    return Attempt(check=check, status=status, reason=reason, requests=requests)


def audited(
    attempts: tuple[Attempt, ...], findings: tuple[Finding, ...] = (), *ways: DoorRoute
) -> Audited:
    result = AuditResult(
        run=INFO,
        subject="s-1",
        labels={},
        attempts=attempts,
        findings=findings,
        doors=Doors(routes=ways),
    )
    return Audited(result=result, refused=False, interrupted=False)


def tallied() -> Tally:
    found = attempt(PAGES, Status.FOUND, Reason.TIMEOUT, 7)
    tally = Tally()
    both = (finding(Severity.HIGH), finding(Severity.LOW))
    tally.add(SUBJECT, audited((found, attempt(DNS, Status.CLEAR)), both, way(2), way(1)))
    blocked = attempt(PAGES, Status.INCONCLUSIVE, Reason.BLOCKED, 2)
    tally.add(SUBJECT, audited((blocked, attempt(DNS, Status.SKIPPED, Reason.LEVEL, 0))))
    tally.add(SUBJECT, audited((blocked,), (finding(Severity.LOW),), way(3)))
    return tally


def summary(tally: Tally) -> Summary:
    return Summary(
        started=NOW,
        finished=NOW,
        disclose=Rung.NAMES,
        offline=False,
        interrupted=False,
        used=3,
        refused=2,
        left_out=0,
        crashes=0,
        not_begun=0,
        tally=tally,
    )


def test_subjects_count_by_their_worst_finding() -> None:
    tally = tallied()
    assert tally.worst == {"high": 1, "low": 1, "none": 1}
    assert tally.findings == {Severity.HIGH: 1, Severity.LOW: 2}


def test_a_door_counts_once_by_its_shortest_way_and_in_each_larger_number() -> None:
    tally = tallied()
    assert tally.doors == 3
    assert tally.doors_within() == [(1, 1), (3, 2)]


def test_each_source_says_for_how_many_it_was_not_checked_and_why() -> None:
    pages = tallied().sources[PAGES]
    assert pages.requests == 11
    assert pages.not_checked == {Reason.BLOCKED: 2}
    assert pages.partly == {Reason.TIMEOUT: 1}
    assert pages.attempts == {Status.FOUND: 1, Status.INCONCLUSIVE: 2}


def test_the_table_is_short_and_says_no_place() -> None:
    lines = summary(tallied()).lines()
    assert lines == [
        "Profiles       3 read, 2 refused",
        "Subjects       3 audited",
        "Worst finding  0 critical, 1 high, 1 low, 1 none",
        "Findings       0 critical, 1 high, 2 low",
        "Attempts       1 found, 1 clear, 2 inconclusive, 1 skipped",
        "Doors          3 declared, 1 reached within 1 step, 2 reached within 3 steps",
        "",
        "Source             requests  found  clear  not checked, for how many",
        "dns                       1      0      1  1 level",
        "pages                    11      1      0  2 blocked, 1 in part: timeout",
    ]


def test_its_size_does_not_grow_with_the_number_of_subjects() -> None:
    tally = tallied()
    before = len(summary(tally).document())
    for _ in range(1_000):
        tally.add(SUBJECT, audited((attempt(DNS, Status.CLEAR),)))
    assert len(summary(tally).document()) < before + 50
