from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.checks import search_queries
from exposure_audit.model import Address, Fact, Kind
from tests.checks.contact_facts import EMAIL, HOME, OFFICE, PHONE, REFUGE, subject_of

NAME = Fact(kind=Kind.NAME, label="", value='Siân "Shan" Example-Hughes')
PUBLIC = Fact(kind=Kind.USERNAME, label="public", value="sianexample", public=True)
PRIVATE = Fact(kind=Kind.USERNAME, label="forum", value="lanternfish79")
SHARED = Fact(kind=Kind.EMAIL, label="office", value="office@campaign.example", public=True)
SUBJECT = subject_of(NAME, PUBLIC, PRIVATE, SHARED, EMAIL, PHONE, HOME, REFUGE, OFFICE)


def test_names_and_public_user_names_stand_in_quotes() -> None:
    assert search_queries.names(SUBJECT) == ('"Siân Shan Example-Hughes"',)
    assert search_queries.handles(SUBJECT) == ('"sianexample"',)


def test_contacts_are_asked_in_their_usual_spellings() -> None:
    assert search_queries.contacts(SUBJECT) == (
        '"sian@postbox.example"',
        '"07700 900123"',
        '"07700900123"',
        '"+44 7700 900123"',
    )


def test_an_address_is_its_street_and_postcode_and_a_refuge_is_told_to_nobody() -> None:
    assert search_queries.addresses(SUBJECT) == ('"14 St Mary\'s Road" "SE15 4QE"',)


@pytest.mark.parametrize(
    ("lines", "postcode", "query"),
    [
        (("14 St Ebba's Road", "Brackenmere"), "YE7 4QE", '"14 St Ebba\'s Road" "YE7 4QE"'),
        (("Flat 2, 14 Mill Lane", "Anyford"), "JA3 6BD", '"14 Mill Lane" "JA3 6BD"'),
        (("14, Mill Lane", "Anyford"), "JA3 6BD", '"14 Mill Lane" "JA3 6BD"'),
        (("Rose Cottage", "Mill Lane", "Anyford"), "JA3 6BD", '"Rose Cottage" "JA3 6BD"'),
        (("Rose Cottage", "Anyford"), "JA3 6BD", '"Rose Cottage" "JA3 6BD"'),
        (("Hauptstraße 5", "10115 Berlin"), "", '"Hauptstraße 5" "10115 Berlin"'),
        (("Tŷ Gwyn",), "", '"Tŷ Gwyn" "Tŷ Gwyn"'),
    ],
)
def test_the_ways_of_writing_an_address(lines: tuple[str, ...], postcode: str, query: str) -> None:
    address = Address(label="home", value=", ".join(lines), lines=lines, postcode=postcode)
    assert search_queries.addresses(subject_of(address)) == (query,)


def test_a_directory_is_one_site() -> None:
    assert search_queries.at_site('"Siân"', "192.com") == '"Siân" site:192.com'


@given(st.text(alphabet='abc" ,/12', min_size=1, max_size=30).filter(lambda text: text.strip(" ,")))
def test_no_value_breaks_out_of_its_quotes(text: str) -> None:
    address = Address(label="home", value=text, lines=(text,), postcode="YE7 4QE")
    queries = (
        *search_queries.names(subject_of(Fact(kind=Kind.NAME, label="", value=text))),
        *search_queries.addresses(subject_of(address)),
    )
    assert all(query.count('"') in {2, 4} for query in queries)
