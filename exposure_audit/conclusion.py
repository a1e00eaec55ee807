"""From what a run gathered to its result; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from exposure_audit import assess, doors, elections, fitting, identity
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.model import CheckId, FactId, FindingId, Gap, Kind, Reason, RouteId, Subject
from exposure_audit.net.ledger import Ledger
from exposure_audit.publishers import PublisherClass, Publishers, shipped
from exposure_audit.removal.routes import Route, load_routes
from exposure_audit.result import (
    Advice,
    AdviceLine,
    Answer,
    Attempt,
    AuditResult,
    Finding,
    Known,
    Manual,
    RunInfo,
)
from exposure_audit.runner import Outcome
from exposure_audit.visiting import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Whom a run was about, and how its outputs name things."""

    subject: Subject
    metas: Mapping[CheckId, CheckMeta]
    labels: Mapping[FactId, str]
    key: bytes = field(repr=False)
    known: Mapping[FindingId, Known] = field(default_factory=dict)
    """What earlier runs found."""
    answers: Mapping[CheckId, Answer] = field(default_factory=dict)
    """What the user said of the guided checks."""
    hide: Callable[[str], str]
    """Replaces declared values in a host name by their labels: a user name can be one."""


def conclude(outcome: Outcome, ledger: Ledger, info: RunInfo, context: Context) -> AuditResult:
    """Return the result of a run."""
    routes = load_routes()
    findings = assess.findings_of(outcome.observations, _grounds(context, routes, info))
    targets = [address.id for address in context.subject.addresses() if address.door]
    return AuditResult(
        run=info,
        subject=identity.subject_id(context.key, context.subject.of_kind(Kind.NAME)[0].value),
        labels=context.labels,
        attempts=_attempts(outcome.attempts, findings, context.hide),
        findings=findings,
        possible=assess.possible_of(outcome.observations),
        doors=doors.find(findings, targets, partial(_minutes, routes)),
        disclosures=tuple(
            replace(each, host=context.hide(each.host)) for each in ledger.disclosures
        ),
        hosts=tuple(context.hide(host) for host in ledger.hosts),
        remarks=tuple(
            replace(each, locator=context.hide(each.locator))
            for each in dict.fromkeys(outcome.remarks)
        ),
        manual=tuple(_manual(outcome.attempts, context)),
        advice=tuple(
            _advice(each) for each in elections.implied(context.subject, info.started.date())
        ),
    )


def _manual(attempts: Collection[Attempt], context: Context) -> Iterator[Manual]:
    """Yield where to look by hand; last where a check looked there by itself."""
    done = {each.check for each in attempts if each.conclusive and each.complete}
    metas = fitting.guided(context.metas.values(), context.subject)
    for meta in sorted(metas, key=lambda meta: bool(meta.guide and meta.guide.instead_of in done)):
        yield Manual(meta.id, context.answers.get(meta.id))


def _advice(implied: elections.Advice) -> Advice:
    return Advice(
        topic=implied.topic.value,
        title=implied.title,
        lines=tuple(AdviceLine(one.shown, one.url, one.date) for one in implied.statements),
        urgent=implied.urgent,
        due=implied.due,
    )


def _grounds(context: Context, routes: Mapping[RouteId, Route], info: RunInfo) -> assess.Grounds:
    return assess.Grounds(
        subject=context.subject,
        metas=context.metas,
        routes=routes,
        publisher_class=partial(_class_of, shipped()),
        key=context.key,
        now=info.started,
        known=context.known,
    )


def _attempts(
    attempts: Collection[Attempt], findings: Collection[Finding], hide: Callable[[str], str]
) -> tuple[Attempt, ...]:
    """Return the attempts with hosts that may be named."""
    found = {host_of(finding.locator) for finding in findings}
    return tuple(
        replace(attempt, gaps=tuple(_told(gap, found, hide) for gap in attempt.gaps))
        for attempt in attempts
    )


def _told(gap: Gap, found: Collection[str], hide: Callable[[str], str]) -> Gap:
    """Name an unvisited host only where a finding stands on it.

    The others came up for the name alone: they are counted, not listed (principle 1).
    """
    unnamed = gap.reason is Reason.UNFAMILIAR_HOST and gap.host not in found
    return replace(gap, host="" if unnamed else hide(gap.host))


def _class_of(publishers: Publishers, locator: str) -> PublisherClass | None:
    publisher = publishers.of(host_of(locator))
    return publisher.klass if publisher else None


def _minutes(routes: Mapping[RouteId, Route], finding: Finding) -> int:
    return routes[finding.route].minutes
