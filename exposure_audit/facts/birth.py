"""Dates of birth: ISO 8601 as normal form; recognised as whole dates in the orders used in the UK.

Month and year alone are nobody's. A date alone is nobody's either: it counts next to a word of
birth, or, less surely, where the subject's name stands in the same document.
"""

from __future__ import annotations

import re
from datetime import date

from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.patterns import Judged
from exposure_audit.model import Confidence, Fact

_MONTH_WORDS = (
    "january february march april may june july august september october november december"
)
_MONTHS = tuple(_MONTH_WORDS.split())
_BIRTH = re.compile(
    r"\b(?:born|birth|birthday|birthdate|bday|dob|d\.o\.b|geboren)(?![a-z])|\bb\.\s?$"
)
_BEFORE, _AFTER = 50, 25


def normal(value: str | date) -> str:
    """Return a date of birth as YYYY-MM-DD; raises `ValueError` for what is not a date."""
    try:
        born = date.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("not a date: write it as year-month-day, like 1979-03-05") from error
    if born.year < 1900:
        raise ValueError("not a date of birth: the year is before 1900")
    return date(born.year, born.month, born.day).isoformat()


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a date of birth in folded text."""
    return Judged(re.compile(pattern(date_of(fact))), _judge)


def date_of(fact: Fact) -> date:
    """Return a declared date of birth."""
    return date.fromisoformat(fact.value)


def pattern(born: date, *, strict: bool = False) -> str:
    """Return a pattern for every usual way of writing one whole date.

    A strict one also finds it inside words and between the separators of file names and URLs.
    """
    start = r"(?<!\d)" if strict else r"(?<!\w)(?<!\d[-/.])"
    also = "_+" if strict else ""
    month = _MONTHS[born.month - 1]
    named = rf"(?:{month}|{month[:3]}t?\.?)"
    day, number = rf"0?{born.day}", rf"0?{born.month}"
    year = rf"(?:{born.year}|'?{born.year % 100:02d})"
    gap, ordinal = rf"[\s,.\-/{also}]{{1,3}}", r"(?:st|nd|rd|th)?"
    between = rf"\s?[-/. {also}]\s?"
    forms = (
        rf"{born.year}[\s_+\-/.]{{1,3}}{number}[\s_+\-/.]{{1,3}}{day}",
        rf"{day}{between}{number}{between}{year}",
        rf"{day}{ordinal}(?:\s(?:day\s)?of\s)?[\s,.\-/{also}]{{0,3}}{named}{gap}{year}",
        rf"{named}{gap}{day}{ordinal}{gap}{year}",
        born.strftime("%Y%m%d"),
        born.strftime("%d%m%Y"),
    )
    return rf"{start}(?:{'|'.join(forms)})(?!\d)(?![-/.]\d)"


def _judge(folded: str, found: re.Match[str]) -> Match | None:
    before = folded[max(0, found.start() - _BEFORE) : found.start()]
    after = folded[found.end() : found.end() + _AFTER]
    if _BIRTH.search(before) or _BIRTH.search(after):
        return Match(*found.span(), Confidence.MEDIUM, "the date beside a word of birth")
    if found[0].isdigit():
        return None
    return Match(*found.span(), Confidence.LOW, "the date beside the name", needs_name=True)
