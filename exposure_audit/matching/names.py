"""Where the subjects' names stand, and what counts only beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from exposure_audit.facts import birth
from exposure_audit.facts.birth import Birth
from exposure_audit.facts.name import Name, recogniser
from exposure_audit.facts.overlaps import foremost
from exposure_audit.matching.prepared import Prepared
from exposure_audit.matching.weigh import MOST, Found
from exposure_audit.model import Document, Fact, Kind, PartKind, Subject

NEAR_BIRTH = 110
"""Characters between a name and a date that stands next to it."""
_KEPT = 4_096
"""Recognisers of names that are kept: of a slate, few are met in one document."""


class Names:
    """The names of many subjects; what recognises one is made when it is first needed."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._names = tuple(subject.of_kind(Kind.NAME) for subject in subjects)
        self._births = tuple(subject.of_kind(Kind.DATE_OF_BIRTH) for subject in subjects)

    def find(self, subject: int, document: Document, prepared: Prepared) -> Iterator[Found]:
        """Yield where a subject's names stand."""
        for fact in self._names[subject]:
            one = _name(fact)
            if not one.may_stand(prepared.folded):
                continue
            for number, part in enumerate(document.parts):
                if part.kind is not PartKind.GPS:
                    matches = one.find_in(prepared.text(number))
                    for match in foremost(matches, MOST):
                        yield Found(fact, number, match)

    def births(self, subject: int, named: Sequence[Found], prepared: Prepared) -> Iterator[Found]:
        """Yield the dates of birth next to a subject's names."""
        for fact in self._births[subject]:
            one = _birth(fact)
            for name in named:
                text = prepared.text(name.part)
                start, end = name.match.start - NEAR_BIRTH, name.match.end + NEAR_BIRTH
                for match in one.find_between(text, start, end):
                    yield Found(fact, name.part, match)


@lru_cache(_KEPT)
def _name(fact: Fact) -> Name:
    return recogniser(fact)


@lru_cache(_KEPT)
def _birth(fact: Fact) -> Birth:
    return birth.recogniser(fact)
