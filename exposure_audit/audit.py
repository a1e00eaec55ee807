"""One audit, end to end: plan, gather, judge, conclude (DESIGN.md 4, the way of the data)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from exposure_audit import plan, premises, runner
from exposure_audit.asks import Surroundings
from exposure_audit.checks import registry
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.conclusion import Context, conclude
from exposure_audit.doubting import doubt
from exposure_audit.keeping import Keeping
from exposure_audit.limits import Clock, Limits
from exposure_audit.matching.judge import observe
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import CheckId, Rung, Subject
from exposure_audit.net.quota import Quota
from exposure_audit.plan import PlannedAttempt
from exposure_audit.premises import Frame, Premises
from exposure_audit.result import AuditResult, RunInfo
from exposure_audit.runner import Outcome, Progress, Tools
from exposure_audit.settings import Settings
from exposure_audit.wiring import Wiring, surroundings
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
    offline: bool = False
    """Whether only kept answers serve, and nothing is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What it is done with."""

    limits: Limits
    clock: Clock
    progress: Progress
    keeping: Keeping
    quota: Quota
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
    # Before anything is opened: a check that is not known, an address that cannot be used.
    planned(order)
    frame = Frame(
        settings=order.settings,
        limits=means.limits,
        clock=means.clock,
        quota=means.quota,
        offline=order.offline,
        ca_file=means.ca_file,
    )
    async with premises.opened(frame) as place:
        return await audit_in(place, order, means.keeping, means.progress)


async def audit_in(place: Premises, order: Order, keeping: Keeping, progress: Progress) -> Audited:
    """Run one audit among others that share the premises; as `audit`."""
    matcher = OwnMatcher(order.subject)
    wiring = _wiring(place, order, keeping, matcher)
    outcome = await runner.run(planned(order), _tools(wiring, progress))
    result = conclude(
        outcome,
        keeping.ledger,
        _info(order, keeping, place.frame, outcome),
        _context(order, keeping, place.metas, matcher),
    )
    late = await _kept(keeping, result, finished=outcome.finished)
    interrupted = outcome.interrupted or late
    return Audited(result=result, refused=outcome.refused, interrupted=interrupted)


async def _kept(keeping: Keeping, result: AuditResult, *, finished: bool) -> bool:
    """Keep a result, also where the run is interrupted meanwhile; return whether it was."""
    keep = asyncio.ensure_future(keeping.kept(result, finished=finished))
    try:
        await asyncio.shield(keep)
    except asyncio.CancelledError:
        await keep
        return True
    return False


def planned(order: Order) -> tuple[PlannedAttempt, ...]:
    """Return what an order would ask; raises `InputError`."""
    metas = registry.metas()
    level = plan.level_of(order.subject, order.settings.disclose)
    return plan.make(order.subject, metas, _choices(order, metas, level))


def _info(order: Order, keeping: Keeping, frame: Frame, outcome: Outcome) -> RunInfo:
    return RunInfo(
        id=keeping.run,
        started=keeping.started,
        finished=frame.clock.now(),
        disclose=plan.level_of(order.subject, order.settings.disclose),
        interrupted=outcome.interrupted,
        offline=frame.offline,
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
        answers=keeping.answers,
        hide=partial(safe_locator, matcher=matcher, labels=labels),
    )


def _choices(order: Order, metas: Mapping[CheckId, CheckMeta], level: Rung) -> plan.Choices:
    return plan.Choices(
        disclose=level,
        keys=[key.source for key in plan.key_specs(metas) if order.environment.get(key.variable)],
        stand_ins=["searxng"] if order.settings.searxng else [],
        contact_search=order.settings.contact_search,
        only=order.only,
        skip=order.skip,
        allow=order.settings.allow,
        around=_around(order),
    )


def _around(order: Order) -> Surroundings:
    return surroundings(order.subject, order.settings)


def _wiring(place: Premises, order: Order, keeping: Keeping, matcher: OwnMatcher) -> Wiring:
    return Wiring(
        place=place,
        subject=order.subject,
        settings=order.settings,
        environment=order.environment,
        keeping=keeping,
        matcher=matcher,
    )


def _tools(wiring: Wiring, progress: Progress) -> Tools:
    frame = wiring.place.frame
    return Tools(
        check=registry.check_of,
        channel=wiring.channel,
        observe=partial(observe, matcher=wiring.matcher, labels=labels_of(wiring.subject)),
        task=wiring.task,
        limits=frame.limits,
        clock=frame.clock,
        progress=progress,
        journal=wiring.keeping.journal,
        doubt=partial(doubt, wiring.keeping.proofs, now=frame.clock.now()),
        offline=frame.offline,
    )
