"""User names: exact but for capitals, never inside a longer name."""

from __future__ import annotations

import re

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.patterns import Judged, Literal
from exposure_audit.model import Confidence, Fact

_MARK = re.compile(
    r"(?:@|/|\bu/|\b(?:user|user ?name|handle|nick(?:name)?|login|screen ?name|profile|account|"
    r"posted by|twitter|instagram|tiktok|facebook|reddit|skype|discord|telegram)\W{1,4})$"
)


def normal(text: str) -> str:
    """Return a user name without a leading @, in lower case.

    Raises `ValueError` for what holds spaces, or is too short or too long to look for.
    """
    name = text.strip().removeprefix("@").lower()
    if not 3 <= len(name) <= 64:
        raise ValueError("not a user name that can be looked for: it needs 3 to 64 characters")
    if any(char.isspace() for char in name):
        raise ValueError("not a user name: it must not hold spaces")
    return name


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a user name in folded text.

    One made of letters alone may be a word of the language, so that it needs a mark (an @, a word
    such as "profile") or else the subject's name in the same document.
    """
    name = fold(fact.value)
    pattern = re.compile(rf"(?<![\w+])(?<!\w[.@\-]){re.escape(name)}(?![\w@])(?![.\-]\w)")
    if name.isalpha():
        return Judged(pattern, _judge_word)
    return Literal(pattern, Confidence.HIGH, "the whole user name")


def _judge_word(folded: str, found: re.Match[str]) -> Match:
    if _MARK.search(folded[max(0, found.start() - 20) : found.start()]):
        return Match(*found.span(), Confidence.HIGH, "the user name with its mark")
    return Match(*found.span(), Confidence.LOW, "a word like the user name", needs_name=True)
