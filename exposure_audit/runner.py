"""Runs planned attempts at once, and alone decides how each ended.

One of the two broad `except` of the house stands here: a bug in a check costs that attempt only.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from exposure_audit.checks.interface import Check, Task
from exposure_audit.deadline import stopped, within
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.journal import Ended, Journal
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import CheckId, Document, Gap, Reason, Subject
from exposure_audit.net.interface import Channel
from exposure_audit.plan import PlannedAttempt
from exposure_audit.remarks import Remark
from exposure_audit.result import Attempt, Observation, Status

_log = logging.getLogger(__name__)


class CountingChannel(Channel, Protocol):
    """A channel that knows how many requests went over it."""

    @property
    def requests(self) -> int:
        """Requests made so far."""

    @property
    def waited(self) -> float:
        """Seconds spent so far on waiting for turns that others had before."""

    @property
    def as_of(self) -> datetime | None:
        """When the oldest kept answer that was used was got."""


class Progress(Protocol):
    """Hears of each attempt, to draw it."""

    def started(self, planned: PlannedAttempt) -> None:
        """An attempt begins."""

    def ended(self, attempt: Attempt) -> None:
        """An attempt is over."""


class Silent:
    """A progress that nobody watches."""

    def started(self, planned: PlannedAttempt) -> None:
        """See `Progress.started`."""

    def ended(self, attempt: Attempt) -> None:
        """See `Progress.ended`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the runner needs of the other rooms."""

    check: Callable[[CheckId], Check]
    channel: Callable[[PlannedAttempt], CountingChannel]
    observe: Callable[[CheckId, Document], Observation]
    task: Callable[[PlannedAttempt, Subject, Channel], Task]
    limits: Limits
    clock: Clock
    progress: Progress
    journal: Journal
    doubt: Callable[[CheckId], Reason | None] = lambda _check: None
    """Why a check's silence proves nothing, or None."""
    offline: bool = False
    """Whether only kept answers serve: these prove an exposure, and never that there is none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of attempts brought."""

    attempts: tuple[Attempt, ...]
    observations: tuple[Observation, ...]
    remarks: tuple[Remark, ...]
    refused: bool
    """Whether the egress guard stopped a request of our own making."""
    interrupted: bool
    finished: bool
    """Whether every attempt came to an end of its own."""


@dataclass(slots=True)
class _Gathering:
    planned: PlannedAttempt
    attempt: Attempt
    observations: list[Observation] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    documents: int = 0
    refused: bool = False
    over: bool = False


async def run(planned: Sequence[PlannedAttempt], tools: Tools) -> Outcome:
    """Run the attempts; cancelling keeps what was gathered and marks the rest as unfinished."""
    gatherings = [_begun(plan, tools.journal.earlier.get(plan.meta.id)) for plan in planned]
    slots = asyncio.Semaphore(tools.limits.attempts_at_once)
    left = [each for each in gatherings if not each.over]
    tasks = [asyncio.create_task(_attempt(each, tools, slots)) for each in left]
    interrupted = False
    try:
        async with asyncio.timeout(tools.limits.run_seconds):
            await asyncio.gather(*tasks)
    except TimeoutError:
        await stopped(tasks)
    except asyncio.CancelledError:
        interrupted = True
        await stopped(tasks)
    return Outcome(
        attempts=tuple(each.attempt for each in gatherings),
        observations=tuple(seen for each in gatherings for seen in each.observations),
        remarks=tuple(remark for each in gatherings for remark in each.remarks),
        refused=any(each.refused for each in gatherings),
        interrupted=interrupted,
        finished=all(each.over for each in gatherings),
    )


def _begun(plan: PlannedAttempt, earlier: Ended | None) -> _Gathering:
    if earlier is None:
        return _Gathering(plan, _waiting(plan))
    return _Gathering(
        plan,
        earlier.attempt,
        list(earlier.observations),
        remarks=list(earlier.remarks),
        refused=earlier.refused,
        over=True,
    )


def _waiting(plan: PlannedAttempt) -> Attempt:
    """Return how an attempt stands that never gets its turn."""
    gap = Gap(Reason.BUDGET)
    return Attempt(
        check=plan.meta.id, status=Status.INCONCLUSIVE, reason=Reason.BUDGET, gaps=(gap,)
    )


async def _attempt(gathering: _Gathering, tools: Tools, slots: asyncio.Semaphore) -> None:
    plan = gathering.planned
    if plan.skip or plan.gives is None:
        gathering.attempt = Attempt(check=plan.meta.id, status=Status.SKIPPED, reason=plan.skip)
        gathering.over = True
        tools.progress.ended(gathering.attempt)
        return
    async with slots:
        tools.progress.started(plan)
        began = tools.clock.monotonic()
        channel = tools.channel(plan)
        task = tools.task(plan, plan.gives, channel)
        try:
            await _gather_guarded(gathering, task, tools, channel)
        finally:
            seconds = tools.clock.monotonic() - began
            gathering.attempt = conclude(gathering, channel, seconds)
            tools.progress.ended(gathering.attempt)
        # Not reached where the attempt was cut off: it is tried again when the run goes on.
        _note(gathering, tools.journal)


def _note(gathering: _Gathering, journal: Journal) -> None:
    """Note an attempt that is over; one that the ledger stopped is tried again, too."""
    if any(gap.reason is Reason.NOT_NOTED for gap in gathering.gaps):
        return
    gathering.over = True
    journal.ended(
        Ended(
            attempt=gathering.attempt,
            observations=tuple(gathering.observations),
            remarks=tuple(gathering.remarks),
            refused=gathering.refused,
        )
    )


async def _gather_guarded(
    gathering: _Gathering, task: Task, tools: Tools, channel: CountingChannel
) -> None:
    gaps, limits = gathering.gaps, tools.limits
    if gathering.planned.withheld:
        gaps.append(Gap(Reason.LEVEL))
    if tools.offline:
        gaps.append(Gap(Reason.OFFLINE))
    if reason := tools.doubt(gathering.planned.meta.id):
        gaps.append(Gap(reason))
    began = tools.clock.monotonic()

    def left() -> float:
        allowed = limits.attempt_seconds + min(channel.waited, limits.queue_seconds)
        return allowed - (tools.clock.monotonic() - began)

    try:
        await within(_gather(gathering, task, tools), left)
    except TimeoutError:
        gaps.append(Gap(Reason.BUDGET))
    except asyncio.CancelledError:
        gaps.append(Gap(Reason.BUDGET))
        raise
    except EgressRefused as refusal:
        gathering.refused = True
        gaps.append(Gap(refusal.reason, refusal.host))
    except GatherError as error:
        gaps.append(Gap(error.reason, error.host))
    except Exception as error:  # noqa: BLE001  (a bug in one check must not cost the others)
        gaps.append(Gap(Reason.BUG))
        _log.warning("check %s: %s at %s", gathering.planned.meta.id, *bug_words(error))


def bug_words(error: BaseException) -> tuple[str, str]:
    """Return an exception's type and place, without its message: that may hold a value."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"
    return type(error).__name__, place


async def _gather(gathering: _Gathering, task: Task, tools: Tools) -> None:
    meta = gathering.planned.meta
    async for item in tools.check(meta.id).gather(task):
        if isinstance(item, Gap):
            gathering.gaps.append(item)
            continue
        if isinstance(item, Remark):
            gathering.remarks.append(item)
            continue
        gathering.documents += 1
        # In a thread, so that a long text holds up neither the other checks nor the clock.
        gathering.observations.append(await asyncio.to_thread(tools.observe, meta.id, item))


def conclude(gathering: _Gathering, channel: CountingChannel, seconds: float) -> Attempt:
    """Decide how an attempt ended: `clear` needs documents, and nothing left unlooked at."""
    exposed = any(seen.seen or seen.undeclared_address for seen in gathering.observations)
    gaps = tuple(gathering.gaps)
    if not gaps and not gathering.documents:
        gaps = (Gap(Reason.MALFORMED),)
    return Attempt(
        check=gathering.planned.meta.id,
        status=_status(exposed=exposed, gaps=gaps),
        reason=weightiest(gaps),
        complete=not gaps,
        requests=channel.requests,
        documents=gathering.documents,
        seconds=round(seconds, 3),
        gaps=gaps,
        as_of=channel.as_of,
    )


def _status(*, exposed: bool, gaps: Sequence[Gap]) -> Status:
    if exposed:
        return Status.FOUND
    return Status.INCONCLUSIVE if gaps else Status.CLEAR


def weightiest(gaps: Sequence[Gap]) -> Reason | None:
    """Return the reason to name first: what stopped us, before what the level kept back."""
    counts: Mapping[Reason, int] = Counter(gap.reason for gap in gaps)
    return max(counts, key=lambda reason: (_weight(reason), counts[reason]), default=None)


def _weight(reason: Reason) -> int:
    if reason in {Reason.GUARD_EGRESS, Reason.GUARD_INSIDE, Reason.BUG}:
        return 2
    return 0 if reason in {Reason.LEVEL, Reason.UNFAMILIAR_HOST, Reason.OFFLINE} else 1
