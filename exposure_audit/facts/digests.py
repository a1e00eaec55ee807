"""Digests of declared values: to whoever has a list of values, a digest is the value.

A Gravatar's address is an e-mail address, and advertisers exchange digests of telephone numbers.
The start of a digest that thousands of values share (five digits, for "Have I Been Pwned") is
no disclosure.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import product

from ahocorasick_rs import BytesAhoCorasick

from exposure_audit.facts import birth, email, phone
from exposure_audit.facts.address_parts import take_apart
from exposure_audit.facts.dates import MONTHS
from exposure_audit.facts.identifier import bare_url
from exposure_audit.facts.normalise import fold, letters
from exposure_audit.model import Address, Fact, FactId, Kind

_ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
_ENOUGH = 16
"""Bytes of a digest, from its start or up to its end, that stand for the whole."""
_DATES = (
    *("{y:04d}-{m:02d}-{d:02d}", "{y:04d}{m:02d}{d:02d}", "{y:04d}/{m:02d}/{d:02d}"),
    *("{d:02d}/{m:02d}/{y:04d}", "{d}/{m}/{y:04d}", "{d:02d}-{m:02d}-{y:04d}"),
    *("{d:02d}.{m:02d}.{y:04d}", "{d:02d}{m:02d}{y:04d}", "{m:02d}/{d:02d}/{y:04d}"),
    *("{m:02d}{d:02d}{y:04d}", "{d:02d}{m:02d}{s:02d}", "{s:02d}{m:02d}{d:02d}"),
    *("{d} {month} {y:04d}", "{d:02d} {month} {y:04d}", "{month} {d}, {y:04d}"),
    *("{d} {short} {y:04d}", "{d:02d} {short} {y:04d}", "{d}-{m}-{y:04d}", "{d}.{m}.{y:04d}"),
)


class Digests:
    """The usual digests of a subject's values; made when first asked for."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = tuple(facts)

    def facts_in(self, raw: bytes) -> frozenset[FactId]:
        """Return the facts of which a digest stands in bytes, whole or cut to half of MD5's 32."""
        if len(raw) < _ENOUGH or not self._facts:
            return frozenset()
        keys, owners = self._known
        return frozenset(
            owner
            for number, _, _ in keys.find_matches_as_indexes(raw, overlapping=True)
            for owner in owners[number]
        )

    @cached_property
    def _known(self) -> tuple[BytesAhoCorasick, tuple[frozenset[FactId], ...]]:
        owners: defaultdict[bytes, set[FactId]] = defaultdict(set)
        for fact in self._facts:
            for text in usual(fact):
                for key in _keys(text.encode("utf-8", "surrogatepass")):
                    owners[key].add(fact.id)
        return BytesAhoCorasick(owners), tuple(map(frozenset, owners.values()))


def _keys(value: bytes) -> Iterator[bytes]:
    for algorithm in _ALGORITHMS:
        digest = hashlib.new(algorithm, value, usedforsecurity=False).digest()
        yield digest[:_ENOUGH]
        yield digest[-_ENOUGH:]


def usual(fact: Fact) -> frozenset[str]:
    """Return the spellings in which programs pass a value on, or make its digest."""
    if isinstance(fact, Address):
        written = _addresses(fact)
    elif fact.kind is Kind.PHONE:
        written = _numbers(fact.value)
    elif fact.kind is Kind.DATE_OF_BIRTH:
        written = _dates(birth.date_of(fact))
    elif fact.kind is Kind.EMAIL:
        written = _mailboxes(fact.value)
    elif fact.kind is Kind.NAME:
        written = _names(fact.value)
    else:
        written = _other(fact)
    return frozenset(cased for text in written for cased in _cased(text.strip()) if cased)


def _cased(text: str) -> Iterator[str]:
    yield from (text, text.lower(), text.upper(), fold(text))
    if " " not in text:
        yield text.capitalize()


def _mailboxes(value: str) -> Iterator[str]:
    yield value
    yield f"mailto:{value}"
    local, _, domain = value.partition("@")
    yield email.mailbox(local, domain)


def _numbers(value: str) -> Iterator[str]:
    country, national = phone.national(value)
    yield from (
        f"{before}{national}" for before in ("", "0", country, "+" + country, "00" + country)
    )
    for head in ("0", f"+{country} ", f"{country} "):
        yield f"{head}{national[:4]} {national[4:]}"
        yield f"{head}{national[:4]} {national[4:7]} {national[7:]}"
        yield f"{head}{national[:3]} {national[3:6]} {national[6:]}"
        yield f"{head}{national[:2]} {national[2:6]} {national[6:]}"


def _dates(born: date) -> Iterator[str]:
    month = MONTHS[born.month - 1]
    for shape in _DATES:
        yield shape.format(
            y=born.year, m=born.month, d=born.day, s=born.year % 100, month=month, short=month[:3]
        )


def _names(value: str) -> Iterator[str]:
    *given, last = value.split()
    first = " ".join(given)
    for one in dict.fromkeys((first, *given[:1])):
        for between in (" ", "", ".", "-", "_"):
            yield f"{one}{between}{last}"
        yield from (f"{last} {one}", f"{last}, {one}", f"{last},{one}", f"{last}{one}")


def _addresses(address: Address) -> Iterator[str]:
    code = address.postcode
    codes = (code, code.replace(" ", ""), code.replace(" ", "-")) if code else ("",)
    yield from codes
    yield address.value
    parts = take_apart(address.lines, code)
    street = letters(parts.street or parts.house or address.lines[0])
    for some in _neighbours(address.lines):
        if street in letters("".join(some)):
            for between, end in product((", ", " ", ",", ""), codes):
                yield from _spaced(between.join(some))
                yield from _spaced(between.join(filter(None, (*some, end))))


def _neighbours(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(len(lines)):
        yield from (lines[start:end] for end in range(start + 1, len(lines) + 1))


def _spaced(text: str) -> Iterator[str]:
    yield text
    yield text.replace("'", "")
    yield text.replace("'", "").replace(",", "").replace(".", "")


def _other(fact: Fact) -> Iterator[str]:
    yield fact.value
    if fact.kind is Kind.USERNAME:
        yield f"@{fact.value}"
    elif fact.kind is Kind.DOMAIN:
        yield from (f"www.{fact.value}", f"https://{fact.value}", f"https://{fact.value}/")
    elif fact.kind in {Kind.WEBSITE, Kind.PAGE}:
        yield from (bare_url(fact.value), fact.value.rstrip("/"))
    elif fact.kind in {Kind.COMPANY, Kind.CHARITY}:
        yield fact.value.lstrip("0")
