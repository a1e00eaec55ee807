"""Spans of declared values in a text, whatever stands between their letters.

Stricter than recognition in one way only: it would rather see a value too often. What leaves the
machine is guarded by it, and what a report shows of a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from exposure_audit.facts import birth, location, name, phone
from exposure_audit.facts.address_parts import AddressParts, take_apart
from exposure_audit.facts.dates import dates
from exposure_audit.facts.identifier import bare_url
from exposure_audit.facts.normalise import fold, letters
from exposure_audit.facts.recognise import finder
from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.facts.streets import written
from exposure_audit.model import Address, Confidence, Fact, FactId, Kind

_ALONE = 8
"""A form this long is looked for inside words too; a shorter one must stand alone."""
_FORMS = 200
_PIECES = frozenset({Kind.NAME, Kind.USERNAME, Kind.DETAIL})
_NO_DIGIT = re.compile(r"[^0-9]")
_AT = r"[^\w/?&=]{0,3}(?:@|%(?:25){0,3}40|\bat\b)[^\w/?&=]{0,3}"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a declared value stands."""

    start: int
    end: int
    fact: FactId
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Forms:
    """One fact's spellings without separators, and its recogniser for all others."""

    fact: Fact
    squeezed: tuple[str, ...] = field(repr=False)
    pattern: re.Pattern[str] | None = field(repr=False)
    find: Callable[[str], Iterator[tuple[int, int]]] = field(repr=False)


class Spans:
    """Finds every declared value of a subject in short texts: URLs, titles, queries."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        hosts = tuple(fact.value for fact in facts if fact.kind is Kind.DOMAIN)
        self._forms = tuple(_forms(fact) for fact in facts if not _covered(fact, hosts))

    def find(self, text: str) -> tuple[Span, ...]:
        """Return all spans in order.

        A name inside a declared domain or e-mail address is a piece of that, not a second fact.
        """
        folded = fold(text)
        squeezed, digits = Squeezed(folded), Squeezed(_NO_DIGIT.sub(" ", folded))
        found: set[Span] = set()
        for forms in self._forms:
            spans = set(forms.find(text))
            if forms.pattern is not None:
                spans.update(match.span() for match in forms.pattern.finditer(folded))
            stream = digits if forms.fact.kind is Kind.PHONE else squeezed
            for form in forms.squeezed:
                spans.update(_literal(form, stream, folded))
            found.update(Span(*span, forms.fact.id, forms.fact.kind) for span in spans)
        ordered = sorted(found, key=lambda span: (span.start, -span.end, span.fact))
        return tuple(_without_pieces(ordered, folded))


def _whole(span: Span, folded: str) -> bool:
    """Whether a span is a domain, a bare site or an e-mail address, whose pieces do not count."""
    bare_site = span.kind is Kind.WEBSITE and "/" not in folded[span.start : span.end]
    return bare_site or span.kind in {Kind.DOMAIN, Kind.EMAIL}


def _without_pieces(spans: Iterable[Span], folded: str) -> Iterator[Span]:
    """Leave out spans that are mere pieces of a handle; spans come by start, longer ones first."""
    reach = -1
    for _, group in groupby(spans, lambda span: span.start):
        together = tuple(group)
        reach = max(reach, *(span.end if _whole(span, folded) else -1 for span in together))
        yield from (span for span in together if span.kind not in _PIECES or span.end > reach)


def _covered(fact: Fact, hosts: tuple[str, ...]) -> bool:
    """Whether a site says no more than a declared domain does."""
    host, _, path = bare_url(fact.value).partition("/")
    return (
        fact.kind is Kind.WEBSITE
        and not path
        and any(host == own or host.endswith(f".{own}") for own in hosts)
    )


def _forms(fact: Fact) -> _Forms:
    pattern = None
    if fact.kind is Kind.EMAIL:
        local, _, domain = fact.value.partition("@")
        pattern = re.compile(re.escape(fold(local)) + _AT + re.escape(fold(domain)))
    elif fact.kind is Kind.USERNAME:
        pattern = re.compile(rf"(?<![^\W_]){re.escape(fold(fact.value))}(?![^\W_])")
    return _Forms(fact, _squeezed(fact), pattern, _finder(fact))


def _finder(fact: Fact) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Return what finds a fact as recognition does, and where that would be too strict, freely."""
    known = finder(fact)
    place = location.place_of(fact)
    born = birth.date_of(fact) if fact.kind is Kind.DATE_OF_BIRTH else None
    least = Confidence.MEDIUM if fact.kind is Kind.NAME else Confidence.LOW

    def find(text: str) -> Iterator[tuple[int, int]]:
        for match in known.find(text):
            if match.confidence >= least and (born is None or not match.needs_name):
                yield match.start, match.end
        if place is not None:
            yield from location.spans_near(fold(text), place)
        for one in dates(fold(text), anywhere=True) if born else ():
            if born and one.day is not None and one.is_of(born):
                yield one.start, one.end

    return find


def _squeezed(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Address):
        return tuple(islice(_address_forms(fact), _FORMS))
    if fact.kind is Kind.NAME:
        return tuple(dict.fromkeys(_name_forms(fact.value)))
    if fact.kind is Kind.PHONE:
        return (phone.national(fact.value)[1],)
    if fact.kind is Kind.DETAIL:
        return (letters(fact.value),)
    return ()


def _name_forms(value: str) -> Iterator[str]:
    forenames, surname = name.split(value)
    last = letters(surname)
    if not forenames:
        yield last
        return
    everything, first = letters("".join(forenames)), letters(forenames[0])
    for given in (everything, first):
        yield given + last
        yield last + given


def _address_forms(address: Address) -> Iterator[str]:
    if address.postcode:
        yield letters(address.postcode)
    parts = take_apart(address.lines, address.postcode)
    head, street = _head_and_street(parts)
    if head and street:
        for name_of_street in written(street, _FORMS):
            yield letters(head) + name_of_street


def _head_and_street(parts: AddressParts) -> tuple[str, str]:
    if parts.number:
        return parts.number, parts.street
    return parts.house, parts.street or (parts.places[0] if parts.places else "")


def _literal(form: str, stream: Squeezed, folded: str) -> Iterator[tuple[int, int]]:
    for start, end in stream.places(coded(form)):
        if _stands(form, folded, start, end):
            yield start, end


def _stands(form: str, folded: str, start: int, end: int) -> bool:
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if form.isdigit():
        return True
    if form[0].isdigit() and before.isdigit():
        return False  # 114 is not 14
    mixed = any(char.isdigit() for char in form)
    return len(form) >= _ALONE or mixed or not (before.isalnum() or after.isalnum())
