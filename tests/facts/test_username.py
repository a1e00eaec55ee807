from __future__ import annotations

import pytest

from exposure_audit.facts import username
from exposure_audit.facts.normalise import fold
from exposure_audit.model import Confidence, Fact, Kind


def matches(value: str, text: str) -> list[tuple[Confidence, bool]]:
    one = username.recogniser(Fact(kind=Kind.USERNAME, label="x", value=value))
    return [(match.confidence, match.needs_name) for match in one.find(fold(text))]


@pytest.mark.parametrize("text", ["@SianH79", "by sianh79.", "forum.example/u/sianh79/posts"])
def test_exact_but_for_capitals(text: str) -> None:
    assert matches("sianh79", text) == [(Confidence.HIGH, False)]


@pytest.mark.parametrize(
    "text",
    ["sianh790", "xsianh79", "the-sianh79", "sianh79-fan", "sianh79@example.org", "a.sianh79"],
)
def test_not_inside_a_longer_name(text: str) -> None:
    assert matches("sianh79", text) == []


def test_a_word_of_the_language_needs_a_mark_or_the_name() -> None:
    assert matches("hope", "We live in hope.") == [(Confidence.LOW, True)]
    assert matches("hope", "twitter: hope") == [(Confidence.HIGH, False)]
    assert matches("hope", "ask @hope") == [(Confidence.HIGH, False)]


def test_normal_form() -> None:
    assert username.normal(" @SianH79 ") == "sianh79"
    for bad in ("ab", "two words", "x" * 65):
        with pytest.raises(ValueError, match="user name"):
            username.normal(bad)
