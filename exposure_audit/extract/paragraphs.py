"""Paragraphs of documents that remember what was deleted and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Seen(Enum):
    """When a piece of a paragraph is to be seen."""

    ALWAYS = 1
    NOW = 2
    """Inserted, while changes are tracked."""
    BEFORE = 3
    """Deleted, while changes are tracked."""
    NEVER = 4


_NOW = frozenset({Seen.ALWAYS, Seen.NOW})
_OTHERS = {
    Seen.BEFORE: frozenset({Seen.ALWAYS, Seen.BEFORE}),
    Seen.NEVER: frozenset({Seen.ALWAYS, Seen.NOW, Seen.NEVER}),
}


@dataclass(slots=True)
class Paragraphs:
    """Paragraphs that are still open: one may stand inside another, in a text box or a note."""

    _open: list[list[tuple[Seen, str]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._open)

    def enter(self) -> None:
        """Open a paragraph."""
        self._open.append([])

    def say(self, seen: Seen, text: str) -> None:
        """Add a piece to the innermost paragraph."""
        self._open[-1].append((seen, text))

    def leave(self) -> tuple[str, list[str]]:
        """Close the innermost paragraph: as it is to be seen, and how it once was or lies hidden.

        A value may stand half in deleted and half in kept text, so the whole paragraph is given.
        """
        pieces = self._open.pop() if self._open else []
        seen = {when for when, _ in pieces}
        others = [_joined(pieces, _OTHERS[when]) for when in _OTHERS if when in seen]
        return _joined(pieces, _NOW), others


def _joined(pieces: list[tuple[Seen, str]], wanted: frozenset[Seen]) -> str:
    return "".join(text for when, text in pieces if when in wanted)
