"""The first words are exact, whatever was found and however little could be checked."""

from dataclasses import replace

from exposure_audit.model import CheckId, FactId, FindingId, Reason
from exposure_audit.reports.headline import coverage_words, headline, new_words, unchecked
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import (
    Attempt,
    AuditResult,
    CaseState,
    DoorRoute,
    Doors,
    Status,
    Step,
)


def test_the_door_its_places_and_the_first_removal(
    result: AuditResult, catalogue: Catalogue
) -> None:
    assert headline(result, catalogue.routes) == (
        "Your home address can be found from your name. Four places show it."
        " Most people in public life have some; closing the first takes about ten minutes."
    )
    assert headline(result).endswith("Most people in public life have some.")


def test_what_is_gone_is_not_counted(result: AuditResult) -> None:
    gone = tuple(
        replace(finding, status=CaseState.GONE_HERE) if finding.id != "b2" else finding
        for finding in result.findings
    )
    assert "One place shows it." in headline(replace(result, findings=gone))


def test_a_longer_way_and_two_doors(result: AuditResult) -> None:
    home, refuge = FactId("address:home"), FactId("address:away")
    step = Step(FactId("name"), FindingId("e5"), FactId("phone:mobile"))
    routes = tuple(
        DoorRoute(door, (step, Step(FactId("phone:mobile"), FindingId("a1"), door)))
        for door in (home, refuge)
    )
    labels = {**result.labels, refuge: "your refuge address"}
    said = headline(replace(result, labels=labels, doors=Doors(routes=routes)))
    assert said.startswith(
        "Your home address and your refuge address can be found from your name in two steps."
        " Four places show them."
    )


def test_findings_without_a_door(result: AuditResult) -> None:
    shown = replace(result, doors=Doors(), findings=result.findings[4:5])
    assert headline(shown) == (
        "One place shows your phone (mobile) and your e-mail (personal)."
        " No route found in the 4 of 6 places that we could check."
    )
    note = replace(result, doors=Doors(), findings=result.findings[-1:])
    assert headline(note).startswith("One place shows an address that you did not declare.")


def test_nothing_found_is_no_promise(empty: AuditResult) -> None:
    assert headline(empty) == "No route found in the 1 of 2 places that we could check."
    assert coverage_words(empty) == "1 of 2 places could be checked"
    assert [attempt.check for attempt in unchecked(empty)] == ["rdap"]


def test_nothing_checked_says_nothing(empty: AuditResult) -> None:
    blocked = Attempt(check=CheckId("rdap"), status=Status.INCONCLUSIVE, reason=Reason.BLOCKED)
    assert "says nothing about you" in headline(replace(empty, attempts=(blocked,)))
    assert "0 of 1 places" in headline(replace(empty, attempts=(blocked,)))
    assert "says nothing about you" in headline(replace(empty, attempts=()))


def test_a_find_that_is_not_complete_counts_as_unchecked_too(result: AuditResult) -> None:
    assert "website" in {attempt.check for attempt in unchecked(result)}


def test_how_many_places_are_new_is_said_once_some_were_known(result: AuditResult) -> None:
    assert new_words(result) == ""
    known = [replace(each, status=CaseState.OPEN) for each in result.findings]
    assert new_words(replace(result, findings=tuple(known))) == "Earlier runs saw all of these."
    some = (*result.findings[:1], *known[1:])
    assert new_words(replace(result, findings=some)) == "One of these was not seen before."
