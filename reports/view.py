"""A result in the reader's words: what the HTML and the text report both print."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from exposure_audit.model import Confidence, FactId, FindingId, PartKind, Reason
from exposure_audit.reports.clean import Place, clean, clean_lines, place
from exposure_audit.reports.guides import day
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.words import (
    UNDECLARED,
    UNNAMED,
    UNSAID,
    confidence_words,
    counted,
    joined,
    part_words,
    reason_words,
    sentence,
    severity_words,
    state_words,
    status_words,
)
from exposure_audit.result import RESOLVER, Attempt, AuditResult, Finding, Status

HOSTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class FindingView:
    """One exposure, ready to print."""

    number: int
    severity: str
    """The word of the closed list, which also names its shape."""
    meaning: str
    what: str
    """The facts as labels: "Your home address and your phone (mobile)"."""
    publisher: str
    place: Place
    title: str
    excerpt: str
    seen: tuple[tuple[str, str], ...]
    """Each fact's label with the parts of the document where it stands."""
    doubt: str
    state: str


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place on a way to the door."""

    number: int
    name: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The ways to a door that lead over the same facts; any place of a step does for it."""

    facts: tuple[str, ...]
    """From the start to the door: one more than there are steps."""
    steps: tuple[tuple[PlaceRef, ...], ...]
    said: tuple[str, ...]
    """Each step in words, for those who do not see the drawing."""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One place that was to be checked, and how that ended."""

    title: str
    publisher: str
    status: str
    slug: str
    why: tuple[tuple[str, str], ...]
    """What happened, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one recipient learned."""

    host: str
    facts: str
    checks: str
    requests: int


def label(result: AuditResult, fact: FactId) -> str:
    """Return the words that stand for a fact."""
    return result.labels.get(fact, fact)


def finding_views(result: AuditResult) -> Iterator[FindingView]:
    """Yield the findings in the result's order, numbered from 1."""
    for number, finding in enumerate(result.findings, 1):
        yield _finding(number, finding, result)


def _finding(number: int, finding: Finding, result: AuditResult) -> FindingView:
    sure = finding.confidence is Confidence.HIGH
    facts = dict.fromkeys(seen.fact for seen in finding.seen)
    return FindingView(
        number=number,
        severity=finding.severity.value,
        meaning=severity_words(finding.severity)[1],
        what=sentence(joined(label(result, fact) for fact in facts) or UNDECLARED),
        publisher=clean(finding.publisher),
        place=place(finding.locator),
        title=clean(finding.title) if "[" in finding.title else "",
        excerpt=clean_lines(finding.excerpt),
        seen=_seen(finding, result),
        doubt="" if sure else confidence_words(finding.confidence),
        state=_state(finding, result),
    )


def _state(finding: Finding, result: AuditResult) -> str:
    state = state_words(finding.status)
    if finding.first_seen >= result.run.started:
        return state
    return f"{state}, first seen on {day(finding.first_seen)}"


def _seen(finding: Finding, result: AuditResult) -> tuple[tuple[str, str], ...]:
    parts: dict[FactId, dict[PartKind, None]] = defaultdict(dict)
    for seen in finding.seen:
        parts[seen.fact][seen.part] = None
    return tuple(
        (sentence(label(result, fact)), "; ".join(part_words(part) for part in kinds))
        for fact, kinds in parts.items()
    )


def ways(result: AuditResult) -> tuple[Way, ...]:
    """Return the routes to the door, those over the same facts drawn as one."""
    refs = _refs(result)
    steps: dict[tuple[FactId, ...], list[dict[FindingId, None]]] = {}
    for route in result.doors.routes:
        facts = (route.steps[0].origin, *(step.target for step in route.steps))
        places = steps.setdefault(facts, [{} for _ in route.steps])
        for here, step in zip(places, route.steps, strict=True):
            here[step.finding] = None
    return tuple(
        Way(
            tuple(sentence(label(result, fact)) for fact in facts),
            tuple(tuple(refs[one] for one in here if one in refs) for here in places),
            tuple(
                _step_words(label(result, origin), len(here), label(result, target))
                for (origin, target), here in zip(pairwise(facts), places, strict=True)
            ),
        )
        for facts, places in steps.items()
    )


def _step_words(origin: str, places: int, target: str) -> str:
    lead = "this place leads" if places == 1 else "any of these places leads"
    return f"From {origin}, {lead} to {target}:"


def _refs(result: AuditResult) -> Mapping[FindingId, PlaceRef]:
    cut = frozenset(result.doors.cut)
    return {
        finding.id: PlaceRef(number, clean(finding.publisher), finding.id in cut)
        for number, finding in enumerate(result.findings, 1)
    }


def attempt_view(attempt: Attempt, catalogue: Catalogue) -> AttemptView:
    """Return how one attempt ended, with every reason why something was not seen."""
    meta = catalogue.checks.get(attempt.check)
    partly = attempt.status is Status.FOUND and not attempt.complete
    status = status_words(attempt.status)
    return AttemptView(
        title=catalogue.check_title(attempt.check),
        publisher=meta.publisher if meta else "",
        status=f"{status}, but not everything could be checked" if partly else status,
        slug="partly" if partly else attempt.status.value,
        why=_why(attempt),
    )


def _why(attempt: Attempt) -> tuple[tuple[str, str], ...]:
    counts = Counter(gap.reason for gap in attempt.gaps)
    first = [attempt.reason] if attempt.reason else []
    reasons = list(dict.fromkeys([*first, *(reason for reason, _ in counts.most_common())]))
    if not reasons and not (attempt.conclusive and attempt.complete):
        return (UNSAID,)
    return tuple(_reason(reason, counts[reason], attempt) for reason in reasons)


def _reason(reason: Reason, count: int, attempt: Attempt) -> tuple[str, str]:
    happened, cure = reason_words(reason)
    if reason is Reason.UNFAMILIAR_HOST and count:
        return _unfamiliar(attempt)
    times = f" This happened {counted(count, 'time')}." if count > 1 else ""
    return happened + times, cure


def _unfamiliar(attempt: Attempt) -> tuple[str, str]:
    """Name the sites that the reader may allow; others are only counted."""
    hosts = [clean(gap.host) for gap in attempt.gaps if gap.reason is Reason.UNFAMILIAR_HOST]
    named = list(dict.fromkeys(filter(None, hosts)))
    unnamed = hosts.count("")
    happened, cure = reason_words(Reason.UNFAMILIAR_HOST)
    if not named:
        return UNNAMED[0].format(sentence(_sites(unnamed))), UNNAMED[1]
    more = [f"{len(named) - HOSTS_SHOWN} more"] if len(named) > HOSTS_SHOWN else []
    happened += f" Sites: {joined([*named[:HOSTS_SHOWN], *more])}."
    if unnamed:
        happened += " " + UNNAMED[0].format(sentence(_sites(unnamed, "other ")))
    return happened, cure


def _sites(count: int, other: str = "") -> str:
    return (
        counted(count, f"{other}site") + " that we do not know " + ("was" if count == 1 else "were")
    )


def _host_words(host: str) -> str:
    return "your name server (DNS)" if host == RESOLVER else clean(host)


def told(result: AuditResult, catalogue: Catalogue) -> tuple[Told, ...]:
    """Return who learned what, in the order of the first request."""
    facts: dict[str, dict[FactId, None]] = defaultdict(dict)
    checks: dict[str, dict[str, None]] = defaultdict(dict)
    requests: Counter[str] = Counter()
    for one in result.disclosures:
        facts[one.host].update(dict.fromkeys(one.facts))
        checks[one.host][catalogue.check_title(one.check)] = None
        requests[one.host] += 1
    return tuple(
        Told(
            _host_words(host),
            joined(label(result, f) for f in learned),
            joined(checks[host]),
            total,
        )
        for (host, learned), total in zip(facts.items(), requests.values(), strict=True)
    )


def only_seen(result: AuditResult) -> tuple[str, ...]:
    """Return the hosts that saw this computer ask and were told nothing about the subject."""
    informed = {one.host for one in result.disclosures}
    return tuple(clean(host) for host in result.hosts if host not in informed)
