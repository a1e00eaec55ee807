"""One audit, end to end: plan, gather, judge, conclude (DESIGN.md 4, the way of the data)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from exposure_audit import plan, runner
from exposure_audit.checks import registry
from exposure_audit.checks.interface import CheckMeta, KeySpec, Task
from exposure_audit.conclusion import Context, conclude
from exposure_audit.extract.interface import Reader
from exposure_audit.extract.isolated import IsolatedReader
from exposure_audit.keeping import Keeping
from exposure_audit.limits import Clock, Limits
from exposure_audit.matching.judge import observe
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId, Kind, Rung, Subject
from exposure_audit.net.config import HostKey, NetConfig
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.interface import Channel
from exposure_audit.net.room import Room
from exposure_audit.plan import PlannedAttempt
from exposure_audit.publishers import Publishers
from exposure_audit.result import AuditResult, RunInfo
from exposure_audit.runner import CountingChannel, Outcome, Progress, Tools
from exposure_audit.settings import Settings
from exposure_audit.visiting import Visiting
from exposure_audit.words import labels_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user asked for."""

    subject: Subject
    settings: Settings
    environment: Mapping[str, str] = field(repr=False)
    """Where keys come from."""
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What it is done with."""

    limits: Limits
    clock: Clock
    progress: Progress
    keeping: Keeping
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
    keeping = means.keeping
    metas = registry.metas()
    level = plan.level_of(order.subject, order.settings.disclose)
    planned = plan.make(order.subject, metas, _choices(order, metas, level))
    matcher = OwnMatcher(order.subject)
    config = net_config(order.settings, means.ca_file)
    async with (
        Room(config, means.limits, means.clock, keeping.ledger) as room,
        IsolatedReader(means.limits) as reader,
    ):
        outcome = await runner.run(planned, _tools(order, means, room, matcher, reader))
    result = conclude(
        outcome,
        keeping.ledger,
        _info(means, level, outcome),
        _context(order, keeping, metas, matcher),
    )
    await keeping.kept(result, finished=outcome.finished)
    return Audited(result=result, refused=outcome.refused, interrupted=outcome.interrupted)


def _info(means: Means, level: Rung, outcome: Outcome) -> RunInfo:
    return RunInfo(
        id=means.keeping.run,
        started=means.keeping.started,
        finished=means.clock.now(),
        disclose=level,
        interrupted=outcome.interrupted,
    )


def _context(
    order: Order, keeping: Keeping, metas: Mapping[CheckId, CheckMeta], matcher: OwnMatcher
) -> Context:
    labels = labels_of(order.subject)
    return Context(
        subject=order.subject,
        metas=metas,
        labels=labels,
        key=keeping.key,
        known=keeping.known,
        hide=partial(safe_locator, matcher=matcher, labels=labels),
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


def _tools(order: Order, means: Means, room: Room, matcher: OwnMatcher, reader: Reader) -> Tools:
    visiting = Visiting(order.subject, order.settings.visit, Publishers.load())
    wiring = _Wiring(order, means, room, matcher, visiting, reader)
    return Tools(
        check=registry.code,
        channel=wiring.channel,
        observe=partial(observe, matcher=matcher, labels=labels_of(order.subject)),
        task=wiring.task,
        limits=means.limits,
        clock=means.clock,
        progress=means.progress,
        journal=means.keeping.journal,
    )


@dataclass(frozen=True, slots=True)
class _Wiring:
    """Gives each planned attempt its channel and its task."""

    order: Order
    means: Means
    room: Room
    matcher: OwnMatcher
    visiting: Visiting
    reader: Reader

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
            reader=self.reader,
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
