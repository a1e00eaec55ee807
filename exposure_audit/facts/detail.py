"""Any other sensitive text: a school, a workplace, a car's plate."""

from __future__ import annotations

import re

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.normalise import letters, words
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact

_TOUCHED = re.compile(r"\w")
_FAR = re.compile(r"[\W_]{5}")


def normal(text: str) -> str:
    """Return the text with single spaces; raises `ValueError` where it is too short to look for."""
    bare = " ".join(text.split())
    if sum(len(word) for word in words(bare)) < 4:
        raise ValueError("too short to look for: give at least four letters or digits")
    return bare


class Detail(Anchored):
    """Recognises the words as declared; counts only beside the name."""

    __slots__ = ("_spaced", "_words")

    def __init__(self, fact: Fact) -> None:
        super().__init__(iter((letters(fact.value),)))
        self._words = _bare(fact.value)
        # A car's plate is written with and without its space.
        self._spaced = not any(char.isdigit() for char in fact.value)

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        written = text.folded[start:end]
        if _TOUCHED.match(text.folded, end) or _TOUCHED.match(text.before(start, 1)):
            return None
        if _FAR.search(written) or (self._spaced and _bare(written) != self._words):
            return None
        return Match(start, end, Confidence.MEDIUM, "the words as declared", Need.NAME)


def recogniser(fact: Fact) -> Detail:
    """Return what recognises a declared detail."""
    return Detail(fact)


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word.replace("'", "") for word in words(text))
