"""Values take the place of labels only on the way to a reader who asked for them."""

from datetime import UTC, date, datetime

import pytest

from exposure_audit import profile
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    FindingId,
    Gap,
    Reason,
    RouteId,
    Rung,
    Subject,
)
from exposure_audit.result import Attempt, AuditResult, Finding, RunInfo, Severity, Status
from exposure_audit.revealing import with_values
from exposure_audit.words import labels_of

NOW = datetime(2026, 11, 25, tzinfo=UTC)
HOME = FactId("address:home")


@pytest.fixture
def subject(profile_text: str) -> Subject:
    return profile.parse(profile_text, "p.toml", date(2026, 11, 25))


def result(subject: Subject, excerpt: str, locator: str, host: str = "") -> AuditResult:
    finding = Finding(
        id=FindingId("f-1"),
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        facts=(HOME,),
        links=frozenset(),
        publisher="Example",
        locator=locator,
        title="",
        excerpt=excerpt,
        seen=(),
        route=RouteId("website-owner"),
        first_seen=NOW,
    )
    gap = Gap(Reason.TIMEOUT, host)
    attempt = Attempt(check=CheckId("website"), status=Status.FOUND, gaps=(gap,))
    run = RunInfo(id="r-1", started=NOW, finished=NOW, disclose=Rung.NAMES)
    return AuditResult(
        run=run,
        subject="s-1",
        labels=labels_of(subject),
        attempts=(attempt,),
        findings=(finding,),
        hosts=(host,),
    )


def test_labels_in_excerpts_locators_and_hosts_get_their_values(subject: Subject) -> None:
    made = with_values(
        result(
            subject,
            "Tel [your phone (mobile)] Home [your home address]",
            "https://x.example/\u2039your user name (forum)\u203a",
            "\u2039your user name (forum)\u203a.example",
        ),
        subject,
    )
    (finding,) = made.findings
    assert "[your phone (mobile): +447700900123]" in finding.excerpt
    assert "14 St Mary's Road" in finding.excerpt
    assert finding.locator == "https://x.example/\u2039your user name (forum): sianh79\u203a"
    assert made.hosts == ("\u2039your user name (forum): sianh79\u203a.example",)
    assert made.attempts[0].gaps[0].host == made.hosts[0]
    assert made.labels[HOME].startswith("your home address: Flat 2")


def test_words_that_merely_look_like_a_label_stay(subject: Subject) -> None:
    made = with_values(result(subject, "your home address", "https://x.example/home"), subject)
    assert made.findings[0].excerpt == "your home address"
