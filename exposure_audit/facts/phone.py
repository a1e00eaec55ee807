"""Telephone numbers: E.164 as normal form, and every usual way of writing one."""

from __future__ import annotations

import re

import phonenumbers

from exposure_audit.facts.interface import Recogniser
from exposure_audit.facts.patterns import Literal, Several
from exposure_audit.model import Confidence, Fact

_BETWEEN = r"[\s.\-()/]{0,3}"
_START = r"(?<![\d+])(?<!\d[.\-])"
_END = r"(?!\d)(?![.\-]\d)"


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


def recogniser(fact: Fact) -> Recogniser:
    """Return what recognises a declared number in folded text, however its digits are spaced."""
    country, digits = national(fact.value)
    spaced, abroad = _BETWEEN.join(digits), _BETWEEN.join(country)
    trunk = rf"{_BETWEEN}(?:\(?0\)?{_BETWEEN})?"
    prefix = rf"(?:(?:\(?\+\s?|00[\s.\-]?)?{abroad}{trunk}|\(?0{_BETWEEN})"
    if country == "1":
        prefix = rf"(?:\+?1{_BETWEEN})?"
    # Not inside a longer run of digits, nor in a decimal fraction.
    whole = re.compile(rf"{_START}{prefix}{spaced}{_END}")
    bare = re.compile(rf"{_START}{digits}{_END}")
    return Several(
        (
            Literal(whole, Confidence.HIGH, "the whole number"),
            Literal(bare, Confidence.MEDIUM, "the number without its leading zero"),
        )
    )
