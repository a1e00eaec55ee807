"""From what may stand in a document to sightings: what needs the name, what repeats, how sure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exposure_audit.facts.interface import Match, Need
from exposure_audit.facts.overlaps import foremost, surest
from exposure_audit.facts.people import last_before
from exposure_audit.facts.text import Text
from exposure_audit.matching.prepared import Prepared
from exposure_audit.model import Confidence, Document, Fact, Kind, PartKind, Sighting

MOST = 200
"""Matches of one fact in one part, as sure as each other; more say nothing new."""
BESIDE, BESIDE_DATE = 200, 100
"""Characters between a value, or a date, and the name that stands beside it."""
_RECORDS = frozenset(
    {PartKind.STRUCTURED_DATA, PartKind.RECORD, PartKind.META, PartKind.SNIPPET, PartKind.METADATA}
)
"""Parts that are one record where they are short: the name may stand in another field."""
_SHORT, _BARE = 400, 40
"""Characters beside the value: of such a record; of any part that says hardly anything else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a fact in a part."""

    fact: Fact
    part: int
    match: Match


def weighed(
    found: Iterable[Found], named: Sequence[Found], document: Document, prepared: Prepared
) -> tuple[Sighting, ...]:
    """Return one subject's sightings: `named` is where the name stands, `found` all else."""
    beside = _Names(named, document, prepared)
    counted = [one for one in found if beside.satisfy(one)]
    settled = _settled(_without_repeats((*counted, *named)))
    ordered = sorted(
        settled, key=lambda one: (one.part, one.match.start, one.match.end, one.fact.id)
    )
    unique = {(one.part, one.match.start, one.match.end, one.fact.id): one for one in ordered}
    return tuple(_sighting(_surer(one, named=beside.sure), document) for one in unique.values())


class _Names:
    """Where a subject's name stands in a document."""

    def __init__(self, named: Sequence[Found], document: Document, prepared: Prepared) -> None:
        self._document, self._prepared = document, prepared
        self.sure = any(one.match.confidence > Confidence.LOW for one in named)
        self._spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one in named:
            self._spans[one.part].append((one.match.start, one.match.end))

    def satisfy(self, one: Found) -> bool:
        """Whether a match counts: it needs no name, or the name stands where it must."""
        if one.fact.kind is Kind.DATE_OF_BIRTH and self._anothers(one):
            return False
        if one.match.need is Need.NOTHING:
            return True
        if one.match.need is Need.NAME:
            return self.sure
        part = self._document.parts[one.part]
        most = _SHORT if part.kind in _RECORDS else _BARE
        if self.sure and len(part.text) - (one.match.end - one.match.start) <= most:
            return True
        reach = BESIDE_DATE if one.fact.kind is Kind.DATE_OF_BIRTH else BESIDE
        return any(
            start - one.match.end <= reach and one.match.start - end <= reach
            for start, end in self._spans[one.part]
        )

    def _anothers(self, one: Found) -> bool:
        """Whether the last name before a date is somebody else's."""
        text = self._prepared.text(one.part)
        person = last_before(text, one.match.start, BESIDE_DATE)
        if person is None:
            return text.kind in _RECORDS and self._in_anothers_record(text, one)
        own = (span for span in self._spans[one.part] if span[1] > person[0])
        return not any(start < one.match.start for start, _ in own)

    def _in_anothers_record(self, text: Text, one: Found) -> bool:
        """Whether the line of a date names a person behind it, and this is not the subject."""
        match = one.match
        begun = text.folded.rfind("\n", 0, match.start) + 1
        end = text.folded.find("\n", match.end)
        end = len(text.folded) if end < 0 else end
        if any(begun <= start < end for start, _ in self._spans[one.part]):
            return False
        return last_before(text, end, end - match.end) is not None


def _without_repeats(found: Iterable[Found]) -> Iterator[Found]:
    """Leave out what overlaps a surer match of the same fact, and what only repeats."""
    groups: dict[tuple[int, str], list[Found]] = defaultdict(list)
    for one in found:
        groups[one.part, one.fact.id].append(one)
    for (part, _), group in groups.items():
        facts = {one.match: one.fact for one in group}
        for match in foremost(surest(facts), MOST):
            yield Found(facts[match], part, match)


def _settled(found: Iterable[Found]) -> Iterator[Found]:
    """Leave out postcodes of another address's full sighting."""
    kept = tuple(found)
    whole: dict[int, list[Match]] = defaultdict(list)
    for one in kept:
        if one.fact.kind is Kind.ADDRESS and one.match.need is not Need.NAME:
            whole[one.part].append(one.match)
    for one in kept:
        alone = one.fact.kind is Kind.ADDRESS and one.match.need is Need.NAME
        if not (alone and _within(one.match, whole[one.part])):
            yield one


def _within(match: Match, others: Iterable[Match]) -> bool:
    return any(other.start <= match.start and match.end <= other.end for other in others)


def _surer(one: Found, *, named: bool) -> Found:
    """Raise a date of birth beside a word of birth where the name stands in the document too."""
    match = one.match
    if one.fact.kind is not Kind.DATE_OF_BIRTH or not named or match.needs_name:
        return one
    levels = {Confidence.LOW: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.HIGH}
    level = levels.get(match.confidence, match.confidence)
    return replace(one, match=replace(match, confidence=level, why=f"{match.why}, and the name"))


def _sighting(one: Found, document: Document) -> Sighting:
    match = one.match
    return Sighting(
        fact=one.fact.id,
        kind=one.fact.kind,
        part=one.part,
        start=match.start,
        end=match.end,
        form=document.parts[one.part].text[match.start : match.end],
        confidence=match.confidence,
        why=match.why,
    )
