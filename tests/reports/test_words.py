"""Every word of every closed list has its plain English, and none of it gives an all-clear."""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest

from exposure_audit.model import Confidence, PartKind, Reason, Rung
from exposure_audit.removal.routes import Approach
from exposure_audit.reports import words
from exposure_audit.result import CaseState, Severity, Status

ALL: list[tuple[type[Enum], Callable[[Any], object]]] = [
    (Reason, words.reason_words),
    (Status, words.status_words),
    (Severity, words.severity_words),
    (Confidence, words.confidence_words),
    (PartKind, words.part_words),
    (CaseState, words.state_words),
    (Approach, words.approach_words),
    (Rung, words.rung_words),
]


@pytest.mark.parametrize(("kinds", "say"), ALL)
def test_the_lists_are_whole_and_promise_nothing(
    kinds: type[Enum], say: Callable[[Any], object]
) -> None:
    for word in kinds:
        said = say(word)
        text = said if isinstance(said, str) else repr(said)
        assert text.strip()
        assert not re.search(r"\b(safe|clean|all clear)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_said_in_short_sentences_with_a_cure(reason: Reason) -> None:
    happened, cure = words.reason_words(reason)
    for text in (happened, cure):
        assert text.endswith(".")
        assert all(len(part.split()) <= 20 for part in text.split(". "))


def test_a_cure_names_what_would_change_it() -> None:
    # Some sources stay shut at every level until they are allowed one by one.
    assert "--allow" in words.reason_words(Reason.LEVEL)[1]
    assert "checks show" in words.reason_words(Reason.NO_KEY)[1]


def test_counts_and_lists() -> None:
    assert [words.number(n) for n in (0, 1, 12, 13, 1000)] == ["no", "one", "twelve", "13", "1,000"]
    assert words.counted(1, "entry", "entries") == "one entry"
    assert words.counted(2, "entry", "entries") == "two entries"
    assert [words.joined(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
