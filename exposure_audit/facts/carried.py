"""How a value may be carried in a URL: encoded more than once, or split over parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from urllib.parse import unquote, unquote_plus

ROUNDS = 4
"""How often a text may be percent-encoded and still be read."""
_PIECE = 100
"""Characters of the longest value that can be a piece of a fact."""
_PAIRED, _TRIPLED = 24, 9
"""Values of which all pairs, and all groups of three, are joined."""


def decodings(text: str) -> Iterator[str]:
    """Yield a text and what it becomes as percent-encoding is undone, plus signs kept or spaces."""
    for decode in (unquote, unquote_plus):
        spelled = text
        for _ in range(ROUNDS + 1):
            yield spelled
            before, spelled = spelled, decode(spelled)
            if spelled == before:
                break


def joined(values: Sequence[str]) -> Iterator[str]:
    """Yield values joined in their order and turned, then in pairs and groups of three."""
    yield ", ".join(values)
    yield ", ".join(reversed(values))
    yield " ".join(values)
    pieces = [value for value in dict.fromkeys(values) if value.strip() and len(value) <= _PIECE]
    for pair in permutations(pieces[:_PAIRED], 2):
        yield " ".join(pair)
    for three in permutations(pieces[:_TRIPLED], 3):
        yield " ".join(three)
