"""One subject's declared facts, ready to be found in documents; pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exposure_audit.facts import email, location, name
from exposure_audit.facts.carried import decodings
from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.patterns import foremost
from exposure_audit.facts.recognise import recogniser
from exposure_audit.matching.spans import Span, Spans
from exposure_audit.model import (
    Confidence,
    Document,
    Fact,
    FactId,
    Kind,
    Part,
    PartKind,
    Sighting,
    Subject,
)

_MOST_MATCHES = 200
"""Of one fact in one part, as sure as each other; a page that repeats a value more often says
nothing new."""
_PLACES = frozenset({PartKind.GPS, PartKind.LINK})


class Matcher:
    """Finds a subject's declared facts; knows no other values."""

    def __init__(self, subject: Subject) -> None:
        self._facts: tuple[tuple[Fact, Recogniser], ...] = tuple(
            (fact, recogniser(fact)) for fact in subject.facts
        )
        self._places = tuple(
            (fact, near)
            for fact in subject.addresses()
            if (near := location.recogniser(fact)) is not None
        )
        self._mailboxes = tuple(
            (fact, email.dns_recogniser(fact)) for fact in subject.of_kind(Kind.EMAIL)
        )
        self._spans = Spans(subject.facts)
        self.protected = frozenset(fact.id for fact in subject.facts if fact.protected)
        """The facts whose value is an exposure where it stands."""
        self.names = frozenset(fact.id for fact in subject.of_kind(Kind.NAME))
        """The names, which link what stands beside them."""
        self.addresses = frozenset(fact.id for fact in subject.addresses())
        """The declared addresses, public ones included."""

    def sightings(self, document: Document) -> tuple[Sighting, ...]:
        """Return every declared fact in a document, by part and place.

        What counts only beside the name is left out where the name does not stand in any part;
        a date of birth is surer where it does.
        """
        found = [
            (number, part, fact, match)
            for number, part in enumerate(document.parts)
            for fact, match in self._matches(part)
        ]
        named = any(fact.kind is Kind.NAME for _, _, fact, _ in found)
        return tuple(
            _sighting(number, part, fact, _weighed(fact, match, named=named))
            for number, part, fact, match in found
            if named or not match.needs_name
        )

    def facts_in(self, text: str) -> frozenset[FactId]:
        """Return the facts that a text of our own would disclose; would rather see too many.

        The text is also looked at with percent-encoding undone, as often as need be, and with plus
        signs as spaces.
        """
        variants = dict.fromkeys(decodings(text))
        return frozenset(span.fact for variant in variants for span in self.spans(variant))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where declared values stand in a short text, whatever separates their letters."""
        return self._spans.find(text)

    def _matches(self, part: Part) -> Iterator[tuple[Fact, Match]]:
        folded = fold(part.text)
        found: dict[Fact, list[Match]] = {}
        for fact, one in self._recognisers(part.kind):
            matches = _fair(fact, one.find(folded), part.text)
            found.setdefault(fact, []).extend(foremost(matches, _MOST_MATCHES))
        ordered = sorted(_settled(found), key=lambda pair: (pair[1].start, pair[1].end, pair[0].id))
        seen: set[tuple[FactId, int, int]] = set()
        for fact, match in ordered:
            key = fact.id, match.start, match.end
            if key not in seen:
                seen.add(key)
                yield fact, match

    def _recognisers(self, kind: PartKind) -> Iterator[tuple[Fact, Recogniser]]:
        if kind is not PartKind.GPS:
            yield from self._facts
        if kind in _PLACES:
            yield from self._places
        if kind is PartKind.DNS:
            yield from self._mailboxes


def _fair(fact: Fact, matches: Iterable[Match], text: str) -> Iterator[Match]:
    """Leave out what is no name as written."""
    for match in matches:
        if fact.kind is not Kind.NAME or name.plausible(text[match.start : match.end], fact):
            yield match


def _settled(found: dict[Fact, list[Match]]) -> Iterator[tuple[Fact, Match]]:
    """Leave out postcodes of another address's full sighting."""
    whole = [
        match
        for fact, matches in found.items()
        for match in matches
        if fact.kind is Kind.ADDRESS and not match.needs_name
    ]
    for fact, matches in found.items():
        for match in matches:
            if fact.kind is Kind.ADDRESS and match.needs_name and _within(match, whole):
                continue
            yield fact, match


def _within(match: Match, others: Iterable[Match]) -> bool:
    return any(other.start <= match.start and match.end <= other.end for other in others)


def _weighed(fact: Fact, match: Match, *, named: bool) -> Match:
    if fact.kind is Kind.DATE_OF_BIRTH and named and not match.needs_name:
        why = f"{match.why}, and the name"
        return Match(match.start, match.end, Confidence.HIGH, why)
    return match


def _sighting(number: int, part: Part, fact: Fact, match: Match) -> Sighting:
    return Sighting(
        fact=fact.id,
        kind=fact.kind,
        part=number,
        start=match.start,
        end=match.end,
        form=part.text[match.start : match.end],
        confidence=match.confidence,
        why=match.why,
    )
