"""One subject's declared facts: found in documents, and in what would leave this machine."""

from __future__ import annotations

from exposure_audit.facts.carried import decodings
from exposure_audit.matching.matcher import Matcher
from exposure_audit.matching.spans import Span, Spans
from exposure_audit.model import Document, FactId, Kind, Sighting, Subject


class OwnMatcher:
    """Finds one subject's declared facts; knows no other values."""

    def __init__(self, subject: Subject) -> None:
        self._matcher = Matcher((subject,), always_names=True)
        self._spans = Spans(subject.facts)
        self.protected = frozenset(fact.id for fact in subject.facts if fact.protected)
        """The facts whose value is an exposure where it stands."""
        self.names = frozenset(fact.id for fact in subject.of_kind(Kind.NAME))
        """The names, which link what stands beside them."""
        self.addresses = frozenset(fact.id for fact in subject.addresses())
        """The declared addresses, public ones included."""

    def sightings(self, document: Document) -> tuple[Sighting, ...]:
        """Return every declared fact in a document, by part and place.

        What counts only beside the name is left out where the name does not stand there; a date
        of birth is surer where it does.
        """
        return self._matcher.sightings(document).get(0, ())

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
