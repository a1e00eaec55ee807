"""What was noticed, in words."""

from __future__ import annotations

import pytest

from exposure_audit.remarks import RemarkKind
from exposure_audit.reports import text
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.noticed import noticed, remark_words
from exposure_audit.result import AuditResult


@pytest.mark.parametrize("kind", RemarkKind)
def test_each_kind_has_its_words(kind: RemarkKind) -> None:
    what, cure = remark_words(kind)
    assert what
    assert cure.endswith(".")
    assert "  " not in cure


def test_nobody_is_told_to_put_an_address_on_a_site_that_does_not_campaign() -> None:
    _, cure = remark_words(RemarkKind.IMPRINT_MISSING)
    assert "Does the site campaign for you? Then add" in cure
    assert "If it does not, leave it as it is" in cure


def test_remarks_are_listed_by_kind_with_their_form_and_date(
    result: AuditResult, catalogue: Catalogue
) -> None:
    imprint, filings = noticed(result, stale=False)
    assert imprint.places[0][0].host == "sian4peckham.example"
    assert filings.places[0][1] == "AP01, 2008-03-01"
    assert "- AP01, 2008-03-01: company.example/99000014/filing-history" in text.render(
        result, catalogue, width=200
    )
