"""Dates of birth: ISO 8601 as normal form; whole, or month and year alone.

A date is nobody's: it counts next to a word of birth, or, less surely, next to the subject's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.dates import MONTHS, WrittenDate, dates
from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.overlaps import surest
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact, PartKind

BIRTH_WORDS = ("birth", "born", "dob", "d.o.b", "bday", "geboren")
"""What a word of birth begins with; a text without any has none."""
_BIRTH = re.compile(
    r"\b(?:born|birth|birthday|birthdate|bday|dob|d\.o\.b|geboren)(?![a-z])|\bb\.\s?\Z"
)
_BEFORE, _AFTER = 50, 25
_TWO_DIGITS = re.compile(r"\d\d")
"""In every date, if only in its year."""
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def normal(value: str | date) -> str:
    """Return a date of birth as YYYY-MM-DD; raises `ValueError` for what is not a date."""
    try:
        born = date.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("not a date: write it as year-month-day, like 1979-03-05") from error
    if born.year < 1900:
        raise ValueError("not a date of birth: the year is before 1900")
    return date(born.year, born.month, born.day).isoformat()


def date_of(fact: Fact) -> date:
    """Return a declared date of birth."""
    return date.fromisoformat(fact.value)


class Birth(Anchored):
    """Recognises a date of birth; years of two digits are found beside other words only."""

    __slots__ = ("born",)

    def __init__(self, fact: Fact) -> None:
        self.born = date_of(fact)
        super().__init__(_spellings(self.born))

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`."""
        if not _whole_year(text.folded, start, end):
            return None
        near = dates(text.folded, max(0, start - 12), end + 12)
        touching = (one for one in near if one.start < end and one.end > start)
        return next(filter(None, (self.match(text, one) for one in touching)), None)

    def match(self, text: Text, written: WrittenDate) -> Match | None:
        """Return what a date in a text says: the date of birth, or nothing."""
        if not written.is_of(self.born):
            return None
        whole = written.day is not None
        what = "the date" if whole else "month and year"
        beside = beside_birth(text, written)
        if not beside and text.folded[written.start : written.end].isdigit():
            return None
        if beside:
            level = Confidence.MEDIUM if whole else Confidence.LOW
            return Match(written.start, written.end, level, f"{what} beside a word of birth")
        why = f"{what} beside the name"
        return Match(written.start, written.end, Confidence.LOW, why, Need.NAME_BESIDE)

    def find(self, text: str, kind: PartKind = PartKind.BODY) -> Iterator[Match]:
        """See `Finder.find`."""
        prepared = Text.of(text, kind)
        near = (self.match(prepared, written) for written in birth_dates(prepared))
        yield from surest((*super().find(text, kind), *filter(None, near)))

    def find_between(self, text: Text, start: int, end: int) -> Iterator[Match]:
        """Yield what the dates that begin between two offsets say."""
        found = (self.match(text, one) for one in dates(text.folded, max(0, start), end))
        yield from filter(None, found)


def recogniser(fact: Fact) -> Birth:
    """Return what recognises a declared date of birth."""
    return Birth(fact)


def beside_birth(text: Text, written: WrittenDate) -> bool:
    """Whether a word of birth stands next to a date."""
    before, after = text.before(written.start, _BEFORE), text.after(written.end, _AFTER)
    return bool(_BIRTH.search(before) or _BIRTH.search(after))


def _whole_year(folded: str, start: int, end: int) -> bool:
    """Whether a year of four digits stands at either end of a stretch, in no longer number."""
    first = folded[start : start + 4].isdigit() and not folded[start - 1 : start].isdigit()
    last = folded[end - 4 : end].isdigit() and not folded[end : end + 1].isdigit()
    return first or last


def birth_dates(text: Text) -> Iterator[WrittenDate]:
    """Yield each date next to a word of birth, whosever it is."""
    reach = 0
    for at in sorted(at for word in BIRTH_WORDS for at in _places(word, text.folded)):
        start, end = max(reach, at - _AFTER - 25), at + _BEFORE + 35
        if not _TWO_DIGITS.search(text.folded, start, end + 2):
            continue
        for written in dates(text.folded, start, end):
            if beside_birth(text, written):
                yield written
        # What begins before it has been told: however often the word stands, all is read once.
        reach = max(reach, end)


def may_tell_births(folded: str) -> bool:
    """Whether a text holds any word of birth, be it inside another word."""
    return any(word in folded for word in BIRTH_WORDS)


def _places(word: str, folded: str) -> Iterator[int]:
    at = folded.find(word)
    while at >= 0:
        yield at
        at = folded.find(word, at + 1)


def _spellings(born: date) -> Iterator[str]:
    """Yield what stands in every form with a year of four digits: mostly month and year."""
    month = MONTHS[born.month - 1]
    ordinal = _ORDINALS.get(born.day % 10 if born.day not in {11, 12, 13} else 0, "th")
    days = dict.fromkeys((f"{born.day}", f"{born.day:02d}", f"{born.day}{ordinal}"))
    for written in dict.fromkeys((month, month[:3], "sept" if born.month == 9 else month)):
        yield f"{written}{born.year}"
        yield from (f"{written}{day}{born.year}" for day in days)
    # The month with a leading zero holds the one without.
    yield f"{born.month}{born.year}"
    yield from (f"{born.year}{number}" for number in (f"{born.month}", f"{born.month:02d}"))
