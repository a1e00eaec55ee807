"""One audit, end to end: plan, gather, judge, conclude (DESIGN.md 4, the way of the data)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from exposure_audit import assess, doors, identity, plan, runner
from exposure_audit.checks import registry
from exposure_audit.checks.interface import CheckMeta, KeySpec, Task
from exposure_audit.limits import Clock, Limits
from exposure_audit.matching.excerpt import safe_locator
from exposure_audit.matching.judge import observe
from exposure_audit.matching.matcher import Matcher
from exposure_audit.model import CheckId, Kind, RouteId, Rung, Subject
from exposure_audit.net.config import HostKey, NetConfig
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.interface import Channel
from exposure_audit.net.ledger import MemoryLedger
from exposure_audit.net.room import Room
from exposure_audit.plan import PlannedAttempt
from exposure_audit.publishers import PublisherClass, Publishers
from exposure_audit.removal.routes import Route, load_routes
from exposure_audit.result import AuditResult, Finding, RunInfo
from exposure_audit.runner import CountingChannel, Outcome, Progress, Tools
from exposure_audit.settings import Settings
from exposure_audit.visiting import Visiting, host_of
from exposure_audit.words import labels_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user asked for."""

    subject: Subject
    settings: Settings
    environment: Mapping[str, str]
    """Where keys come from."""
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    show_values: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What it is done with."""

    limits: Limits
    clock: Clock
    progress: Progress
    ca_file: Path | None = None
    """A further certificate authority to trust, over the system's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The result, and how the run ended."""

    result: AuditResult
    refused: bool
    interrupted: bool


async def audit(order: Order, means: Means) -> Audited:
    """Run one audit; cancelling keeps what was gathered. Raises `InputError` before it starts."""
    started = means.clock.now()
    metas = registry.metas()
    level = plan.level_of(order.subject, order.settings.disclose)
    planned = plan.make(order.subject, metas, _choices(order, metas, level))
    ledger = MemoryLedger()
    matcher = Matcher(order.subject)
    async with Room(
        net_config(order.settings, means.ca_file), means.limits, means.clock, ledger
    ) as room:
        outcome = await runner.run(planned, _tools(order, means, room, matcher))
    result = _conclude(order, metas, outcome, _info(means, started, level, outcome), ledger)
    if not order.show_values:
        hide = partial(safe_locator, matcher=matcher, labels=result.labels)
        result = _without_values(result, hide)
    return Audited(result=result, refused=outcome.refused, interrupted=outcome.interrupted)


def _info(means: Means, started: datetime, level: Rung, outcome: Outcome) -> RunInfo:
    return RunInfo(
        id=identity.new_run_id(),
        started=started,
        finished=means.clock.now(),
        disclose=level,
        interrupted=outcome.interrupted,
    )


def _choices(order: Order, metas: Mapping[CheckId, CheckMeta], level: Rung) -> plan.Choices:
    return plan.Choices(
        disclose=level,
        keys=[key.source for key in plan.key_specs(metas) if order.environment.get(key.variable)],
        stand_ins=["searxng"] if order.settings.searxng else [],
        only=order.only,
        skip=order.skip,
    )


def net_config(settings: Settings, ca_file: Path | None = None) -> NetConfig:
    """Return the network room's view of the settings; a named SearXNG may be private."""
    return NetConfig(
        dns=settings.dns,
        whois=settings.whois,
        origins=settings.origins,
        allow_hosts=frozenset(settings.allow_hosts) | settings.searxng_host(),
        ca_file=ca_file,
    )


def _tools(order: Order, means: Means, room: Room, matcher: Matcher) -> Tools:
    visiting = Visiting(order.subject, order.settings.visit, Publishers.load())
    wiring = _Wiring(order, means, room, matcher, visiting)
    shown = labels_of(order.subject, show_values=order.show_values)
    return Tools(
        check=registry.code,
        channel=wiring.channel,
        observe=partial(observe, matcher=matcher, labels=shown),
        task=wiring.task,
        limits=means.limits,
        clock=means.clock,
        progress=means.progress,
    )


@dataclass(frozen=True, slots=True)
class _Wiring:
    """Gives each planned attempt its channel and its task."""

    order: Order
    means: Means
    room: Room
    matcher: Matcher
    visiting: Visiting

    def channel(self, planned: PlannedAttempt) -> CountingChannel:
        places = {Kind.WEBSITE, Kind.PAGE}
        urls = [fact.value for fact in self.order.subject.facts if fact.kind in places]
        guard = EgressGuard(
            facts_in=self.matcher.facts_in, allowed=planned.allowed, declared_urls=tuple(urls)
        )
        given = [(key, self.order.environment.get(key.variable)) for key in planned.meta.keys]
        keys = tuple(_host_key(key, value) for key, value in given if value)
        return self.room.channel(check=planned.meta.id, guard=guard, keys=keys)

    def task(self, planned: PlannedAttempt, subject: Subject, channel: Channel) -> Task:
        return Task(
            subject=subject,
            channel=channel,
            limits=self.means.limits,
            clock=self.means.clock,
            providers=planned.providers,
            searxng=self.order.settings.searxng,
            may_visit=self.visiting.why_not,
        )


def _host_key(key: KeySpec, value: str) -> HostKey:
    """Return the header that carries a key (RFC 7617 for Basic: the key is the user name)."""
    if key.basic:
        value = "Basic " + base64.b64encode(f"{value}:".encode()).decode()
    return HostKey(host=key.host, header=key.header, value=value)


def _conclude(
    order: Order,
    metas: Mapping[CheckId, CheckMeta],
    outcome: Outcome,
    info: RunInfo,
    ledger: MemoryLedger,
) -> AuditResult:
    routes = load_routes()
    key = identity.workspace_key(order.environment)
    grounds = assess.Grounds(
        subject=order.subject,
        metas=metas,
        routes=routes,
        publisher_class=partial(_class_of, Publishers.load()),
        key=key,
        now=info.started,
    )
    findings = assess.findings_of(outcome.observations, grounds)
    targets = [address.id for address in order.subject.addresses() if address.door]
    return AuditResult(
        run=info,
        subject=identity.subject_id(key, order.subject.of_kind(Kind.NAME)[0].value),
        labels=labels_of(order.subject, show_values=order.show_values),
        attempts=outcome.attempts,
        findings=findings,
        possible=assess.possible_of(outcome.observations),
        doors=doors.find(findings, targets, partial(_minutes, routes)),
        disclosures=ledger.disclosures,
        hosts=ledger.hosts,
    )


def _without_values(result: AuditResult, hide: Callable[[str], str]) -> AuditResult:
    """Return the result with declared values in host names hidden: a user name can be one."""
    return replace(
        result,
        attempts=tuple(
            replace(attempt, gaps=tuple(replace(gap, host=hide(gap.host)) for gap in attempt.gaps))
            for attempt in result.attempts
        ),
        disclosures=tuple(replace(each, host=hide(each.host)) for each in result.disclosures),
        hosts=tuple(hide(host) for host in result.hosts),
    )


def _class_of(publishers: Publishers, locator: str) -> PublisherClass | None:
    publisher = publishers.of(host_of(locator))
    return publisher.klass if publisher else None


def _minutes(routes: Mapping[RouteId, Route], finding: Finding) -> int:
    return routes[finding.route].minutes
