"""Politeness: a least time between two requests to a host, and few at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from exposure_audit.limits import Clock

AT_ONCE = 2


@dataclass(slots=True)
class _Lane:
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    """On the clock's monotonic scale."""


class Pacer:
    """Gives each request its turn at its host."""

    def __init__(
        self,
        interval: float,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to the host may start; hold its place until it ends."""
        lane = self._lanes.setdefault(host, _Lane())
        async with lane.places:
            if self._interval > 0:
                await self._wait(lane)
            yield

    async def _wait(self, lane: _Lane) -> None:
        async with lane.order:
            wait = lane.free_at - self._clock.monotonic()
            if wait > 0:
                await self._sleep(wait)
            lane.free_at = self._clock.monotonic() + self._interval
