from __future__ import annotations

import re

import pytest

from exposure_audit.model import Kind, Mark, PartKind, RouteId
from exposure_audit.removal.choose import choose
from exposure_audit.removal.routes import GENERAL, Approach, Route, load_routes

ROUTES = load_routes()

OF_AUTOMATIC_SOURCES = {
    "account",
    "breach",
    "certificate-log",
    "charity-contact",
    "charity-undeclared",
    "common-crawl-capture",
    "companies-house-filing",
    "companies-house-register-held",
    "democracy-club-person",
    "disqualified-officer",
    "electoral-commission-entry",
    "gazette-notice",
    "github-account",
    "gitlab-account",
    "gravatar-profile",
    "ico-register",
    "imprint",
    "keybase-account",
    "littlesis-entity",
    "opencorporates-officer",
    "oscr-exemption",
    "security-txt",
    "wayback-copy",
    "wikipedia-oversight",
    "wordpress-users",
}

WANT_A_TRUE_ADDRESS = (
    "ccni-register",
    "charity-contact",
    "companies-house-filing",
    "companies-house-register-held",
    "disqualified-officer",
    "electoral-commission-entry",
    "home-address-form",
    "ico-register",
    "insolvency-address",
    "licensing-register",
    "oscr-exemption",
    "professional-register",
)

SHOW_A_PAGE = (
    "company-mirror",
    "contact-broker",
    "democracy-club-person",
    "electoral-roll-directory",
    "gazette-notice",
    "leaflet-archive",
    "littlesis-entity",
    "newsletter",
    "people-192-c01",
    "planning-redaction",
    "press-ipso",
    "property-portal",
    "register-of-interests",
    "rightmove-record",
    "whatdotheyknow-removal",
)

COMPLAINT = "https://www.legislation.gov.uk/id/ukpga/2025/18/section/103"


def prose(route: Route) -> str:
    return " ".join((route.title, route.caution, route.when_not, *route.steps))


def test_every_automatic_source_has_its_route() -> None:
    assert set(ROUTES) >= OF_AUTOMATIC_SOURCES


@pytest.mark.parametrize("name", WANT_A_TRUE_ADDRESS)
def test_nobody_is_told_to_give_a_false_address(name: str) -> None:
    assert re.search(r"[Nn]ever (give|put) a false address", ROUTES[RouteId(name)].caution)


@pytest.mark.parametrize("name", SHOW_A_PAGE)
def test_the_page_is_saved_before_anyone_is_asked(name: str) -> None:
    steps = " ".join(ROUTES[RouteId(name)].steps)
    saved = re.search(r"\b[Ss]ave\b", steps)
    asked = re.search(r"\bObject under|\bAsk (?!yourself)|\b[Ww]rite to\b", steps)
    assert saved
    assert asked is None or saved.start() < asked.start()


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_a_fee_stands_only_where_it_has_a_source(route: Route) -> None:
    assert "£" not in prose(route)
    assert route.fee is None or "£" not in route.fee.text or route.fee.mark is not Mark.UNVERIFIED


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_every_source_is_a_link_without_anything_of_the_subject(route: Route) -> None:
    stated = (route.form, route.fee, route.law, route.deadline, *route.evidence)
    links = [one.url for one in stated if one and one.url]
    assert not [link for link in links if "{" in link or "@" in link or not link.isascii()]


def test_the_month_and_the_complaint_have_one_source() -> None:
    citing = [route for route in ROUTES.values() if route.law and route.law.url == COMPLAINT]
    assert len(citing) > 10
    for route in citing:
        assert route.deadline
        assert route.deadline.url == COMPLAINT


def test_only_a_hostile_release_forbids_contact() -> None:
    never = [name for name, route in ROUTES.items() if route.approach is Approach.NEVER]
    assert never == ["hostile-release"]
    assert "Do not write if" in ROUTES[GENERAL].caution
    assert "do not write to whoever did" in ROUTES[RouteId("account")].caution
    assert "do not write to them" in ROUTES[RouteId("whatdotheyknow-removal")].caution
    assert "do not write to it" in ROUTES[RouteId("press-ipso")].when_not


def test_an_imprint_is_replaced_and_never_left_out() -> None:
    for name in ("imprint", "ad-library"):
        assert "never leave a gap" in ROUTES[RouteId(name)].caution


@pytest.mark.parametrize(
    ("seen", "expected"), [(True, "charity-contact"), (False, "charity-undeclared")]
)
@pytest.mark.parametrize("backwards", [False, True], ids=["listed", "backwards"])
def test_a_charity_that_shows_another_address_has_its_own_route(
    seen: bool, expected: str, backwards: bool
) -> None:
    candidates = [RouteId("charity-contact"), RouteId("charity-undeclared")]
    chosen = choose(
        candidates[::-1] if backwards else candidates,
        ROUTES,
        parts={PartKind.RECORD},
        publisher_class=None,
        own=True,
        kinds={Kind.ADDRESS} if seen else set(),
    )
    assert chosen == expected
