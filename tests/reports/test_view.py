"""What a reader is told of the sites that were not opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from exposure_audit.model import CheckId, Gap, Reason
from exposure_audit.reports import words
from exposure_audit.reports.guides import day
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.view import attempt_view, finding_views
from exposure_audit.result import Attempt, AuditResult, CaseState, Status


def why(catalogue: Catalogue, *hosts: str) -> tuple[str, str]:
    gaps = tuple(Gap(Reason.UNFAMILIAR_HOST, host) for host in hosts)
    attempt = Attempt(check=CheckId("web-search"), status=Status.FOUND, gaps=gaps)
    ((happened, cure),) = attempt_view(attempt, catalogue).why
    return happened, cure


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        (("",), "One site that we do not know was not opened."),
        (("", "", ""), "Three sites that we do not know were not opened."),
    ],
)
def test_sites_without_a_name_are_counted(
    catalogue: Catalogue, hosts: tuple[str, ...], said: str
) -> None:
    happened, cure = why(catalogue, *hosts)
    assert happened == said
    assert "--visit" not in cure
    assert cure.endswith("look.")


def test_named_sites_are_listed_and_the_others_counted(catalogue: Catalogue) -> None:
    named, cure = why(catalogue, "a.example", "b.example", "a.example")
    assert named.endswith(" Sites: a.example and b.example.")
    assert "--visit" in cure
    both, cure = why(catalogue, "a.example", "", "")
    assert both.endswith(" Sites: a.example. Two other sites that we do not know were not opened.")
    assert "--visit" in cure


def test_a_reason_alone_keeps_its_words(catalogue: Catalogue) -> None:
    attempt = Attempt(check=CheckId("pages"), status=Status.SKIPPED, reason=Reason.UNFAMILIAR_HOST)
    assert attempt_view(attempt, catalogue).why == (words.reason_words(Reason.UNFAMILIAR_HOST),)


def test_the_guard_blames_nobody() -> None:
    happened, cure = words.reason_words(Reason.GUARD_EGRESS)
    assert "Nothing was sent." in happened
    assert "fault" not in cure
    assert "without pasting the address" in cure


def test_a_place_that_an_earlier_run_knew_says_since_when(result: AuditResult) -> None:
    before = result.run.started - timedelta(days=30)
    known = replace(result.findings[0], status=CaseState.OPEN, first_seen=before)
    views = finding_views(replace(result, findings=(known, *result.findings[1:])))
    states = [view.state for view in views]
    assert states[0] == f"open, first seen on {day(before)}"
    assert set(states[1:]) == {"new"}
