"""Other people's names, told from other words by their forenames: whose is what stands near."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts.nicknames import forms_of
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.text import Text

_WORD = r"[^\W\d_a-z][\w'\u2019\-]+"
_NAME = re.compile(rf"(?<![\w'\-])({_WORD})(?:\s[^\W\d_a-z][\w'\u2019\-.]*){{0,2}}\s({_WORD})")
_TURNED = re.compile(rf"(?<![\w'\-]){_WORD}(?:,\s?|\s?[|\n]\s?)({_WORD})")


def last_before(text: Text, at: int, reach: int) -> tuple[int, int] | None:
    """Return the span of the last person's name before an offset, or none.

    Only a name with a forename that is known is taken for one; any other is overlooked.
    """
    start = max(0, at - reach)
    spans = sorted(_names(text.raw[start:at]), key=lambda span: span[1])
    return (start + spans[-1][0], start + spans[-1][1]) if spans else None


def _names(written: str) -> Iterator[tuple[int, int]]:
    for pattern in (_NAME, _TURNED):
        for found in pattern.finditer(written):
            if forms_of(fold(found[1])):
                yield found.span()
