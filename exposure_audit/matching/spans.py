"""Spans of declared values in a text, whatever stands between their letters.

Stricter than recognition in one way only: it would rather see a value too often. What leaves the
machine is guarded by it, and what a report shows of a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from exposure_audit.facts import birth, location
from exposure_audit.facts.dates import dates
from exposure_audit.facts.interface import Finder
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.recognise import finder
from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.matching.forms import forms, uncovered
from exposure_audit.matching.needles import Needles
from exposure_audit.model import Confidence, Fact, FactId, Kind

_ALONE = 8
"""A form this long is looked for inside words too; a shorter one must stand alone."""
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
    known: Finder = field(repr=False)
    find: Callable[[str], Iterator[tuple[int, int]]] = field(repr=False)


class Spans:
    """Finds every declared value of a subject in short texts: URLs, titles, queries."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self._forms = tuple(map(_forms, uncovered(facts)))
        self._needles = Needles([(one.fact, one.known, one.squeezed) for one in self._forms])

    def may_stand(self, folded: str, letters: bytes) -> bool:
        """Tell at a glance whether any value may stand in a text, given folded and squeezed."""
        return bool(self._needles.hits(folded, letters))

    def find(self, text: str) -> tuple[Span, ...]:
        """Return all spans in order.

        A name inside a declared domain or e-mail address is a piece of that, not a second fact.
        """
        folded = fold(text)
        squeezed = Squeezed(folded)
        hits = self._needles.hits(folded, squeezed.letters)
        if not hits:
            return ()
        digits = Squeezed(_NO_DIGIT.sub(" ", folded))
        found: set[Span] = set()
        for number in hits:
            one = self._forms[number]
            spans = set(one.find(text))
            if one.pattern is not None:
                spans.update(match.span() for match in one.pattern.finditer(folded))
            stream = digits if one.fact.kind is Kind.PHONE else squeezed
            for form in one.squeezed:
                spans.update(_literal(form, stream, folded))
            found.update(Span(*span, one.fact.id, one.fact.kind) for span in spans)
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


def _forms(fact: Fact) -> _Forms:
    pattern = None
    if fact.kind is Kind.EMAIL:
        local, _, domain = fact.value.partition("@")
        pattern = re.compile(re.escape(fold(local)) + _AT + re.escape(fold(domain)))
    elif fact.kind is Kind.USERNAME:
        pattern = re.compile(rf"(?<![^\W_]){re.escape(fold(fact.value))}(?![^\W_])")
    known = finder(fact)
    return _Forms(fact, forms(fact), pattern, known, _finder(fact, known))


def _finder(fact: Fact, known: Finder) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Return what finds a fact as recognition does, and where that would be too strict, freely."""
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
