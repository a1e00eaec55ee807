"""What holds for every guided check, whatever place it sends its user to."""

from __future__ import annotations

import re

import pytest

from exposure_audit.checks.registry import metas
from exposure_audit.elections_schema import load_rules
from exposure_audit.model import CheckId, RouteId
from exposure_audit.removal.routes import load_routes

GUIDED = {check_id: meta for check_id, meta in metas().items() if meta.guide}
ROUTES = load_routes()
HOLE = re.compile(r"\{(\w+)\}")
OPEN_HOLES = {"council", "area"}

COVERED = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 17, 18, 19, 20, 21, 22, 23, 25}
"""Numbers of the ranked list that a guided check covers; 13, 14, 16 and 24 are automatic alone."""


def test_there_are_enough_of_them_and_they_cover_the_ranked_list() -> None:
    assert len(GUIDED) >= 30
    assert {number for meta in GUIDED.values() for number in meta.covers} >= COVERED


@pytest.mark.parametrize("check_id", GUIDED)
def test_it_sends_nothing_keeps_nothing_and_has_a_way_out(check_id: CheckId) -> None:
    meta = GUIDED[check_id]
    assert not meta.asks
    assert not meta.sends
    assert not meta.terms.kept
    assert meta.no_canary
    assert meta.routes
    assert set(meta.routes) <= set(ROUTES)


@pytest.mark.parametrize("check_id", GUIDED)
def test_a_search_types_only_what_the_guide_admits(check_id: CheckId) -> None:
    guide = GUIDED[check_id].guide
    assert guide
    holes = {hole for search in guide.searches for hole in HOLE.findall(search)}
    assert holes - OPEN_HOLES <= {kind.value for kind in guide.typed}
    assert not HOLE.search(guide.link + " ".join(guide.steps))


@pytest.mark.parametrize("check_id", GUIDED)
def test_name_and_contact_are_never_searched_in_one_window(check_id: CheckId) -> None:
    guide = GUIDED[check_id].guide
    assert guide
    holes = {hole for search in guide.searches for hole in HOLE.findall(search)}
    if "name" in holes and holes & {"address", "phone", "email"}:
        steps = " ".join(guide.steps)
        assert "new one for the next search" in steps or "new private window" in steps


@pytest.mark.parametrize("check_id", GUIDED)
def test_it_promises_nothing_and_prints_no_fee(check_id: CheckId) -> None:
    meta = GUIDED[check_id]
    guide = meta.guide
    assert guide
    text = " ".join(
        (meta.publishes, meta.why, meta.limits_of, guide.look_for, guide.when_found, *guide.steps)
    )
    assert not re.search(r"\b(guarantee\w*|you are safe|all clear)\b", text, re.IGNORECASE)
    assert "[U]" not in text
    assert "£" not in text


@pytest.mark.parametrize("check_id", [CheckId("google"), CheckId("bing")])
def test_a_searcher_is_told_what_to_do_about_somebody_hostile(check_id: CheckId) -> None:
    guide = GUIDED[check_id].guide
    assert guide
    assert guide.when_found.index("Save the page") < guide.when_found.index("Do not write to them")
    assert "999" in guide.when_found


FORM_GUIDES = ("home-address-form",)
FORM_ROUTES = ("home-address-form", "council-election-notice")


def test_nobody_in_scotland_is_told_to_sign_their_address_public() -> None:
    # There the signature on the form asks for publication (SSI 2020/239): the reverse of elsewhere.
    guides = [GUIDED[CheckId(name)].guide for name in FORM_GUIDES]
    steps = [guide.steps for guide in guides if guide]
    for each in (*steps, *(ROUTES[RouteId(name)].steps for name in FORM_ROUTES)):
        text = " ".join(each)
        assert "do not sign that" in text
        assert "Scotland" in text
        assert "Sign the statement" not in text
        assert "tick" not in text


@pytest.mark.parametrize("name", ["open-register-opt-out", "anonymous-registration"])
def test_northern_ireland_is_sent_to_the_electoral_office(name: str) -> None:
    guide = GUIDED[CheckId(name)].guide
    assert guide
    assert "eoni.org.uk" in " ".join(guide.steps)
    route = ROUTES[GUIDED[CheckId(name)].routes[0]]
    assert "Electoral Office" in " ".join(route.steps)


def test_northern_ireland_has_no_monitoring_officer_to_ask() -> None:
    guided = GUIDED[CheckId("council-register-of-interests")].guide
    assert guided
    assert "in Northern Ireland ask the clerk" in guided.when_found
    asked = [
        rule
        for rule in load_rules().rules
        if rule.topic == "register-of-interests" and "Northern Ireland" in rule.nations
    ]
    assert {rule.statement.ask for rule in asked} == {"the clerk of the council"}
