"""Observations to findings: what stands where, how much it matters, how to get it removed; pure.

The rule of severity is the one table below; `docs/severity.md` shows it and a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from exposure_audit.checks.meta import CheckMeta
from exposure_audit.identity import finding_id, normal_place
from exposure_audit.model import (
    Address,
    CheckId,
    Confidence,
    Fact,
    FactId,
    FindingId,
    Kind,
    Role,
    RouteId,
    Subject,
)
from exposure_audit.publishers import PublisherClass
from exposure_audit.removal.choose import choose
from exposure_audit.removal.routes import Route
from exposure_audit.result import CaseState, Finding, Known, Observation, Possible, Seen, Severity

LINKED_AND_ALONE: Mapping[Kind | Role, tuple[Severity, Severity]] = {
    Role.REFUGE: (Severity.CRITICAL, Severity.HIGH),
    Role.HOME: (Severity.HIGH, Severity.MEDIUM),
    Role.FAMILY: (Severity.HIGH, Severity.MEDIUM),
    Role.SECOND: (Severity.MEDIUM, Severity.LOW),
    Role.FORMER: (Severity.LOW, Severity.NOTE),
    Role.WORK: (Severity.LOW, Severity.NOTE),
    Kind.PHONE: (Severity.MEDIUM, Severity.LOW),
    Kind.DATE_OF_BIRTH: (Severity.MEDIUM, Severity.LOW),
    Kind.DETAIL: (Severity.MEDIUM, Severity.LOW),
    Kind.EMAIL: (Severity.LOW, Severity.NOTE),
    Kind.USERNAME: (Severity.LOW, Severity.NOTE),
}
"""Severity where the place leads there from the name, and where the value stands alone."""

HOSTILE = frozenset({Role.REFUGE, Role.HOME, Role.FAMILY, Kind.PHONE})
"""With the name on a page that anyone can write to, these may be a hostile release: critical."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What judging needs besides the observations."""

    subject: Subject
    metas: Mapping[CheckId, CheckMeta]
    routes: Mapping[RouteId, Route]
    publisher_class: Callable[[str], PublisherClass | None]
    """Class of the publisher behind a locator."""
    key: bytes = field(repr=False)
    now: datetime
    known: Mapping[FindingId, Known] = field(default_factory=dict)
    """What earlier runs found."""


def severity_of(
    fact: Fact, confidence: Confidence, *, linked: bool, anyone_writes: bool = False
) -> Severity:
    """Return how much one fact at one place matters; low confidence counts one step less."""
    row = fact.role if isinstance(fact, Address) else fact.kind
    with_name, alone = LINKED_AND_ALONE[row]
    severity = with_name if linked else alone
    if linked and anyone_writes and row in HOSTILE:
        severity = Severity.CRITICAL
    return severity.lower() if confidence is Confidence.LOW else severity


def findings_of(observations: Iterable[Observation], grounds: Grounds) -> tuple[Finding, ...]:
    """Return one finding per place with an exposure, worst first."""
    places: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for seen in observations:
        if seen.seen or seen.undeclared_address:
            places[seen.publisher, place_of(seen)].append(seen)
    findings = [_finding(place, group, grounds) for (_, place), group in places.items()]
    return tuple(sorted(findings, key=lambda f: (-f.severity.rank, -f.confidence.rank, f.locator)))


def _finding(place: str, group: Sequence[Observation], grounds: Grounds) -> Finding:
    best = max(group, key=_telling)
    seen = _merged(group)
    facts = tuple(dict.fromkeys(one.fact for one in seen)) or _own_facts(group)
    links = frozenset().union(*(each.links for each in group)) | frozenset(_own_facts(group))
    identity = finding_id(grounds.key, best.publisher, place, facts)
    known = grounds.known.get(identity, Known(grounds.now, CaseState.NEW))
    return Finding(
        id=identity,
        severity=_worst(seen, best, links, grounds),
        confidence=max((one.confidence for one in seen), default=Confidence.HIGH),
        facts=facts,
        links=links,
        publisher=best.publisher,
        locator=best.locator,
        title=best.title,
        excerpt=best.excerpt,
        seen=seen,
        route=_route(group, seen, grounds),
        first_seen=known.first_seen,
        status=known.state,
    )


def place_of(observation: Observation) -> str:
    """Return what tells an observation's place from others of its publisher."""
    return observation.record or normal_place(observation.locator)


def _telling(observation: Observation) -> tuple[int, int]:
    """Rank the observation that shows most: whose title and excerpt stand for the place."""
    ranks = [seen.confidence.rank for seen in observation.seen]
    return max(ranks, default=-1), len(ranks)


def _merged(group: Sequence[Observation]) -> tuple[Seen, ...]:
    best: dict[tuple[str, ...], Seen] = {}
    for one in (seen for each in group for seen in each.seen):
        slot = (one.check, one.fact, one.part)
        if slot not in best or best[slot].confidence < one.confidence:
            best[slot] = one
    return tuple(sorted(best.values(), key=lambda s: (-s.confidence.rank, s.fact, s.check, s.part)))


def _own_facts(group: Sequence[Observation]) -> tuple[FactId, ...]:
    return tuple(dict.fromkeys(each.own for each in group if each.own))


def _worst(
    seen: Sequence[Seen], best: Observation, links: frozenset[FactId], grounds: Grounds
) -> Severity:
    anyone = grounds.publisher_class(best.locator) is PublisherClass.PLATFORM
    severities = [
        severity_of(
            grounds.subject.fact(one.fact),
            one.confidence,
            linked=bool(links),
            anyone_writes=anyone and not best.own,
        )
        for one in seen
    ]
    return max(severities, default=Severity.NOTE)


def _route(group: Sequence[Observation], seen: Sequence[Seen], grounds: Grounds) -> RouteId:
    candidates = [route for each in group for route in grounds.metas[each.check].routes]
    return choose(
        tuple(dict.fromkeys(candidates)),
        grounds.routes,
        parts={one.part for one in seen},
        publisher_class=grounds.publisher_class(group[0].locator),
        own=any(each.own for each in group),
        kinds={grounds.subject.fact(one.fact).kind for one in seen},
        locator=group[0].locator,
    )


def possible_of(observations: Iterable[Observation]) -> tuple[Possible, ...]:
    """Count, per publisher, the entries under the name that hold no declared value."""
    entries: dict[str, set[str]] = defaultdict(set)
    for seen in observations:
        if seen.entry and not seen.seen:
            entries[seen.publisher].add(place_of(seen))
    return tuple(Possible(publisher, len(entries[publisher])) for publisher in sorted(entries))
