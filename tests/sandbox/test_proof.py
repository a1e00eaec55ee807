from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exposure_audit.model import CheckId, Confidence, FactId, FindingId, PartKind, RouteId, Rung
from exposure_audit.result import (
    Attempt,
    AuditResult,
    Finding,
    Possible,
    RunInfo,
    Seen,
    Severity,
    Status,
)
from exposure_audit.sandbox.proof import Expectation, expectations
from exposure_audit.sandbox.schema import Planted
from exposure_audit.sandbox.world import LoadedWorld

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CHECK = CheckId("website")


def seen(fact: str, part: PartKind) -> Seen:
    return Seen(check=CHECK, fact=FactId(fact), part=part, confidence=Confidence.HIGH)


def finding(locator: str, *sightings: Seen) -> Finding:
    return Finding(
        id=FindingId(locator),
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        facts=tuple({one.fact for one in sightings}) or (FactId("company:shop"),),
        links=frozenset(),
        publisher="a.example",
        locator=locator,
        title="",
        excerpt="",
        seen=sightings,
        route=RouteId("own-website"),
        first_seen=NOW,
    )


EXPECTATION = Expectation(
    planted=(
        Planted(
            subject="a",
            fact="phone:mobile",
            check="website",
            at="https://a.example/",
            exact=True,
            parts=(PartKind.BODY, PartKind.LINK),
        ),
        Planted(subject="a", fact="company:shop", check="register", at="https://r.example/9"),
    ),
    possible=(Possible("Register", 2),),
    outcomes={"website": Status.FOUND},
)
RESULT = AuditResult(
    run=RunInfo(id="1", started=NOW, finished=NOW, disclose=Rung.NAMES),
    subject="x",
    labels={},
    attempts=(Attempt(check=CHECK, status=Status.FOUND),),
    findings=(
        finding(
            "https://a.example/",
            seen("phone:mobile", PartKind.BODY),
            seen("phone:mobile", PartKind.LINK),
        ),
        finding("https://r.example/9/office"),
    ),
    possible=(Possible("Register", 2),),
)


def test_a_result_that_has_all_of_it_falls_short_nowhere() -> None:
    assert EXPECTATION.shortfalls(RESULT) == ()


@pytest.mark.parametrize(
    ("result", "word"),
    [
        (replace(RESULT, findings=RESULT.findings[1:]), "not found: phone:mobile by website"),
        (replace(RESULT, findings=RESULT.findings[:1]), "not found: company:shop by register"),
        (
            replace(
                RESULT,
                findings=(
                    finding("https://a.example/", seen("phone:mobile", PartKind.BODY)),
                    RESULT.findings[1],
                ),
            ),
            "not found in link: phone:mobile",
        ),
        (
            replace(
                RESULT,
                findings=(
                    *RESULT.findings,
                    finding("https://a.example/more", seen("phone:mobile", PartKind.BODY)),
                ),
            ),
            "not planted: phone:mobile at https://a.example/more",
        ),
        (replace(RESULT, possible=()), "Register: 0 possible"),
        (replace(RESULT, possible=(Possible("Other", 1), *RESULT.possible)), "Other: 1 possible"),
        (
            replace(RESULT, attempts=(Attempt(check=CHECK, status=Status.CLEAR),)),
            "website did not end as found",
        ),
        (replace(RESULT, attempts=()), "website did not end as found"),
    ],
)
def test_what_differs_is_said(result: AuditResult, word: str) -> None:
    (said,) = EXPECTATION.shortfalls(result)
    assert said.startswith(word)


def test_the_shipped_world_expects_something_of_each_candidate(loaded: LoadedWorld) -> None:
    found = expectations(loaded.world, tuple(loaded.profiles))
    assert len(found["amber"].planted) > 15
    assert Possible("Companies House", 2) in found["amber"].possible
    assert not found["cedar"].planted
    assert set(found["cedar"].outcomes.values()) == {Status.CLEAR}
