"""From a document to what is kept of it: which declared facts stand there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from exposure_audit.matching.excerpt import excerpt, safe_title
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import (
    CheckId,
    Document,
    FactId,
    Kind,
    Part,
    PartKind,
    Sighting,
)
from exposure_audit.result import Observation, Seen

_REGISTERS = (f"{Kind.COMPANY.value}:", f"{Kind.CHARITY.value}:")


def observe(
    check: CheckId, document: Document, matcher: OwnMatcher, labels: Mapping[FactId, str]
) -> Observation:
    """Judge a document; its text does not outlive this call.

    The title is judged with the parts, and a name in the locator links the place to the subject.
    """
    titled = _with_title(document)
    sightings = matcher.sightings(titled)
    return Observation(
        check=check,
        locator=_whole(safe_locator(document.locator, matcher, labels)),
        publisher=_whole(safe_locator(document.publisher, matcher, labels)),
        record=document.record and _whole(document.record),
        own=document.own,
        title=safe_title(document.title, matcher, labels),
        excerpt=excerpt(titled, _worth_showing(sightings, matcher), labels),
        seen=_seen(check, titled, sightings, matcher),
        links=_links(sightings, matcher) | _named_in(document.locator, matcher),
        undeclared_address=_undeclared_address(titled, sightings, matcher),
        entry=document.entry,
    )


def _whole(text: str) -> str:
    """Return a text that can be written: a register's JSON may hold half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def _with_title(document: Document) -> Document:
    if not document.title or any(document.title == part.text for part in document.parts):
        return document
    title = Part(PartKind.META, document.title, note="title")
    return replace(document, parts=(*document.parts, title))


def _worth_showing(sightings: Iterable[Sighting], matcher: OwnMatcher) -> tuple[Sighting, ...]:
    """Return all sightings in the parts that hold a protected one."""
    found = tuple(sightings)
    parts = {sighting.part for sighting in found if sighting.fact in matcher.protected}
    return tuple(sighting for sighting in found if sighting.part in parts)


def _seen(
    check: CheckId, document: Document, sightings: Iterable[Sighting], matcher: OwnMatcher
) -> tuple[Seen, ...]:
    """Return the surest sighting of each protected fact in each kind of part."""
    best: dict[tuple[FactId, PartKind], Seen] = {}
    for sighting in sightings:
        if sighting.fact not in matcher.protected:
            continue
        part = document.parts[sighting.part].kind
        key = sighting.fact, part
        if key not in best or sighting.confidence > best[key].confidence:
            best[key] = Seen(
                check=check, fact=sighting.fact, part=part, confidence=sighting.confidence
            )
    return tuple(best[key] for key in sorted(best))


def _links(sightings: Iterable[Sighting], matcher: OwnMatcher) -> frozenset[FactId]:
    return frozenset(one.fact for one in sightings if one.fact not in matcher.protected)


def _named_in(locator: str, matcher: OwnMatcher) -> frozenset[FactId]:
    return frozenset(fact for fact in matcher.facts_in(locator) if fact in matcher.names)


def _undeclared_address(
    document: Document, sightings: Iterable[Sighting], matcher: OwnMatcher
) -> bool:
    if document.own is None or not document.own.startswith(_REGISTERS):
        return False
    declared = {one.part for one in sightings if one.fact in matcher.addresses}
    return any(
        part.address and part.text.strip() and number not in declared
        for number, part in enumerate(document.parts)
    )
