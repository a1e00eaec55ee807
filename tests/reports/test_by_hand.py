"""Where the reader looks themselves: the order, the searches, and what they said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from exposure_audit.model import Address, CheckId, Consent, FactId, Reason, Role, RouteId, Subject
from exposure_audit.reports import by_hand, html, text
from exposure_audit.reports.interface import Catalogue
from exposure_audit.result import Answer, Attempt, AuditResult, Manual, Said, Status
from exposure_audit.words import labels_of

BUILT = date(2026, 11, 1)
SAID = Answer(said=Said.CLEAR, on=datetime(2026, 11, 3, tzinfo=UTC), note="not for any report")


@pytest.fixture
def keyless(result: AuditResult) -> AuditResult:
    """A run without any search engine."""
    others = tuple(each for each in result.attempts if each.check != "web-search")
    skipped = Attempt(check=CheckId("web-search"), status=Status.SKIPPED, reason=Reason.NO_KEY)
    return replace(result, attempts=(*others, skipped))


def test_a_search_names_the_fact_and_shows_its_value_only_where_values_are_shown(
    result: AuditResult, catalogue: Catalogue
) -> None:
    views = by_hand.hand_views(result, catalogue, stale=False)
    assert views[1].searches == ('"[your home address]"', "site:[your council].example")
    shown = {FactId("address:home"): "your home address: 14 St Mary's Road"}
    views = by_hand.hand_views(replace(result, labels=shown), catalogue, stale=False)
    assert views[1].searches[0] == '"14 St Mary\'s Road"'


def searches(result: AuditResult, catalogue: Catalogue) -> tuple[str, ...]:
    return by_hand.hand_views(result, catalogue, stale=False)[1].searches


def test_a_search_is_made_for_each_value_in_the_order_in_which_they_were_declared(
    result: AuditResult, catalogue: Catalogue
) -> None:
    two = {FactId("address:former"): "your former address", FactId("address:home"): "your home"}
    assert searches(replace(result, labels=two), catalogue)[:2] == (
        '"[your home]"',
        '"[your former address]"',
    )
    none = {FactId("name"): "your name"}
    assert searches(replace(result, labels=none), catalogue) == ("site:[your council].example",)


@pytest.mark.parametrize("values", [False, True])
def test_a_refuge_is_never_typed_into_a_search_and_the_reader_is_warned(
    result: AuditResult, catalogue: Catalogue, *, values: bool
) -> None:
    home = Address(
        label="home", value="14 St Ebba's Road", lines=("14 St Ebba's Road",), postcode=""
    )
    tern = ("2 Tern Lane",)
    shelter = replace(home, label="shelter", value=tern[0], lines=tern, role=Role.REFUGE)
    consent = Consent(given_by="self", given_on=BUILT)
    subject = Subject(facts=(home, shelter), consent=consent)
    hiding = replace(result, labels=labels_of(subject, show_values=values))
    assert len(searches(hiding, catalogue)) == 2
    assert not [one for one in searches(hiding, catalogue) if "refuge" in one or "Tern" in one]
    assert "Type the address of your refuge nowhere" in html.render(hiding, catalogue, built=BUILT)
    assert "Type the address of your refuge" not in html.render(result, catalogue, built=BUILT)


def test_what_was_found_stays_among_what_is_to_be_done(
    result: AuditResult, catalogue: Catalogue
) -> None:
    found = Manual(CheckId("directory"), replace(SAID, said=Said.FOUND))
    answered = replace(result, manual=(found, Manual(CheckId("google"))))
    views = by_hand.hand_views(answered, catalogue, stale=False)
    assert [view.id for view in views] == ["directory", "google"]
    said = "(about ten minutes; you said that something stands there, on 3 November 2026)"
    assert said in text.render(answered, catalogue, width=200, built=BUILT)


def test_each_place_leads_to_the_steps_of_its_removal_and_says_what_it_cannot_show(
    result: AuditResult, catalogue: Catalogue
) -> None:
    directory = catalogue.checks[CheckId("directory")]
    own, photo = RouteId("own-website"), RouteId("own-photo")
    routed = replace(directory, routes=(own, photo), limits_of="Old books are not in it.")
    leading = replace(catalogue, checks={**catalogue.checks, directory.id: routed})
    found = tuple(finding for finding in result.findings if finding.route != photo)
    page = LexborHTMLParser(html.render(replace(result, findings=found), leading, built=BUILT))
    card = page.css_first("#m-directory")
    assert card
    assert "Old books are not in it." in card.text()
    links = [str(link.attributes["href"]) for link in card.css("dd a")]
    number = 1 + [finding.route for finding in found].index(own)
    assert links == [f"#g{number}", "#gown-photo"]
    for link in links:
        assert len(page.css(f"details{link} ol")) == 1


def test_what_was_answered_comes_last_and_is_only_what_the_reader_said(
    result: AuditResult, catalogue: Catalogue
) -> None:
    answered = replace(
        result, manual=(Manual(CheckId("directory"), SAID), Manual(CheckId("google")))
    )
    views = by_hand.hand_views(answered, catalogue, stale=False)
    assert [view.id for view in views] == ["google", "directory"]
    assert views[1].said == "you said: nothing there, on 3 November 2026"
    page = html.render(answered, catalogue, built=BUILT)
    assert "you said: nothing there, on 3 November 2026" in page
    assert "not for any report" not in page
    assert answered.coverage[Status.MANUAL] == 1


def test_without_a_search_engine_the_prepared_searches_stand_first(
    result: AuditResult, keyless: AuditResult, catalogue: Catalogue
) -> None:
    page = html.render(keyless, catalogue, built=BUILT)
    assert page.index("Search for yourself first") < page.index("Each place, worst first")
    assert page.index("Search for yourself first") < page.index("Places for you to look at")
    assert "Search for yourself first" not in html.render(result, catalogue, built=BUILT)


def test_they_come_six_at_a_time(result: AuditResult, catalogue: Catalogue) -> None:
    view = by_hand.hand_views(result, catalogue, stale=False)[0]
    assert [len(group) for group in by_hand.groups([view] * 15)] == [6, 6, 3]
    many = replace(result, manual=(Manual(CheckId("directory")),) * 8)
    said = text.render(many, catalogue, width=200, built=BUILT)
    assert said.count("- Telephone directory (about ten minutes): directory.example") == 6
    assert "... and two more, in the report." in said


def test_what_a_stale_build_says_is_where_to_check(
    result: AuditResult, catalogue: Catalogue
) -> None:
    view = by_hand.hand_views(result, catalogue, stale=True)[0]
    assert view.steps == ("check on the site",)
    assert view.when_found == "check on the site"
    assert by_hand.advised(result, stale=True)[0].lines[0].text == "check on the site"


def test_an_attribution_is_printed_where_the_source_gave_something(
    result: AuditResult, catalogue: Catalogue
) -> None:
    pages = CheckId("pages")
    meta = catalogue.checks[pages]
    credit = "Contains data of the Example Club, CC BY 4.0."
    credited = replace(meta, terms=replace(meta.terms, attribution=credit))
    crediting = replace(catalogue, checks={**catalogue.checks, pages: credited})
    attempt = Attempt(check=pages, status=Status.CLEAR, complete=True, documents=1)
    got = replace(result, attempts=(attempt,))
    assert credit in html.render(got, crediting, built=BUILT)
    none = replace(result, attempts=(replace(attempt, documents=0),))
    assert credit not in html.render(none, crediting, built=BUILT)
