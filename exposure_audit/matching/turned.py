"""Values that are written backwards, or in ROT13: told at a glance, then read as they are meant."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick

from exposure_audit.facts.normalise import letters
from exposure_audit.facts.squeezed import coded

_LEAST = 6
"""Letters of a value that does not stand in other words backwards."""


class Turned:
    """Turns a text where a value may stand in it turned."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Take the subject's values as their letters."""
        plain = {bare for form in forms if len(bare := letters(form)) >= _LEAST}
        turned = {way(form) for form in plain for way in (_backwards, _rotated)} - plain
        self._automaton = BytesAhoCorasick(map(coded, sorted(turned)))

    def texts(self, text: str, squeezed: bytes) -> Iterator[str]:
        """Yield a text turned in each way, or nothing; it is given as its letters alone too."""
        if self._automaton.find_matches_as_indexes(squeezed):
            yield _backwards(text)
            yield _rotated(text)


def _backwards(text: str) -> str:
    return text[::-1]


def _rotated(text: str) -> str:
    return codecs.encode(text, "rot13")
