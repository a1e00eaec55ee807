from __future__ import annotations

import hashlib
import random

import pytest

from exposure_audit.facts.digests import Digests, usual
from exposure_audit.model import Address, Fact, FactId, Kind

HOME = Address(
    label="home",
    value="Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE",
    lines=("Flat 2", "14 St Mary's Road", "Peckham", "London"),
    postcode="SE15 4QE",
)
FACTS: dict[str, Fact] = {
    "name": Fact(kind=Kind.NAME, label="", value="Siân Hughes"),
    "date-of-birth": Fact(kind=Kind.DATE_OF_BIRTH, label="", value="1979-03-05"),
    "address:home": HOME,
    "phone:mobile": Fact(kind=Kind.PHONE, label="mobile", value="+447700900123"),
    "email:personal": Fact(kind=Kind.EMAIL, label="personal", value="sian.hughes@mail.example"),
    "username:forum": Fact(kind=Kind.USERNAME, label="forum", value="sianh79"),
    "company:own": Fact(kind=Kind.COMPANY, label="own", value="01234567"),
}
DIGESTS = Digests(tuple(FACTS.values()))


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("email:personal", "sian.hughes@mail.example"),
        ("email:personal", "SIAN.HUGHES@MAIL.EXAMPLE"),
        ("email:personal", "mailto:sian.hughes@mail.example"),
        ("phone:mobile", "07700900123"),
        ("phone:mobile", "+447700900123"),
        ("phone:mobile", "447700900123"),
        ("phone:mobile", "7700900123"),
        ("phone:mobile", "07700 900123"),
        ("address:home", "SE15 4QE"),
        ("address:home", "se154qe"),
        ("address:home", "14 St Mary's Road"),
        ("address:home", "14 st marys road, peckham, london, se15 4qe"),
        ("address:home", "Flat 2, 14 St Mary's Road, Peckham, London, SE15 4QE"),
        ("date-of-birth", "1979-03-05"),
        ("date-of-birth", "05/03/1979"),
        ("date-of-birth", "05031979"),
        ("date-of-birth", "19790305"),
        ("name", "Siân Hughes"),
        ("name", "sian hughes"),
        ("name", "hughes, sian"),
        ("username:forum", "sianh79"),
        ("username:forum", "@SianH79".lower()),
        ("company:own", "1234567"),
    ],
)
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha384", "sha512"])
def test_the_digest_of_every_usual_spelling(fact: str, text: str, algorithm: str) -> None:
    digest = hashlib.new(algorithm, text.encode()).digest()
    assert DIGESTS.facts_in(b"x" + digest + b"x") == {fact}
    assert DIGESTS.facts_in(digest[:16]) == DIGESTS.facts_in(digest[-16:]) == {fact}
    assert DIGESTS.facts_in(digest[:15]) == frozenset()


def test_a_part_of_an_address_that_is_no_door_is_none() -> None:
    said = usual(HOME)
    assert not said & {"Flat 2", "Peckham", "London", "peckham", "Peckham, London", "flat 2"}
    assert len(said) < 1_000


def test_no_facts_no_digests() -> None:
    assert Digests(()).facts_in(bytes(64)) == frozenset()


def test_random_bytes_are_no_digest() -> None:
    source = random.Random(7)
    assert DIGESTS.facts_in(source.randbytes(200_000)) == frozenset()


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_is_found_as_its_own_id(fact: str) -> None:
    for text in usual(FACTS[fact]):
        assert DIGESTS.facts_in(hashlib.md5(text.encode()).digest()) == {FactId(fact)}
