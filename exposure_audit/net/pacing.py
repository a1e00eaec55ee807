"""Politeness: each source's own rate, few requests at once, and no knocking at a shut door.

A lane is what all requests to one source share. Its waiters are served in the order of their
coming, so that of two subjects neither can crowd the other out.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from exposure_audit.errors import GatherError
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.quota import Quota
from exposure_audit.net.terms import Terms
from exposure_audit.net.waiting import asked_to_wait

Sleep = Callable[[float], Awaitable[None]]

_TROUBLE = frozenset({Reason.CONNECTION, Reason.TIMEOUT, Reason.DNS_FAILURE, Reason.TLS})
"""Failures that say more of the host than of what was asked."""
_OVERLOAD = frozenset({502, 503, 504})
"""Statuses that do so; a 500 may be that of one page."""
_ENOUGH = frozenset({Reason.RATE_LIMITED, Reason.QUOTA})
_POLITE = Reason.RATE_LIMITED
"""Being asked to wait is waited out; a host in trouble is left alone."""
_JITTER = 0.1
"""What is added to a wait at most, as a share of it: several processes shall not wake as one."""


@dataclass(slots=True)
class Lane:
    """All that is on its way, or waits, to one source."""

    terms: Terms
    places: asyncio.Semaphore
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    """In a row."""
    shut_until: float = 0.0
    """On the clock's monotonic scale."""
    why: Reason = Reason.RATE_LIMITED


class Lanes:
    """Gives each request its turn at its source."""

    def __init__(
        self,
        terms_of: Callable[[str], Terms],
        limits: Limits,
        clock: Clock,
        quota: Quota,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._terms_of = terms_of
        self._limits = limits
        self._clock = clock
        self._quota = quota
        self._sleep = sleep
        self._lanes: dict[str, Lane] = {}

    async def turn(self, host: str) -> Lane:
        """Wait until a request to the host may start; `over` gives its place to the next.

        Raises `GatherError` (the reason for which the source is left alone, or quota) where the
        wait would be longer than the limits allow.
        """
        lane = self._lane(host)
        await lane.places.acquire()
        try:
            if lane.terms.rate is not None or lane.shut_until:
                async with lane.order:
                    await self._wait(lane, host)
        except BaseException:
            lane.places.release()
            raise
        return lane

    def over(self, lane: Lane) -> None:
        """Give up the place of a request that has ended."""
        lane.places.release()

    def heard(self, lane: Lane, outcome: Response | GatherError) -> None:
        """Learn from each answer or failure how long the source wants to be left alone."""
        if isinstance(outcome, GatherError):
            if outcome.reason in _ENOUGH:
                self._shut(lane, self._limits.breaker_seconds, outcome.reason)
        elif wait := asked_to_wait(outcome, self._clock.now()):
            self._shut(lane, wait, _POLITE)

    def ended(self, host: str, outcome: Response | GatherError) -> None:
        """Learn from how a question ended, after all its tries, whether the host is in trouble."""
        lane = self._lane(host)
        reason = _trouble(outcome)
        if reason is None or lane.terms.for_others:
            lane.failures = 0
            return
        lane.failures += 1
        if lane.failures >= self._limits.failures_in_a_row:
            self._shut(lane, self._limits.breaker_seconds, reason)

    def _shut(self, lane: Lane, seconds: float, why: Reason) -> None:
        until = self._clock.monotonic() + seconds
        if until > lane.shut_until:
            lane.shut_until, lane.why = until, why

    async def _wait(self, lane: Lane, host: str) -> None:
        while (wait := await self._left(lane)) > 0:
            shut = lane.shut_until > self._clock.monotonic()
            if wait > self._limits.patience_seconds or (shut and lane.why is not _POLITE):
                raise GatherError(lane.why if shut else Reason.QUOTA, host, "asked no further")
            await self._sleep(wait * random.uniform(1, 1 + _JITTER))  # noqa: S311  (no secret)

    async def _left(self, lane: Lane) -> float:
        shut = lane.shut_until - self._clock.monotonic()
        if shut > 0:
            return shut
        terms = lane.terms
        return 0.0 if terms.rate is None else await self._quota.take(terms.source, terms.rate)

    def _lane(self, host: str) -> Lane:
        terms = self._terms_of(host)
        lane = self._lanes.get(terms.source)
        if lane is None:
            lane = self._lanes[terms.source] = Lane(terms, asyncio.Semaphore(terms.at_once))
        return lane


def _trouble(outcome: Response | GatherError) -> Reason | None:
    if isinstance(outcome, GatherError):
        return outcome.reason if outcome.reason in _TROUBLE else None
    return Reason.SERVER_ERROR if outcome.status in _OVERLOAD else None
