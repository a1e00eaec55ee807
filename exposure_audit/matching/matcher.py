"""The declared facts of one subject or of ten thousand, ready to be found in documents.

One pass over a text finds where a fact may stand; exact rules judge these places alone, so that
the cost hardly grows with the number of subjects. Pure and deterministic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from exposure_audit.facts import location
from exposure_audit.facts.birth import Birth, birth_dates, may_tell_births
from exposure_audit.facts.dates import WrittenDate
from exposure_audit.facts.email import Email, tagged
from exposure_audit.facts.interface import Match, Recogniser
from exposure_audit.facts.recognise import recogniser
from exposure_audit.matching.anchors import Anchors
from exposure_audit.matching.names import Names
from exposure_audit.matching.prepared import Prepared
from exposure_audit.matching.weigh import MOST, Found, weighed
from exposure_audit.model import Confidence, Document, Fact, Kind, PartKind, Sighting, Subject

_ENOUGH = 5_000
"""Places of one fact in one part that are judged; a text that repeats it more says nothing new."""
_KEPT = 8_192
"""Recognisers that are kept."""
_SURE = 99
"""How many such places one sure match stands for."""


class Matcher:
    """Finds many subjects' declared facts; knows no other values."""

    def __init__(self, subjects: Sequence[Subject], *, always_names: bool = False) -> None:
        """Compile the subjects' facts.

        A name alone says nothing, so that names are looked for where another fact of the same
        subject may stand; `always_names` has them looked for everywhere.
        """
        self._subjects = tuple(subjects)
        self._always_names = always_names
        self._facts: list[tuple[int, Fact]] = [
            (number, fact)
            for number, subject in enumerate(self._subjects)
            for fact in subject.facts
            if fact.kind is not Kind.NAME
        ]
        self._mailboxes: dict[str, list[int]] = defaultdict(list)
        self._births: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._anchors = Anchors(self._spellings())
        self._names = Names(self._subjects)
        self._cells = _by_cell(self._facts)
        # Recognisers of a slate's facts would take more memory than all else; few are ever met.
        self._recogniser = lru_cache(_KEPT)(self._made)

    def _spellings(self) -> Iterator[tuple[str, int]]:
        """Yield every fact's spellings, and note what is found without one."""
        for at in range(len(self._facts)):
            one = self._made(at)
            yield from ((spelling, at) for spelling in one.anchors)
            if isinstance(one, Email):
                self._mailboxes[one.mailbox].append(at)
            elif isinstance(one, Birth):
                self._births[one.born.month, one.born.year % 100].append(at)

    def _made(self, at: int) -> Recogniser:
        return recogniser(self._facts[at][1])

    def sightings(self, document: Document) -> Mapping[int, tuple[Sighting, ...]]:
        """Return the declared facts in a document, by part and place, for each subject seen.

        The keys are the subjects' places in the given order. What counts only beside the name is
        left out where the name does not stand there.
        """
        parts = document.parts
        prepared = Prepared(parts)
        found: dict[int, list[Found]] = defaultdict(list)
        for at, part, match in self._candidates(document, prepared):
            subject, fact = self._facts[at]
            found[subject].append(Found(fact, part, match))
        wanted = range(len(self._subjects)) if self._always_names else sorted(found)
        seen: dict[int, tuple[Sighting, ...]] = {}
        for subject in wanted:
            named = [*self._names.find(subject, document, prepared)]
            near = self._names.births(subject, named, prepared)
            kept = weighed([*found[subject], *near], named, document, prepared)
            if kept:
                seen[subject] = kept
        return seen

    def _candidates(
        self, document: Document, prepared: Prepared
    ) -> Iterator[tuple[int, int, Match]]:
        """Yield fact, part and match of whatever stands in a document, each at most so often."""
        yield from self._anchored(document, prepared)
        counts: dict[tuple[int, int, Confidence], int] = defaultdict(int)
        for at, part, match in self._unanchored(document, prepared):
            key = at, part, match.confidence
            counts[key] += 1
            if counts[key] <= MOST:
                yield at, part, match

    def _unanchored(
        self, document: Document, prepared: Prepared
    ) -> Iterator[tuple[int, int, Match]]:
        """Yield what is found by its form rather than by a spelling."""
        yield from self._places(document, prepared)
        if self._mailboxes and "+" in prepared.folded:
            yield from self._tagged(document, prepared)
        if self._births and may_tell_births(prepared.folded):
            yield from self._born(document, prepared)

    def _anchored(self, document: Document, prepared: Prepared) -> Iterator[tuple[int, int, Match]]:
        counts: dict[tuple[int, int], int] = defaultdict(int)
        for hit in self._anchors.hits(prepared):
            key = hit.part, hit.recogniser
            counts[key] += 1
            if counts[key] > _ENOUGH or document.parts[hit.part].kind is PartKind.GPS:
                continue
            text = prepared.text(hit.part)
            match = self._recogniser(hit.recogniser).judge(text, hit.start, hit.end)
            if match is not None:
                yield hit.recogniser, hit.part, match
                if match.confidence is Confidence.HIGH and not match.needs_name:
                    counts[key] += _SURE

    def _tagged(self, document: Document, prepared: Prepared) -> Iterator[tuple[int, int, Match]]:
        for part in range(len(document.parts)):
            for mailbox, start, end in tagged(prepared.text(part)):
                for at in self._mailboxes.get(mailbox, ()):
                    one = self._recogniser(at)
                    if isinstance(one, Email):
                        yield at, part, one.tag(start, end)

    def _born(self, document: Document, prepared: Prepared) -> Iterator[tuple[int, int, Match]]:
        for part in range(len(document.parts)):
            text = prepared.text(part)
            for written in birth_dates(text):
                for at in self._births.get(_month(written), ()):
                    one = self._recogniser(at)
                    match = one.match(text, written) if isinstance(one, Birth) else None
                    if match is not None:
                        yield at, part, match

    def _places(self, document: Document, prepared: Prepared) -> Iterator[tuple[int, int, Match]]:
        if not self._cells or not location.may_hold_places(prepared.folded):
            return
        for part in range(len(document.parts)):
            for written in location.written_places(prepared.text(part)):
                for at, place in self._near(written):
                    if written.near(place):
                        yield at, part, location.match_of(written)

    def _near(self, written: location.Written) -> Iterator[tuple[int, location.Point]]:
        for point in ((written.one, written.other), (written.other, written.one)):
            yield from self._cells.get(location.cell(point), ())


def _month(written: WrittenDate) -> tuple[int, int]:
    return written.month, written.year % 100


def _by_cell(
    facts: Sequence[tuple[int, Fact]],
) -> Mapping[tuple[int, int], list[tuple[int, location.Point]]]:
    found: dict[tuple[int, int], list[tuple[int, location.Point]]] = defaultdict(list)
    for at, (_, fact) in enumerate(facts):
        place = location.place_of(fact)
        if place is not None:
            for cell in location.cells(place):
                found[cell].append((at, place))
    return dict(found)
