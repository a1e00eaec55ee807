from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.facts.normalise import fold
from exposure_audit.facts.recognise import finder
from exposure_audit.facts.squeezed import Squeezed
from exposure_audit.matching.forms import forms, uncovered
from exposure_audit.matching.needles import Needles
from exposure_audit.matching.spans import Spans
from exposure_audit.model import Fact, Kind, Subject

FRAGMENTS = [
    *(
        "sian",
        "Siân",
        "hughes",
        "Example-Hughes",
        "s.",
        "1979",
        "79",
        "05",
        "03",
        "5",
        "March",
        "born",
    ),
    *("14", "st", "St Mary's", "marys", "road", "rd", "flat 2", "peckham", "SE15", "4QE", "51.471"),
    *("0.0612", "+44", "0", "7700", "900123", "sian.hughes", "+news", "@", "at", "example.org"),
    *(
        "sianh79",
        "sian4peckham",
        ".example",
        "01234567",
        "example primary",
        "school",
        "\u0667\u0669",
    ),
]
JOINS = ["", " ", "-", ".", "/", ", ", "@", "_", "\n", "x"]
TEXTS = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(JOINS)), max_size=8).map(
    lambda pairs: "".join(fragment + join for fragment, join in pairs)
)


def needles(facts: tuple[Fact, ...]) -> Needles:
    return Needles([(fact, finder(fact), forms(fact)) for fact in facts])


@given(TEXTS)
def test_nothing_that_is_found_is_passed_over(subject: Subject, text: str) -> None:
    facts = uncovered(subject.facts)
    folded = fold(text)
    hits = needles(facts).hits(folded, Squeezed(folded).letters)
    found = {number for number, fact in enumerate(facts) if any(finder(fact).find(text))}
    assert found <= hits
    spans = Spans(subject.facts)
    assert bool(spans.find(text)) <= spans.may_stand(folded, Squeezed(folded).letters)


@pytest.mark.parametrize(
    "text", ["/council/news/minutes", "planning committee, 12 may", "www.example.net", ""]
)
def test_ordinary_texts_are_passed_over(subject: Subject, text: str) -> None:
    assert needles(subject.facts).hits(text, Squeezed(text).letters) == set()


def test_letters_between_the_digits_of_a_number(subject: Subject) -> None:
    text = "07x70.0y9001z23"
    hits = needles(subject.facts).hits(text, Squeezed(text).letters)
    assert {subject.facts[number].kind for number in hits} == {Kind.PHONE}


def test_a_value_without_letters_is_always_looked_for() -> None:
    odd = Fact(kind=Kind.EMAIL, label="odd", value="_@mail.example")
    assert needles((odd,)).hits("anything", b"anything") == {0}


def test_no_facts_no_needles() -> None:
    assert needles(()).hits("anything", b"anything") == set()
