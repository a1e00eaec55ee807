"""Limits on how often a source is asked; the workspace implements them for all processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from exposure_audit.limits import Clock

DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often a source may be asked."""

    per_second: float
    burst: int = 1
    """How many requests may follow each other at once after a pause."""
    per_day: int | None = None
    """In a day of UTC."""


class Quota(Protocol):
    """Counts requests to a source, over all processes."""

    async def take(self, source: str, rate: Rate) -> float:
        """Take a turn now: returns 0, or the seconds after which to try again."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float
    day: int
    used: int = 0


class MemoryQuota:
    """A token bucket and a daily count for each source, of this process alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    async def take(self, source: str, rate: Rate) -> float:
        """See `Quota.take`."""
        now, day = self._clock.monotonic(), self._clock.now().toordinal()
        bucket = self._buckets.setdefault(source, _Bucket(float(rate.burst), now, day))
        if bucket.day != day:
            bucket.day, bucket.used = day, 0
        if rate.per_day is not None and bucket.used >= rate.per_day:
            return DAY_SECONDS - self._clock.now().timestamp() % DAY_SECONDS
        grown = bucket.tokens + max(0.0, now - bucket.filled) * rate.per_second
        tokens = min(float(rate.burst), grown)
        if tokens < 1:
            return (1 - tokens) / rate.per_second
        bucket.tokens, bucket.filled = tokens - 1, now
        bucket.used += 1
        return 0.0
