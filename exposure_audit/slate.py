"""A slate: many subjects' audits in one network room, a window of them under way at once.

The sources' limits are shared because the room is, and a source serves whoever waits longest, so
that a subject with a huge site holds up nobody. What a subject brought is handed over and let go
of as soon as it is there: memory does not grow with the slate. Who fails, fails alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from exposure_audit.audit import Audited, Order, audit_in
from exposure_audit.errors import InputError
from exposure_audit.keeping import Keeping
from exposure_audit.limits import Limits
from exposure_audit.premises import Premises
from exposure_audit.runner import Progress, Silent

WINDOW = 16
"""Subjects under way at once: somebody always waits for the slowest source, and memory is flat."""

Audit = Callable[[Premises, Order, Keeping, Progress], Awaitable[Audited]]


@dataclass(frozen=True, slots=True)
class Charge:
    """What one audit is made of."""

    order: Order
    keeping: Keeping


class Entry(Protocol):
    """One subject of a slate, of whom next to nothing is in memory before and after its turn."""

    def taken_up(self) -> AbstractContextManager[Charge]:
        """Read the profile and take the run's place until the block ends; raises `InputError`."""

    def over(self, charge: Charge, audited: Audited) -> None:
        """Count and write what came of it."""

    def failed(self, problem: InputError) -> None:
        """Hear why it could not be taken up."""


class Watcher(Protocol):
    """Hears how a slate gets on, without a word on anybody."""

    def landed(self) -> None:
        """One more subject is done, however that ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a slate is run."""

    window: int = WINDOW
    seconds: float | None = None
    """For all of it; None for no bound."""
    audit: Audit = audit_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a slate ended."""

    not_begun: int
    interrupted: bool
    crashes: int
    """Subjects lost to an error of our own."""
    first_crash: BaseException | None = field(default=None, repr=False)


def limits_of(limits: Limits, window: int = WINDOW) -> Limits:
    """Return the limits of each of so many subjects at once: all of them may be waited for."""
    return replace(
        limits,
        patience_seconds=limits.patience_seconds * window,
        queue_seconds=limits.queue_seconds * window,
        run_seconds=limits.run_seconds * window,
    )


async def run(
    entries: Sequence[Entry], place: Premises, watcher: Watcher, pace: Pace | None = None
) -> Ended:
    """Audit the subjects in their order; cancelling ends those under way and begins no other."""
    return await _Slate(entries, place, watcher, pace or Pace()).done()


class _Slate:
    def __init__(
        self, entries: Sequence[Entry], place: Premises, watcher: Watcher, pace: Pace
    ) -> None:
        self._entries = entries
        self._place = place
        self._watcher = watcher
        self._pace = pace
        self._until = None if pace.seconds is None else self._now() + pace.seconds
        self._flights: set[asyncio.Task[None]] = set()
        self._begun = 0
        self._cut = 0
        self._crashes = 0
        self._first_crash: BaseException | None = None

    async def done(self) -> Ended:
        interrupted = False
        try:
            await self._all()
        except asyncio.CancelledError:
            interrupted = True
            for flight in self._flights:
                flight.cancel()
            while self._flights:
                await self._landing()
        return Ended(
            not_begun=len(self._entries) - self._begun + self._cut,
            interrupted=interrupted,
            crashes=self._crashes,
            first_crash=self._first_crash,
        )

    async def _all(self) -> None:
        for entry in self._entries:
            while len(self._flights) >= self._pace.window:
                await self._landing()
            if self._left() <= 0:
                break
            self._flights.add(asyncio.create_task(self._one(entry)))
        while self._flights:
            await self._landing()

    async def _landing(self) -> None:
        """Wait until some subjects are done, and keep no more of them than how they ended."""
        landed, _ = await asyncio.wait(self._flights, return_when=asyncio.FIRST_COMPLETED)
        self._flights -= landed
        for flight in landed:
            if flight.cancelled():
                self._cut += 1
                continue
            crash = flight.exception()
            if crash is not None:
                self._crashes += 1
                self._first_crash = self._first_crash or crash
            self._watcher.landed()

    async def _one(self, entry: Entry) -> None:
        self._begun += 1
        try:
            with entry.taken_up() as charge:
                audited = await self._pace.audit(
                    self._place_now(), charge.order, charge.keeping, Silent()
                )
                entry.over(charge, audited)
        except InputError as problem:
            entry.failed(problem)

    def _place_now(self) -> Premises:
        """Return the premises, with no more time than the slate has left."""
        frame = self._place.frame
        seconds = min(frame.limits.run_seconds, max(0.0, self._left()))
        limits = replace(frame.limits, run_seconds=seconds)
        return replace(self._place, frame=replace(frame, limits=limits))

    def _left(self) -> float:
        return float("inf") if self._until is None else self._until - self._now()

    def _now(self) -> float:
        return self._place.frame.clock.monotonic()
