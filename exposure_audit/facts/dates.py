"""Dates as they are written in the United Kingdom: the day before the month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTH_WORDS = (
    "january february march april may june july august september october november december"
)
MONTHS = tuple(_MONTH_WORDS.split())
_NUMBERS = {word[:3]: number for number, word in enumerate(MONTHS, start=1)}
_NAMED = "|".join(rf"{word[:3]}(?:{word[3:]})?\.?" for word in MONTHS) + r"|sept\.?"
_NAMED = rf"(?P<{{}}>{_NAMED})"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = rf"(?:{_YEAR}|'?\d\d)"


def _pattern(also: str, start: str) -> re.Pattern[str]:
    """Return a pattern for every usual way; `also` may stand between the numbers too."""
    gap, ordinal = rf"[\s,.\-/{also}]{{1,3}}", r"(?:st|nd|rd|th)?"
    iso, between = r"[\s_+\-/.]{1,3}", rf"\s?[\-/. {also}]\s?"
    forms = (
        rf"(?P<y1>{_YEAR}){iso}(?P<m1>{_MONTH}){iso}(?P<d1>{_DAY})",
        rf"(?P<d2>{_DAY}){between}(?P<m2>{_MONTH}){between}(?P<y2>{_ANY_YEAR})",
        (
            rf"(?P<d3>{_DAY}){ordinal}(?:\s(?:day\s)?of\s)?[\s,.\-/{also}]{{0,3}}"
            rf"{_NAMED.format('m3')}{gap}(?P<y3>{_ANY_YEAR})"
        ),
        rf"{_NAMED.format('m4')}{gap}(?P<d4>{_DAY}){ordinal}{gap}(?P<y4>{_ANY_YEAR})",
        rf"(?P<y5>{_YEAR})(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])",
        rf"(?P<d6>0[1-9]|[12]\d|3[01])(?P<m6>0[1-9]|1[0-2])(?P<y6>{_YEAR})",
        rf"(?<![a-z]){_NAMED.format('m7')}{gap}(?P<y7>{_YEAR})",
        rf"(?P<y8>{_YEAR})[\-/.](?P<m8>0[1-9]|1[0-2])",
        rf"(?P<m9>{_MONTH})\s?[\-/.]\s?(?P<y9>{_YEAR})",
    )
    return re.compile(rf"{start}(?:{'|'.join(forms)})(?!\d)(?![\-/.]\d)")


_LONGEST = 40
_PLAIN = _pattern("", r"(?<!\w)(?<!\d[\-/.])")
_ANYWHERE = _pattern("_+", r"(?<!\d)")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text; the day may be missing."""

    start: int
    end: int
    day: int | None
    month: int
    year: int
    """Of two digits where the text has no more."""

    def is_of(self, wanted: date) -> bool:
        """Whether it can be that date, or its month."""
        short = self.year < 100 and self.year == wanted.year % 100
        return (
            self.month == wanted.month
            and self.day in {None, wanted.day}
            and (short or self.year == wanted.year)
        )


def dates(
    folded: str, start: int = 0, end: int | None = None, *, anywhere: bool = False
) -> Iterator[WrittenDate]:
    """Yield the dates that begin between two offsets of a folded text.

    `anywhere` also finds them inside words and between the separators of file names and URLs.
    """
    pattern = _ANYWHERE if anywhere else _PLAIN
    last = len(folded) if end is None else end
    for found in pattern.finditer(folded, start, last + _LONGEST):
        if found.start() >= last:
            return
        values = {name[0]: value for name, value in found.groupdict().items() if value}
        yield WrittenDate(
            *found.span(),
            int(values["d"]) if "d" in values else None,
            _month(values["m"]),
            int(values["y"].lstrip("'")),
        )


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBERS[written[:3]]
