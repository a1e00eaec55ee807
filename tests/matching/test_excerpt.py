from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.matching.excerpt import (
    ALLOWED,
    CAP,
    MASK,
    excerpt,
    safe_title,
)
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Document, FactId

Maker = Callable[..., Document]
Labels = dict[FactId, str]
PHONE, ADDRESS = "07700 900123", "14 St Mary's Road, Peckham, SE15 4QE"


@pytest.fixture
def shown(matcher: OwnMatcher, labels: Labels, document: Maker) -> Callable[..., str]:
    def show(*texts: str) -> str:
        page = document(*texts)
        return excerpt(page, matcher.sightings(page), labels)

    return show


def test_labels_fixed_words_and_masks(shown: Callable[..., str]) -> None:
    text = f"Promoted by Ann Other ON BEHALF OF Sian Hughes, {ADDRESS}. Tel: {PHONE}; call Bob."
    assert shown(text) == (
        f"Promoted by {MASK} on behalf of [your name] [your home address] "
        f"Tel [your phone (mobile)] {MASK}"
    )


def test_a_line_for_each_part_and_no_part_with_the_name_alone(shown: Callable[..., str]) -> None:
    assert shown(PHONE, "Sian Hughes", f"x {PHONE}", "nothing") == (
        f"[your phone (mobile)]\n{MASK} [your phone (mobile)]"
    )
    assert shown("nothing") == ""


def test_far_words_are_one_mask(shown: Callable[..., str]) -> None:
    far = "Home agent chair clerk office contact owner "
    assert shown(f"{far} {PHONE}") == (f"{MASK} Clerk Office Contact Owner [your phone (mobile)]")


def test_the_excerpt_is_short_and_cut_between_items(shown: Callable[..., str]) -> None:
    line = shown(*[f"Tel {'Home ' * n} x {PHONE} Mobile" for n in range(40)])
    long = shown(*[f"{word} {PHONE}" for word in ALLOWED])
    for text in (line, long):
        assert len(text) <= CAP + 2
        assert text.count("[") == text.count("]")


SHOWN = {word for phrase in ALLOWED for word in re.findall(r"\w+", phrase)}
LABEL_WORDS = {"your", "home", "address", "phone", "mobile", "name", "e", "mail", "personal"}
WORD = st.text(alphabet=st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=12)
PIECES = st.lists(
    WORD | st.sampled_from([PHONE, ADDRESS, "Tel", "Sian Hughes", "\n", "[", "]", MASK, "_"]),
    max_size=25,
)


@given(PIECES)
def test_no_undeclared_word_is_shown(
    matcher: OwnMatcher, labels: Labels, document: Maker, pieces: list[str]
) -> None:
    text = " ".join(pieces)
    page = document(text, title=text)
    words = set(re.findall(r"\w+", "".join(
        (excerpt(page, matcher.sightings(page), labels), " ", safe_title(text, matcher, labels))
    )))  # fmt: skip
    allowed = {word.lower() for word in SHOWN | LABEL_WORDS}
    allowed |= {word.lower() for label in labels.values() for word in re.findall(r"\w+", label)}
    assert {word.lower() for word in words} <= allowed


SECRET = st.lists(
    st.text(alphabet="bcdfgjkqvwxz0123456789.,'-", min_size=2, max_size=9).filter(
        lambda word: re.search("[a-z]{2}", word) is not None
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(SECRET, SECRET)
def test_two_worlds_with_other_undeclared_values_look_alike(
    matcher: OwnMatcher, labels: Labels, document: Maker, one: str, other: str
) -> None:
    def show(secret: str) -> tuple[str, str]:
        page = document(f"Tel {PHONE} Agent {secret} Home {ADDRESS} {secret}")
        found = excerpt(page, matcher.sightings(page), labels)
        return found, safe_title(f"{secret} Sian Hughes", matcher, labels)

    assert show(one) == show(other)


def test_a_flood_of_words_or_values_is_quick_and_changes_nothing(
    matcher: OwnMatcher, labels: Labels, shown: Callable[..., str]
) -> None:
    started = time.perf_counter()
    assert shown(f"{'tel x ' * 50_000}{PHONE} {'x ' * 100_000}") == (
        f"{MASK} Tel {MASK} Tel {MASK} [your phone (mobile)] {MASK}"
    )
    assert shown(f"{PHONE} " * 40_000) == f"[your phone (mobile)] {MASK}"
    title = safe_title("sian4peckham.example " * 16_000, matcher, labels)
    assert title == f"[your domain (campaign)] {MASK}"
    assert time.perf_counter() - started < 6


def test_titles(matcher: OwnMatcher, labels: Labels) -> None:
    assert safe_title("Cllr Sian Hughes | Contact", matcher, labels) == (
        f"{MASK} [your name] Contact"
    )
    assert safe_title("", matcher, labels) == ""
    assert safe_title("Annual report", matcher, labels) == MASK
