from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.model import Kind, PartKind, RouteId
from exposure_audit.publishers import PublisherClass
from exposure_audit.removal.choose import choose
from exposure_audit.removal.routes import GENERAL, load_routes

ROUTES = load_routes()
OWN = ("own-photo", "own-document", "own-website")
REGISTER = ("companies-house-address", "companies-house-undeclared")
FOUND = (
    "hostile-release",
    "search-result",
    "council-election-notice",
    "council-page",
    "third-party-page",
)
LISTS = ("people-192-c01", "company-mirror", "electoral-roll-directory")
COUNCIL = PublisherClass.COUNCIL
SITE = "https://sian4peckham.example"
TOWN = "https://www.southwark.gov.uk"


@pytest.mark.parametrize(
    ("candidates", "part", "klass", "own", "kinds", "locator", "expected"),
    [
        (OWN, "gps", None, True, {"address"}, f"{SITE}/a.jpg", "own-photo"),
        (OWN, "gps", None, True, {"address"}, "", "own-photo"),
        (OWN, "body", None, True, {"address"}, f"{SITE}/leaflet.PDF", "own-document"),
        (OWN, "metadata", None, True, {"phone"}, f"{SITE}/get?file=a.docx", "own-document"),
        (OWN, "body", None, True, {"address"}, f"{SITE}/", "own-website"),
        (OWN, "body", None, True, {"address"}, "", "own-website"),
        (OWN, "gps", None, False, {"address"}, f"{SITE}/a.jpg", "third-party-page"),
        (REGISTER, "record", "register", True, {"address"}, "", "companies-house-address"),
        (REGISTER, "record", "register", True, set(), "", "companies-house-undeclared"),
        (FOUND, "body", COUNCIL, False, {"address"}, f"{TOWN}/SOPN_2022.pdf", FOUND[2]),
        (FOUND, "body", COUNCIL, False, {"address"}, f"{TOWN}/Election%20Agents", FOUND[2]),
        (FOUND, "body", None, False, {"address"}, "https://c.example/sopn-2022.pdf", FOUND[2]),
        (FOUND, "body", COUNCIL, False, {"phone"}, f"{TOWN}/sopn-2022.pdf", FOUND[3]),
        (FOUND, "body", COUNCIL, False, {"address"}, f"{TOWN}/councillors", "council-page"),
        (FOUND, "body", "press", False, {"address"}, "https://p.example/sopn", GENERAL),
        (FOUND, "body", None, False, {"address"}, "https://club.example/news", GENERAL),
        (FOUND, "snippet", "platform", False, {"address"}, "https://x.com/a", "hostile-release"),
        (FOUND, "snippet", "platform", False, {"username"}, "https://x.com/a", GENERAL),
        (FOUND, "snippet", "platform", True, {"phone"}, "https://x.com/a", GENERAL),
        (FOUND, "snippet", "search", False, {"phone"}, "", "search-result"),
        (("dns-records",), "dns", None, True, {"email"}, "dns:x.example", "dns-records"),
        (("domain-registration",), "record", None, True, {"address"}, "", "domain-registration"),
        (LISTS, "snippet", "directory", False, {"address"}, "https://www.192.com/a", LISTS[0]),
        (LISTS, "snippet", "directory", False, {"address"}, "https://192.com.example/a", LISTS[2]),
        (LISTS, "snippet", "directory", False, {"address"}, "https://www.endole.co.uk/a", LISTS[1]),
        (LISTS, "snippet", "directory", False, {"phone"}, "https://ukphonebook.com/a", LISTS[2]),
        (LISTS, "snippet", "directory", False, {"phone"}, "https://[broken", LISTS[2]),
        ((), "body", None, False, {"address"}, "", GENERAL),
        (FOUND, "body", COUNCIL, False, {"address"}, "https://[broken", "council-page"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True], ids=["listed", "backwards"])
def test_the_route_whose_conditions_fit_best_is_chosen(
    candidates: tuple[str, ...],
    part: str,
    klass: str | None,
    own: bool,
    kinds: set[str],
    locator: str,
    expected: str,
    backwards: bool,
) -> None:
    chosen = choose(
        [RouteId(candidate) for candidate in candidates][:: -1 if backwards else 1],
        ROUTES,
        parts={PartKind(part)},
        publisher_class=PublisherClass(klass) if klass else None,
        own=own,
        kinds={Kind(kind) for kind in kinds},
        locator=locator,
    )
    assert chosen == expected


@given(
    candidates=st.lists(st.sampled_from(sorted(ROUTES)), max_size=6),
    parts=st.sets(st.sampled_from(PartKind)),
    klass=st.none() | st.sampled_from(PublisherClass),
    own=st.booleans(),
    kinds=st.sets(st.sampled_from(Kind)),
    locator=st.text(max_size=60),
)
def test_there_is_always_one_route_and_never_a_foreign_one(
    candidates: list[RouteId],
    parts: set[PartKind],
    klass: PublisherClass | None,
    own: bool,
    kinds: set[Kind],
    locator: str,
) -> None:
    chosen = choose(
        candidates,
        ROUTES,
        parts=parts,
        publisher_class=klass,
        own=own,
        kinds=kinds,
        locator=locator,
    )
    assert chosen in {*candidates, GENERAL}
