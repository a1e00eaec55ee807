"""Guides state what somebody verified, and nothing in a build that is a year old."""

from datetime import date

from exposure_audit.model import RouteId
from exposure_audit.reports.guides import age_notice, guide
from exposure_audit.reports.interface import Catalogue

SR01 = RouteId("companies-house-address")


def test_each_statement_carries_its_mark(catalogue: Catalogue) -> None:
    shown = {one.name: one for one in guide(SR01, catalogue, stale=False).statements}
    assert shown["Form"].href == "https://gov.example/sr01"
    assert shown["Cost"].text == "£34 for each document (second-hand)"
    assert shown["Law"].date == "1 October 2026"
    assert (shown["How soon"].text, shown["How soon"].href) == ("check on the site", "")


def test_what_nobody_verified_is_no_source(catalogue: Catalogue) -> None:
    assert [one.text for one in guide(SR01, catalogue, stale=False).sources] == ["Guidance"]


def test_a_stale_build_keeps_its_cautions_and_drops_its_facts(catalogue: Catalogue) -> None:
    old = guide(SR01, catalogue, stale=True)
    assert old.steps == ("check on the site",)
    assert {one.text for one in old.statements} == {"check on the site"}
    assert not any(one.href for one in old.statements)
    assert old.caution == "Never give a false address on a statutory form."


def test_a_route_without_a_file_says_so_and_breaks_nothing(catalogue: Catalogue) -> None:
    assert guide(RouteId("unknown"), catalogue, stale=False).steps == ("check on the site",)


def test_the_age_of_the_build() -> None:
    built = date(2026, 1, 1)
    assert age_notice(built, date(2026, 4, 1)) == ""
    assert "90 days" in age_notice(built, date(2026, 4, 2))
    assert "90 days" in age_notice(built, date(2027, 1, 1))
    assert "more than a year" in age_notice(built, date(2027, 1, 2))
