"""Limits that all processes of this user share; implements `net.quota.Quota`.

A source may be a subject's own site, so it stands here as a digest.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.limits import Clock
from exposure_audit.net.quota import DAY_SECONDS, MemoryQuota, Rate
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

# One statement: a limiter that reads first and writes then lets two processes through at once.
# What was filled in the future is a clock that was set back: it begins anew.
_TAKE = """
INSERT INTO quotas VALUES (:source, :burst - 1, :now, :day, 1)
ON CONFLICT DO UPDATE SET
    tokens = CASE WHEN filled > :now + 1 THEN :burst
        ELSE min(:burst, tokens + max(0, :now - filled) * :rate) END - 1,
    filled = :now,
    used = CASE day WHEN :day THEN used + 1 ELSE 1 END,
    day = :day
WHERE (filled > :now + 1 OR min(:burst, tokens + max(0, :now - filled) * :rate) >= 1)
    AND (day <> :day OR used < :daily)
"""
_WAIT = "SELECT tokens, filled, day, used FROM quotas WHERE source = ?"
_NO_LIMIT = 2**62


class StoredQuota:
    """A token bucket and a daily count for each source."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._owner = workspace.owner
        self._secret = workspace.ids_key
        self._clock = clock
        self._alone = MemoryQuota(clock)

    async def take(self, source: str, rate: Rate) -> float:
        """See `Quota.take`; what cannot be written is at least kept to by this process."""
        now = self._clock.now()
        digest = hmac.digest(self._secret, b"quota\x1f" + source.encode(), "sha256").hex()
        try:
            return await self._owner.written(lambda found: _take(found, digest, rate, now))
        except WorkspaceError:
            return await self._alone.take(source, rate)


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
        return DAY_SECONDS - seconds % DAY_SECONDS
    return max(0.0, float((1 - tokens) / rate.per_second - (seconds - filled)))
