from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exposure_audit.matching.judge import observe
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId, Confidence, Document, FactId, Part, PartKind
from exposure_audit.result import Observation

Maker = Callable[..., Document]
Labels = dict[FactId, str]
CHECK = CheckId("pages")
HOME = "Flat 2, 14 St Mary's Road, Peckham, London SE15 4QE"


def test_the_surest_sighting_of_each_fact_in_each_kind_of_part(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document(
        "Sian Hughes, 14 St Mary's Road",
        HOME,
        Part(PartKind.META, "SE15 4QE"),
        Part(PartKind.LINK, "+44 7700 900123", note="tel"),
    )
    seen = observe(CHECK, page, matcher, labels).seen
    assert [(one.fact, one.part, one.confidence) for one in seen] == [
        ("address:home", PartKind.BODY, Confidence.HIGH),
        ("address:home", PartKind.META, Confidence.LOW),
        ("phone:mobile", PartKind.LINK, Confidence.HIGH),
    ]


def test_public_facts_and_the_name_are_links(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document("Sian Hughes office@sian4peckham.example 07700 900123")
    found = observe(CHECK, page, matcher, labels)
    assert {"name", "email:office", "domain:campaign"} <= found.links
    assert [one.fact for one in found.seen] == ["phone:mobile"]


def test_title_and_locator_are_judged_too(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document("x", title=f"For sale: {HOME}", locator="https://a.example/sian-hughes")
    found = observe(CHECK, page, matcher, labels)
    assert [(one.fact, one.part) for one in found.seen] == [("address:home", PartKind.META)]
    assert found.links == {"name"}
    assert found.locator == "https://a.example/\u2039your name\u203a"
    assert "Peckham" not in found.title


def test_a_publisher_named_after_a_private_user_name(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document("x", publisher="sianh79.blogs.example")
    found = observe(CHECK, page, matcher, labels)
    assert found.publisher == "\u2039your user name (forum)\u203a.blogs.example"
    own = observe(CHECK, document("x", publisher="sian4peckham.example"), matcher, labels)
    assert own.publisher == "sian4peckham.example"


def test_an_encoded_name_in_the_locator_links(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document("x", locator="https://a.example/sian%252Dhughes")
    assert observe(CHECK, page, matcher, labels).links == {"name"}


def test_nothing_of_the_text_is_kept(matcher: OwnMatcher, labels: Labels, document: Maker) -> None:
    found = observe(CHECK, document(f"Ann Other lives at {HOME}"), matcher, labels)
    for word in ("Ann", "Other", "Mary", "4QE"):
        assert word not in found.excerpt


def test_an_undeclared_address_in_an_own_record(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    def undeclared(text: str, own: str | None, *, address: bool = True) -> bool:
        part = Part(PartKind.RECORD, text, note="registered office", address=address)
        page = document(part, own=FactId(own) if own else None)
        found: Observation = observe(CHECK, page, matcher, labels)
        assert "Hill" not in found.excerpt
        return found.undeclared_address

    assert undeclared("3 Hill Street, LS1 1AA", "company:consultancy")
    assert undeclared("3 Hill Street, LS1 1AA", "charity:trust")
    assert not undeclared(HOME, "company:consultancy")
    assert not undeclared("3 Hill Street, LS1 1AA", "domain:campaign")
    assert not undeclared("3 Hill Street, LS1 1AA", None)
    assert not undeclared("3 Hill Street, LS1 1AA", "company:consultancy", address=False)
    assert not undeclared(" ", "company:consultancy")


def test_what_the_document_says_of_itself_is_passed_on(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = document("x", record="officer/1", own=FactId("domain:campaign"), entry=True)
    found = observe(CHECK, page, matcher, labels)
    assert (found.record, found.own, found.entry, found.check, found.publisher) == (
        "officer/1", "domain:campaign", True, CHECK, "council.example",
    )  # fmt: skip
    assert (found.seen, found.links, found.excerpt) == ((), frozenset(), "")


def test_half_a_surrogate_pair_in_a_records_id_can_be_written(
    matcher: OwnMatcher, labels: Labels, document: Maker
) -> None:
    page = replace(document(HOME), record="0123\ud800", publisher="Register \udcff")
    found = observe(CHECK, page, matcher, labels)
    assert (found.record, found.publisher) == ("0123?", "Register ?")
