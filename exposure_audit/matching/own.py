"""One subject's declared facts: found in documents, and in what would leave this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exposure_audit.facts.digests import Digests
from exposure_audit.facts.disguised import undone
from exposure_audit.facts.encoded import plain
from exposure_audit.facts.normalise import fold
from exposure_audit.facts.squeezed import Squeezed
from exposure_audit.matching.forms import uncovered
from exposure_audit.matching.matcher import Matcher
from exposure_audit.matching.spans import Span, Spans
from exposure_audit.matching.spread import MOST_PIECES, Spread, pieces_of
from exposure_audit.matching.turned import Turned
from exposure_audit.model import (
    Confidence,
    Document,
    FactId,
    Kind,
    PartKind,
    Sighting,
    Subject,
)

_SEPARATORS = re.compile(r"[\W_]+")
_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}")
_HANDLES = frozenset({Kind.DOMAIN, Kind.WEBSITE, Kind.EMAIL})


class OwnMatcher:
    """Finds one subject's declared facts; knows no other values."""

    def __init__(self, subject: Subject) -> None:
        self._matcher = Matcher((subject,), always_names=True)
        facts = uncovered(subject.facts)
        self._spans = Spans(facts)
        self._digests = Digests(facts)
        self._spread = Spread(facts)
        self._turned = Turned(self._spread.forms)
        self.protected = frozenset(fact.id for fact in subject.facts if fact.protected)
        """The facts whose value is an exposure where it stands."""
        self._emails = frozenset(fact.id for fact in subject.of_kind(Kind.EMAIL))
        self.names = frozenset(fact.id for fact in subject.of_kind(Kind.NAME))
        """The names, which link what stands beside them."""
        self.addresses = frozenset(fact.id for fact in subject.addresses())
        """The declared addresses, public ones included."""

    def sightings(self, document: Document) -> tuple[Sighting, ...]:
        """Return every declared fact in a document, by part and place.

        What counts only beside the name is left out where the name does not stand there; a date
        of birth is surer where it does. A digest of an e-mail address is the address.
        """
        seen = self._matcher.sightings(document).get(0, ())
        return (*seen, *self._digested(document))

    def _digested(self, document: Document) -> Iterator[Sighting]:
        """Yield the e-mail addresses of which a record's field holds a digest, and nothing else."""
        for number, part in enumerate(document.parts):
            if part.kind is not PartKind.RECORD or not _DIGEST.fullmatch(part.text):
                continue
            for fact in self._digests.facts_in(bytes.fromhex(part.text)):
                if fact in self._emails:
                    yield _digest_of(fact, number, part.text)

    def facts_in(self, text: str) -> frozenset[FactId]:
        """Return the facts that a text of our own would disclose; would rather see too many.

        They are seen through escapes and encodings (`disguised`), as digests (`digests`), spread
        over the text's pieces (`spread`), backwards, and in ROT13.
        """
        texts, raw = undone(text)
        whole = "\n".join(texts)
        pieces = pieces_of(whole)
        inside = [said for piece in set(pieces) for said in plain(piece)]
        if inside:
            texts = (*texts, *inside)
            whole = "\n".join(texts)
        folded = fold(whole)
        if inside or folded != whole:
            pieces = pieces_of(folded)
        letters = Squeezed(folded).letters
        found = self._digests.facts_in(raw) | self._spread.facts_in(pieces, inside)
        if len(pieces) > MOST_PIECES:
            found |= self._spread.in_crumbs(pieces, letters)
        if self._spans.may_stand(folded, letters):
            found = found.union(*map(self._told, texts))
        for turned in self._turned.texts(whole, letters):
            found |= self._found(turned)
        return found | self._spread.places_in(folded)

    def places_in(self, text: str) -> frozenset[FactId]:
        """Return the addresses to whose coordinates a text of our own would point."""
        texts, _ = undone(text)
        return self._spread.places_in(fold("\n".join(texts)))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where declared values stand in a short text, whatever separates their letters."""
        return self._spans.find(text)

    def _told(self, text: str) -> frozenset[FactId]:
        """Return the facts in a text with nothing left to undo, whatever signs divide it."""
        spans = self._spans.find(text)
        rest = [*text]
        for span in spans:
            if span.kind in _HANDLES:
                # A name may be a part of a domain or an e-mail address.
                rest[span.start : span.end] = " " * (span.end - span.start)
        apart = _SEPARATORS.sub(" ", "".join(rest)).strip()
        return self._found(apart).union(span.fact for span in spans)

    def _found(self, text: str) -> frozenset[FactId]:
        return frozenset(span.fact for span in self._spans.find(text))


def _digest_of(fact: FactId, part: int, text: str) -> Sighting:
    return Sighting(
        fact=fact,
        kind=Kind.EMAIL,
        part=part,
        start=0,
        end=len(text),
        form=text,
        confidence=Confidence.HIGH,
        why="a digest of the address",
    )
