"""What a question is, and the kinds of answer that recur."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from exposure_audit.profile_schema import Table

Check = Callable[[str], object]
"""Refuses an answer by raising `ValueError` with the cure."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; an empty answer takes the default."""

    text: str
    check: Check = field(repr=False)
    hint: str = ""
    default: str | None = None
    keep: bool = True
    """Whether the answer may be kept for later; a statement is made anew."""


Asking = Generator[Question, str, Any]
"""Yields questions, is sent the answers, returns what they make."""


def valid(table: type[Table], **values: object) -> None:
    """Validate answers as the profile loader will; raises `ValueError` in plain words."""
    try:
        table.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)[0]
        reason = details.get("ctx", {}).get("error")
        raise ValueError(str(reason) if reason else "this cannot be right") from None


def as_field(table: type[Table], key: str, **others: object) -> Check:
    """Return the check of an answer that becomes one key of a table."""
    return lambda text: valid(table, **others, **{key: text})


def optional(check: Check) -> Check:
    """Return a check that also takes an empty answer."""
    return lambda text: text and check(text)


def choice(*words: str) -> Check:
    """Return the check of an answer that is one of some words."""

    def check(text: str) -> None:
        if text not in words:
            raise ValueError("answer with one of: " + ", ".join(filter(None, words)))

    return check


def yes_or_no(text: str) -> None:
    """Check a plain answer."""
    choice("y", "n", "yes", "no")(text.lower())


def day(*, earliest: date = date.min, latest: date = date.max) -> Check:
    """Return the check of a date within bounds."""

    def check(text: str) -> None:
        try:
            given = date.fromisoformat(text)
        except ValueError:
            raise ValueError("write it as year-month-day: 1979-03-05") from None
        if not earliest <= given <= latest:
            raise ValueError("this day cannot be right")

    return check


def several(text: str, check: Check, *, limit: int) -> Generator[Question, str, list[str]]:
    """Ask again and again until an empty answer or the limit."""
    answers: list[str] = []
    while len(answers) < limit:
        answer = yield Question(text, optional(check), default="")
        if not answer:
            break
        answers.append(answer)
    return answers
