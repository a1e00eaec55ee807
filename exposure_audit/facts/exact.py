"""Values that are written in one way: nothing in them may differ, nothing may touch them."""

from __future__ import annotations

import re

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.interface import Match
from exposure_audit.facts.normalise import letters
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence

_EDGE = 4
"""Characters before and after a value that decide whether it is part of a longer one."""


class Exact(Anchored):
    """Recognises any of some folded forms; `before` and `after` find what makes it another."""

    __slots__ = ("_after", "_before", "_forms", "_why")

    def __init__(
        self, forms: tuple[str, ...], before: re.Pattern[str], after: re.Pattern[str], why: str
    ) -> None:
        super().__init__(letters(form) for form in forms)
        self._forms = tuple((form, _lead(form)) for form in forms)
        self._before, self._after, self._why = before, after, why

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        for form, lead in self._forms:
            begun = start - lead
            ended = begun + len(form)
            if begun < 0 or ended < end or not text.folded.startswith(form, begun):
                continue
            if not self._before.search(text.before(begun, _EDGE)) and not self._after.match(
                text.folded, ended
            ):
                return Match(begun, ended, Confidence.HIGH, self._why)
        return None


def _lead(form: str) -> int:
    """Return how many characters stand before the first letter or digit."""
    return next((at for at, char in enumerate(form) if char.isalnum()), 0)
