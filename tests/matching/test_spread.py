from __future__ import annotations

import random

import pytest

from exposure_audit.facts.encoded import plain
from exposure_audit.facts.squeezed import Squeezed
from exposure_audit.matching.spread import Spread, pieces_of
from exposure_audit.model import FactId, Subject


@pytest.fixture(scope="module")
def spread(subject: Subject) -> Spread:
    return Spread(subject.facts)


def found(spread: Spread, *pieces: str) -> set[str]:
    inside = [said for piece in pieces for said in plain(piece)]
    return set(spread.facts_in([piece.lower() for piece in pieces], inside))


def in_crumbs(spread: Spread, *pieces: str) -> frozenset[FactId]:
    return spread.in_crumbs(pieces, Squeezed("\n".join(pieces)).letters)


@pytest.mark.parametrize(
    ("pieces", "fact"),
    [
        (("se15", "4qe"), "address:home"),
        (("4qe", "page", "se15"), "address:home"),
        (("home: SE15", "4QE please"), "address:home"),
        (("14", "st", "marys", "road"), "address:home"),
        (("road", "14", "st marys"), "address:home"),
        (("07700", "900", "123"), "phone:mobile"),
        (("123", "+44 7700", "900"), "phone:mobile"),
        (("hughes", "sian"), "name"),
        (("1979", "05", "03"), "date-of-birth"),
        (("1979", "5", "03"), "date-of-birth"),
        (("0305", "1979"), "date-of-birth"),
        (("79", "05", "x", "03"), "date-of-birth"),
        (("5", "march", "1979"), "date-of-birth"),
        (("example.org", "sian.hugh", "es"), "email:personal"),
        (("@example.org", "sian.hughes"), "email:personal"),
        (("h79", "sian"), "username:forum"),
        (("4567", "0123"), "company:consultancy"),
        (("school", "example-primary"), "detail:school"),
        (("U0UxNQ", "4qe"), "address:home"),
        (("U0UxNQ", "NFFF"), "address:home"),
        (("c2lhbmg3OQ", "x"), "username:forum"),
    ],
)
def test_pieces_in_any_order(spread: Spread, pieces: tuple[str, ...], fact: str) -> None:
    assert found(spread, *pieces) - {"name"} == {fact} - {"name"}
    assert fact in found(spread, *pieces)


@pytest.mark.parametrize(
    "pieces",
    [
        ("se154qe",),  # whole: that is not for the pieces to tell
        ("se15", "4"),
        ("s", "e", "1", "5", "4", "q"),
        ("0", "1", "2", "3", "7", "9"),
        ("14", "road"),
        ("sian hughes", "example.org"),
        ("hughes-jones-sian",),
        ("1979", "0", "53"),
        ("19", "03"),
        ("sian jones", "example"),
        (),
    ],
)
def test_crumbs_and_parts_are_no_value(spread: Spread, pieces: tuple[str, ...]) -> None:
    assert found(spread, *pieces) == set()


@pytest.mark.parametrize("text", ["se154qe", "14stmarysroad", "07700900123", "sianhughes"])
def test_crumbs_in_order_and_against_it(spread: Spread, text: str) -> None:
    assert in_crumbs(spread, *text)
    assert in_crumbs(spread, *reversed(text))
    assert not in_crumbs(spread, text)
    assert not in_crumbs(spread, *sorted(text))


def test_a_name_inside_a_domain_is_not_in_crumbs(spread: Spread) -> None:
    assert not in_crumbs(spread, "domain", "a", "b", "sian-hughes.example", "c")


@pytest.mark.parametrize(
    "text",
    [
        "lat=51.47115&z=17&lon=-0.0612",
        "-0.0612 51.4712",
        "51.47115n 0.0612w",
        "51°28'16\"n 0°03'40\"w",
    ],
)
def test_a_place_near_the_door(spread: Spread, text: str) -> None:
    assert spread.places_in(text) == {"address:home"}


def test_another_place_is_not(spread: Spread) -> None:
    for text in ("51.48115,-0.0612", "51.47115,0.5", "51.47115", "v1.0.612 51.47", ""):
        assert spread.places_in(text) == frozenset()


def test_pieces_are_what_stands_between_the_signs_of_a_url() -> None:
    assert pieces_of("/a-b/c.d?e=f&g=h%20i\n\nj") == ["a-b", "c.d", "e", "f", "g", "h%20i", "j"]


def test_hostile_pieces_end_soon_and_are_refused(spread: Spread) -> None:
    """Every piece of a value but those that would end it: more ways than can be tried."""
    form = "14stmarysroad"
    parts = {form[start:end] for start in range(13) for end in range(start + 1, 13)} | {"xoad"}
    found(spread, *parts)
    source = random.Random(3)
    crumbs = ["".join(source.choices("0123456789", k=2)) for _ in range(400)]
    found(spread, *crumbs)
