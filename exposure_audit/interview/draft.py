"""The answers of an interview that was stopped, kept for its owner alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from exposure_audit.errors import OptionError
from exposure_audit.interview.question import Question

MAX_BYTES = 1_000_000


@dataclass(slots=True)
class Kept:
    """Questions with their answers, in order."""

    pairs: list[tuple[str, str]] = field(default_factory=list, repr=False)

    def answer_to(self, question: Question) -> str | None:
        """Return the kept answer to a question and forget it.

        Where the next kept question is another one, or its answer would not be taken today, the
        rest is dropped: it must be asked again.
        """
        if not self.pairs:
            return None
        text, answer = self.pairs.pop(0)
        if text == question.text and question.keep and _taken(question, answer):
            return answer
        self.pairs.clear()
        return None


def _taken(question: Question, answer: str) -> bool:
    try:
        question.check(answer)
    except ValueError:
        return False
    return True


def loads(text: str, where: str | Path) -> Kept:
    """Read a draft's text; raises `OptionError`."""
    try:
        pairs = json.loads(text)
        return Kept([(str(question), str(answer)) for question, answer in pairs])
    except (ValueError, TypeError, RecursionError):
        cure = "Delete it and begin again."
        raise OptionError(where, "the kept answers cannot be read", cure) from None


def dumps(pairs: list[tuple[str, str]]) -> str:
    """Return a draft's text."""
    return json.dumps(pairs)
