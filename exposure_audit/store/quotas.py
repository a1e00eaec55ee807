"""Limits that all processes of this user share; implements `net.quota.Quota`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from exposure_audit.limits import Clock
from exposure_audit.net.quota import Rate
from exposure_audit.store.owner import Owner

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

# One statement: a limiter that reads first and writes then lets two processes through at once.
_TAKE = """
INSERT INTO quotas VALUES (:source, :burst - 1, :now, :day, 1)
ON CONFLICT DO UPDATE SET
    tokens = min(:burst, tokens + max(0, :now - filled) * :rate) - 1,
    filled = :now,
    used = CASE day WHEN :day THEN used + 1 ELSE 1 END,
    day = :day
WHERE min(:burst, tokens + max(0, :now - filled) * :rate) >= 1
    AND (day <> :day OR used < :daily)
"""
_WAIT = "SELECT tokens, filled, day, used FROM quotas WHERE source = ?"
_DAY = 86_400.0
_NO_LIMIT = 2**62


class StoredQuota:
    """A token bucket and a daily count for each source."""

    def __init__(self, owner: Owner, clock: Clock) -> None:
        self._owner = owner
        self._clock = clock

    async def take(self, source: str, rate: Rate) -> float:
        """See `Quota.take`."""
        now = self._clock.now()
        return await self._owner.written(lambda connection: _take(connection, source, rate, now))


def _take(connection: Connection, source: str, rate: Rate, now: datetime) -> float:
    seconds, day = now.timestamp(), now.date().isoformat()
    values = {
        "source": source,
        "burst": float(rate.burst),
        "now": seconds,
        "rate": rate.per_second,
        "day": day,
        "daily": _NO_LIMIT if rate.per_day is None else rate.per_day,
    }
    if connection.execute(_TAKE, values).rowcount:
        return 0.0
    tokens, filled, last, used = connection.execute(_WAIT, (source,)).fetchone()
    if last == day and rate.per_day is not None and used >= rate.per_day:
        return _DAY - seconds % _DAY
    return max(0.0, float((1 - tokens) / rate.per_second - (seconds - filled)))
