"""User names: exact but for capitals, never inside a longer name."""

from __future__ import annotations

import re

from exposure_audit.facts.exact import Exact
from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact

_DISTINCTIVE = 10
"""Letters of a name that is hardly a word of the language."""
_BEFORE = re.compile(r"(?:[\w+]|\w[.@\-])\Z")
_AFTER = re.compile(r"[\w@]|[.\-]\w")
_MARK = re.compile(
    r"(?:@|/|\bu/|\b(?:user|user ?name|handle|nick(?:name)?|login|screen ?name|profile|account|"
    r"(?:posted|theme|site|design|designed|built|written|made|photos?|uploaded|created) by|"
    r"author|twitter|instagram|tiktok|facebook|reddit|skype|discord|telegram|youtube|mastodon|"
    r"bluesky|threads|linkedin|github|snapchat|twitch|steam|xbox|pinterest|tumblr|strava|signal)\W{1,4})\Z"
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


class Username(Exact):
    """Recognises a user name.

    One made of letters alone may be a word of the language, so that it needs a mark (an @, a word
    such as "profile") or else the subject's name in the same document.
    """

    __slots__ = ("_word",)

    def __init__(self, fact: Fact) -> None:
        name = fold(fact.value)
        super().__init__((name,), _BEFORE, _AFTER, "the whole user name")
        self._word = name.isalpha() and len(name) < _DISTINCTIVE

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        match = super().judge(text, start, end)
        if match is None or not self._word:
            return match
        if _MARK.search(text.before(match.start, 20)):
            return Match(match.start, match.end, Confidence.HIGH, "the user name with its mark")
        why = "a word like the user name"
        return Match(match.start, match.end, Confidence.LOW, why, Need.NAME)


def recogniser(fact: Fact) -> Username:
    """Return what recognises a declared user name."""
    return Username(fact)
