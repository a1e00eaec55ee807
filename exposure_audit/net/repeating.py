"""When a request that failed is made again: only where that is safe, and within a budget."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.walls import wall_reason

_PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that another try may change."""
_REFUSED = frozenset({429, 503})
"""Statuses that say that nothing was done: even what is not safe to repeat may be."""
_NOT_REACHED = frozenset({Reason.CONNECTION, Reason.TIMEOUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """How one try went."""

    number: int
    """From 1."""
    safe: bool
    """Whether the request may be made twice, whatever became of the first (RFC 9110, 9.2.2)."""
    reached: bool
    """Whether the host may have seen it."""
    outcome: Response | GatherError


@dataclass(slots=True)
class Repeating:
    """What one attempt may still spend on repetitions."""

    limits: Limits
    made: int = field(default=0, init=False)
    waited: float = field(default=0.0, init=False)
    """Seconds."""

    def pause(self, one: Try) -> float | None:
        """Return the seconds to wait before the next try, or None where there shall be none."""
        limits = self.limits
        if not _may_help(one) or one.number >= limits.tries:
            return None
        wait = limits.retry_seconds * float(2 ** (one.number - 1))
        wait *= random.uniform(0.5, 1.5)  # noqa: S311  (jitter, no secret)
        if self.made >= limits.retries_per_attempt or (
            self.waited + wait > limits.retry_total_seconds
        ):
            return None
        self.made += 1
        self.waited += wait
        return wait


def _may_help(one: Try) -> bool:
    if isinstance(one.outcome, GatherError):
        return _failure_may_pass(one.outcome.reason, one)
    status = one.outcome.status
    if status not in _PASSING or wall_reason(one.outcome):
        return False
    return one.safe or status in _REFUSED


def _failure_may_pass(reason: Reason, one: Try) -> bool:
    """A request that took its whole time once would take it again, unless nobody was reached."""
    if one.reached:
        return one.safe and reason is Reason.CONNECTION
    return reason in _NOT_REACHED
