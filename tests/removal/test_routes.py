from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from exposure_audit.errors import DataError
from exposure_audit.model import Mark, RouteId
from exposure_audit.removal.routes import (
    GENERAL,
    UNVERIFIED,
    Approach,
    Evidence,
    Route,
    Stated,
    load_routes,
)

ROUTES = load_routes()
FOLDER = files("exposure_audit.removal") / "routes"

OF_THE_SIX_SOURCES = {
    "own-website",
    "own-photo",
    "own-document",
    "domain-registration",
    "dns-records",
    "companies-house-address",
    "companies-house-undeclared",
    "council-election-notice",
    "council-page",
    "search-result",
    "third-party-page",
    "hostile-release",
}

GOOD = """\
title = "a"
source = "b"
approach = "neutral"
minutes = 5
checked = 2026-11-22
steps = ["c"]

[law]
text = "d"
mark = "S"
url = "https://www.legislation.gov.uk/x"
date = 2026-01-01

[[evidence]]
mark = "U"
what = "e"
"""


def stated_of(route: Route) -> list[Stated]:
    return [one for one in (route.form, route.fee, route.law, route.deadline) if one]


def test_the_routes_of_the_six_sources_are_there() -> None:
    assert set(ROUTES) >= OF_THE_SIX_SOURCES
    assert all(route.id == route_id for route_id, route in ROUTES.items())


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_a_route_says_what_to_do_and_what_backs_it(route: Route) -> None:
    assert route.steps
    assert route.evidence
    backing: list[Stated | Evidence] = [*stated_of(route), *route.evidence]
    for backed in backing:
        if backed.mark is not Mark.UNVERIFIED:
            assert backed.url.startswith("https://")
            assert backed.date is not None
            assert backed.date <= route.checked


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_a_route_promises_nothing(route: Route) -> None:
    text = " ".join((route.title, route.caution, route.when_not, *route.steps))
    assert not re.search(r"\b(guarantee\w*|you are safe|all clear|nobody can)\b", text, re.I)
    assert "[U]" not in text


def test_nothing_unverified_prints_as_fact() -> None:
    for route in ROUTES.values():
        for stated in stated_of(route):
            assert (stated.shown == UNVERIFIED) is (stated.mark is Mark.UNVERIFIED)
        for evidence in route.evidence:
            assert evidence.shown.endswith(UNVERIFIED) is (evidence.mark is Mark.UNVERIFIED)


def test_a_form_prints_by_its_mark() -> None:
    sr01 = ROUTES[RouteId("companies-house-address")]
    assert sr01.form_name == "SR01"
    assert sr01.form_url.startswith("https://")
    assert ROUTES[GENERAL].form_name == ROUTES[GENERAL].form_url == ""
    assert Stated("ZZ9", Mark.UNVERIFIED).shown == "check on the site"
    assert Evidence(Mark.UNVERIFIED, "The fee").shown == "The fee: check on the site"


def test_a_hostile_owner_is_never_written_to() -> None:
    route = ROUTES[RouteId("hostile-release")]
    text = " ".join(route.steps)
    assert route.approach is Approach.NEVER
    assert "Do not write to the person" in route.when_not
    assert text.index("999") < text.index("Save the evidence") < text.index("101")
    assert text.index("Save the evidence") < text.index("report the post to the platform")
    assert "hostile" not in ROUTES[GENERAL].title
    assert "Do not write if the owner means you harm" in ROUTES[GENERAL].caution


def test_evidence_is_saved_before_anyone_is_written_to() -> None:
    for name in ("third-party-page", "council-page", "council-election-notice"):
        assert ROUTES[RouteId(name)].steps[0].startswith("Save the page")


@pytest.mark.parametrize(
    "name", ["companies-house-address", "companies-house-undeclared", "council-election-notice"]
)
def test_nobody_is_told_to_put_a_false_address_on_a_statutory_form(name: str) -> None:
    caution = ROUTES[RouteId(name)].caution
    assert "Never put a false address" in caution or "Give your true home address" in caution


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / f"{GENERAL}.toml").write_text(text)
    return tmp_path


def test_a_good_copy_loads(tmp_path: Path) -> None:
    routes = load_routes(folder_with(tmp_path, GOOD))
    assert routes[GENERAL].law == Stated(
        "d", Mark.SOURCED, "https://www.legislation.gov.uk/x", date(2026, 1, 1)
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('source = "b"', 'sauce = "b"', 2, "sauce: unknown key"),
        ('mark = "S"', 'mark = "X"', 10, "law.mark"),
        ("date = 2026-01-01\n", "", 8, "needs a date"),
        ('url = "https://www.legislation.gov.uk/x"\n', "", 8, "needs a url"),
        ("https://www", "javascript:www", 11, "law.url"),
        ("date = 2026-01-01", "date = 2027-01-01", None, "`checked` is earlier"),
        ('approach = "neutral"', 'approach = "rude"', 3, "approach"),
        ("minutes = 5", "minutes = 0", 4, "minutes"),
        ('steps = ["c"]', "steps = []", 6, "steps"),
        ('mark = "U"\n', "", 14, "evidence 1.mark: is missing"),
        ('mark = "U"', 'mark = "2"', 14, "needs a url"),
        ("[law]", "[applies]\nparts = ['nose']\n\n[law]", 9, "applies.parts"),
    ],
)
def test_a_broken_copy_names_file_and_line(
    tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    assert old in GOOD
    folder = folder_with(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DataError) as caught:
        load_routes(folder)
    place = f"{folder / GENERAL}.toml" + (f":{line}" if line else "")
    assert str(caught.value).startswith(f"{place}: ")
    assert words in str(caught.value)


def test_a_folder_without_the_general_route_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="general route"):
        load_routes(tmp_path)


def test_every_shipped_file_is_a_route() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.toml" for name in ROUTES}


def test_each_source_names_routes_that_exist() -> None:
    sources = [path for path in files("exposure_audit.checks").iterdir() if is_toml(path.name)]
    named = {
        route for path in sources for route in tomllib.loads(path.read_text("utf-8"))["routes"]
    }
    assert named
    assert named <= set(ROUTES)


def is_toml(name: str) -> bool:
    return name.endswith(".toml")
