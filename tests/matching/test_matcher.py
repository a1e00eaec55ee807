from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Confidence, Document, Part, PartKind

Maker = Callable[..., Document]


def found(matcher: OwnMatcher, document: Document) -> list[tuple[str, str, str]]:
    return [(one.fact, one.form, one.confidence.value) for one in matcher.sightings(document)]


def test_all_kinds_in_one_text(matcher: OwnMatcher, document: Maker) -> None:
    text = (
        "Siân Example-Hughes, born 5 March 1979, Flat 2, 14 St Mary\u2019s Rd, Peckham, London "
        "SE15 4QE. Tel (07700) 900 123, SIAN.hughes@example.org or office@sian4peckham.example. "
        "Forum: SianH79. Company 01234567. Example Primary School."
    )
    page = document(text)
    sightings = matcher.sightings(page)
    assert {one.fact: one.confidence for one in sightings} == {
        "name": Confidence.HIGH,
        "date-of-birth": Confidence.HIGH,
        "address:home": Confidence.HIGH,
        "phone:mobile": Confidence.HIGH,
        "email:personal": Confidence.HIGH,
        "email:office": Confidence.HIGH,
        "domain:campaign": Confidence.HIGH,
        "website:campaign": Confidence.HIGH,
        "username:forum": Confidence.HIGH,
        "company:consultancy": Confidence.HIGH,
        "detail:school": Confidence.MEDIUM,
    }
    for one in sightings:
        assert page.parts[one.part].text[one.start : one.end] == one.form
        assert one.form not in one.why
    assert matcher.sightings(page) == sightings


@pytest.mark.parametrize(
    ("text", "fact", "level"),
    [
        ("SE15 4QE", "address:home", "low"),
        ("05/03/1979", "date-of-birth", "low"),
        ("Example Primary School", "detail:school", "medium"),
    ],
)
def test_what_needs_the_name_counts_with_it_in_any_part(
    matcher: OwnMatcher, document: Maker, text: str, fact: str, level: str
) -> None:
    assert found(matcher, document(text)) == []
    titled = document(text, Part(PartKind.META, "Hughes, Sian"))
    assert (fact, text, level) in found(matcher, titled)
    other = document(text, "Sian Hugheston")
    assert found(matcher, other) == []


def test_gps_near_the_address_is_the_address(matcher: OwnMatcher, document: Maker) -> None:
    near = Part(PartKind.GPS, "51.471200,-0.061300")
    assert found(matcher, document(near)) == [("address:home", "51.471200,-0.061300", "high")]
    assert found(matcher, document(Part(PartKind.GPS, "51.481200,-0.061300"))) == []
    link = Part(PartKind.LINK, "https://maps.example/@51.4712,-0.0613,17z")
    assert found(matcher, document(link)) == [("address:home", "51.4712,-0.0613", "high")]


def test_dns_form_only_in_dns_parts(matcher: OwnMatcher, document: Maker) -> None:
    text = r"ns.example. sian\.hughes.example.org. 1 7200"
    assert found(matcher, document(text)) == []
    (one,) = found(matcher, document(Part(PartKind.DNS, text)))
    assert one == ("email:personal", r"sian\.hughes.example.org", "high")


def test_a_name_over_lower_case_words_is_none(matcher: OwnMatcher, document: Maker) -> None:
    assert found(matcher, document("Sian visited Hughes")) == []
    assert found(matcher, document("Sian Mary Hughes")) == [("name", "Sian Mary Hughes", "medium")]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("https://x.example/?q=Si%C3%A2n+Hughes", {"name"}),
        ("https://x.example/sian-hughes", {"name"}),
        ("sianhughes", {"name"}),
        ("hughes_sian.pdf", {"name"}),
        ("https://x.example/?p=SE15%204QE", {"address:home"}),
        ("se154qe", {"address:home"}),
        ("S E 1 5 4 Q E", {"address:home"}),
        ("14-st-marys-road", {"address:home"}),
        ("14stmarysrd", {"address:home"}),
        ("lat=51.47115,-0.0612", {"address:home"}),
        ("07700900123", {"phone:mobile"}),
        ("7700.900.123", {"phone:mobile"}),
        ("%2B44%207700%20900123", {"phone:mobile"}),
        ("sian.hughes%40example.org", {"email:personal"}),
        ("sian.hughes%2540example.org", {"email:personal"}),
        ("sian.hughes [at] example.org", {"email:personal"}),
        ("born=19790305", {"date-of-birth"}),
        ("05/03/1979", {"date-of-birth"}),
        ("1979_03_05", {"date-of-birth"}),
        ("1979+03+05", {"date-of-birth"}),
        ("5_March_1979", {"date-of-birth"}),
        ("lat=51.47115&lon=-0.0612", {"address:home"}),
        ("SE15%252525204QE", {"address:home"}),
        ("/u/SianH79/", {"username:forum"}),
        ("my-sianh79", {"username:forum"}),
        ("/company/01234567", {"company:consultancy"}),
        ("example-primary-school", {"detail:school"}),
        ("https://www.sian4peckham.example/about", {"domain:campaign"}),
        ("_dmarc.sian4peckham.example", {"domain:campaign"}),
        ("office@sian4peckham.example", {"email:office", "domain:campaign"}),
    ],
)
def test_the_guard_sees_every_spelling(matcher: OwnMatcher, text: str, facts: set[str]) -> None:
    assert matcher.facts_in(text) >= facts
    assert matcher.facts_in(text) <= facts | {"domain:campaign"}


@pytest.mark.parametrize(
    "text",
    [
        "https://data.iana.org/rdap/dns.json",
        "114 St Mary's Road",
        "SE15",
        "Peckham, London",
        "1979-03",
        "Jan Hughes",
        "https://council.example/peckham/ward",
    ],
)
def test_the_guard_lets_pass_what_is_not_declared(matcher: OwnMatcher, text: str) -> None:
    assert matcher.facts_in(text) == frozenset()


SECRETS = {
    "name": "Siân Hughes",
    "address:home": "14 St Mary's Road",
    "phone:mobile": "07700 900123",
    "email:personal": "sian.hughes@example.org",
    "username:forum": "sianh79",
    "date-of-birth": "1979-03-05",
}


@given(
    st.sampled_from(sorted(SECRETS)),
    st.text(alphabet="abcxyz/?&= .", max_size=12),
    st.sampled_from([str, quote, quote_plus, lambda text: quote(quote(text)), str.upper]),
)
def test_nothing_declared_slips_past_the_guard(
    matcher: OwnMatcher, fact: str, around: str, encode: Callable[[str], str]
) -> None:
    value = encode(SECRETS[fact])
    assert fact in matcher.facts_in(f"https://q.example/{around} {value} {around}")


def test_a_name_in_a_declared_domain_is_the_domain(matcher: OwnMatcher) -> None:
    assert matcher.facts_in("sian.hughes@example.org") == {"email:personal"}
    assert matcher.facts_in("sian.hughes@example.net") == {"name"}


@pytest.mark.parametrize(
    ("flood", "last", "fact"),
    [
        ("14 St Mary's Road, ", "Flat 2, 14 St Mary's Road, SE15 4QE", "address:home"),
        ("14 St Mary's Road, Peckham; ", "Flat 2, 14 St Mary's Road, SE15 4QE", "address:home"),
        ("SE15 4QE ", "Flat 2, 14 St Mary's Road, SE15 4QE", "address:home"),
        ("Sian met Hughes, ", "Sian Hughes", "name"),
        ("07700 900123, ", "sian.hughes@example.org", "email:personal"),
    ],
)
def test_a_flood_hides_nothing_surer_and_no_other_fact(
    matcher: OwnMatcher, document: Maker, flood: str, last: str, fact: str
) -> None:
    sightings = matcher.sightings(document(flood * 2_000 + "\n" + "x " * 200 + last))
    assert (fact, Confidence.HIGH) in {(one.fact, one.confidence) for one in sightings}
    assert len(sightings) <= 500


def test_a_date_beside_a_word_of_birth_after_many_others(
    matcher: OwnMatcher, document: Maker
) -> None:
    (one,) = matcher.sightings(document("5 March 1979, " * 1_000 + "x " * 50 + "born 5 March 1979"))
    assert (one.fact, one.confidence) == ("date-of-birth", Confidence.MEDIUM)


@given(st.text(max_size=200))
def test_any_text_is_read(matcher: OwnMatcher, document: Maker, text: str) -> None:
    matcher.sightings(document(text, Part(PartKind.DNS, text), Part(PartKind.LINK, text)))
    matcher.facts_in(text)
