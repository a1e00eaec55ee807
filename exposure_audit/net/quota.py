"""What the network room asks of limits that all processes share; the workspace implements it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
