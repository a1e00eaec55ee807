"""Telephone numbers: E.164 as normal form, and every usual way of writing one."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers

from exposure_audit.facts.anchored import Anchored
from exposure_audit.facts.interface import Match
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact

_BETWEEN = r"[\s.\-()/]{0,3}"
_ODD = re.compile(r"[^\d\s.\-()/]|[\s.\-()/]{4}")
_LONGER_BEFORE = re.compile(r"(?:[\d+]|\d[.\-])\Z")
_LONGER_AFTER = re.compile(r"[.\-]?\d")
_DIGITS = re.compile(r"\d+")
_HEX_BEFORE, _HEX_AFTER = re.compile(r"(?<![g-z])[a-f]0?\Z"), re.compile(r"[a-f](?![g-z])")
"""Letters on both sides that may be digits of a hash; "tel07700900123email" has others."""
_MOST_GROUPS = 3
_OTHER_COUNTRY = re.compile(r"(?:\+|\b00)\s?\d{1,3}[\s.\-()]{0,3}\Z")
_IDENTIFIER = re.compile(
    r"(?:\b|_)(?:ids?|refs?|reference|order|account|acct|invoice|isbn|serial|batch|item|sku|case|"
    r"ticket|transaction)(?:\s(?:no|number))?\W{1,4}\Z"
)
"""Words that call the number behind them something else."""
_PREFIX = 20
"""Characters that a country code may take, brackets and spaces included."""


def normal(text: str, region: str = "GB") -> str:
    """Return a number in E.164; `region` says what a number without country code means.

    Raises `ValueError` for what cannot be a telephone number. Only the length is checked, so that
    numbers reserved for drama and new ranges pass.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a telephone number: write it like +44 7700 900123") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a telephone number: it has too few or too many digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(e164: str) -> tuple[str, str]:
    """Return country code and national significant number of an E.164 number."""
    number = phonenumbers.parse(e164, None)
    return str(number.country_code), phonenumbers.national_significant_number(number)


def written(e164: str) -> tuple[str, ...]:
    """Return a number as people write it: with its zero, spaced and not, and with its country."""
    number = phonenumbers.parse(e164, None)
    forms = phonenumbers.PhoneNumberFormat
    spaced = phonenumbers.format_number(number, forms.NATIONAL)
    abroad = phonenumbers.format_number(number, forms.INTERNATIONAL)
    return tuple(dict.fromkeys((spaced, re.sub(r"\D", "", spaced), abroad)))


class Phone(Anchored):
    """Recognises a declared number, however its digits are spaced."""

    __slots__ = ("_country",)

    def __init__(self, fact: Fact) -> None:
        self._country, digits = national(fact.value)
        super().__init__(iter((digits,)))

    def judge(self, text: Text, start: int, end: int) -> Match | None:
        """See `Recogniser.judge`: never inside a longer run of digits or a decimal fraction."""
        if _ODD.search(text.folded, start, end) or _LONGER_AFTER.match(text.folded, end):
            return None
        if _HEX_BEFORE.search(text.before(start, 12)) and _HEX_AFTER.match(text.folded, end):
            return None
        prefix = _prefix(self._country).search(text.before(start, _PREFIX))
        if prefix:
            begun = start - len(prefix[0])
            if not _LONGER_BEFORE.search(text.before(begun, 2)):
                return Match(begun, end, Confidence.HIGH, "the whole number")
        if _LONGER_BEFORE.search(text.before(start, 2)):
            return None
        if self._country == "1":
            return Match(start, end, Confidence.HIGH, "the whole number")
        return self._bare(text, start, end)

    def _bare(self, text: Text, start: int, end: int) -> Match | None:
        """Return the match of a number that has lost its zero, as in a spreadsheet."""
        groups = _DIGITS.findall(text.folded, start, end)
        spaced = 1 < len(groups) <= _MOST_GROUPS and "." not in text.folded[start:end]
        grouped = len(groups) == 1 or (spaced and len(groups[-1]) > 2 and len(groups[0]) > 1)
        other = _OTHER_COUNTRY.search(text.before(start, 12))
        if not grouped or other or _IDENTIFIER.search(text.before(start, 30)):
            return None
        return Match(start, end, Confidence.MEDIUM, "the number without its leading zero")


def recogniser(fact: Fact) -> Phone:
    """Return what recognises a declared number."""
    return Phone(fact)


@cache
def _prefix(country: str) -> re.Pattern[str]:
    """Return what may stand before the national number: a country code, or the leading zero."""
    abroad = _BETWEEN.join(country)
    if country == "1":
        return re.compile(rf"(?:\+\s?|00[\s.\-]?)?1{_BETWEEN}\(?\Z")
    trunk = rf"{_BETWEEN}(?:\(?0\)?{_BETWEEN})?"
    return re.compile(rf"(?:(?:\(?\+\s?|00[\s.\-]?)?{abroad}{trunk}|\(?0{_BETWEEN})\Z")
