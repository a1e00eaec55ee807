"""On which terms a source is asked: its limits, and how long its answers may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from exposure_audit.limits import Limits
from exposure_audit.net import dns
from exposure_audit.net.quota import Rate
from exposure_audit.result import RESOLVER

AT_ONCE = 2
"""Requests in flight to a source that declares nothing else."""
KEPT = timedelta(days=7)
"""The longest that any answer is kept (DESIGN.md section 3, Document)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One source's terms."""

    source: str
    """Its hosts share one lane, over all processes."""
    rate: Rate | None
    """None where nothing is limited."""
    at_once: int = AT_ONCE
    keep: timedelta = KEPT
    """Nothing at all where the publisher's terms forbid storing."""
    fresh: timedelta = timedelta(0)
    """So long an answer serves without asking again."""
    declared: bool = False
    """Whether a check names this host as a source, so that it is no stranger's."""
    for_others: bool = False
    """Whether it answers for other hosts, so that its failures say nothing of itself."""


_RESOLVER = Terms(source=RESOLVER, rate=None, at_once=dns.AT_ONCE, for_others=True)


class TermsOf:
    """Knows each host's terms."""

    def __init__(self, declared: Mapping[str, Terms], limits: Limits) -> None:
        """`declared` are by host; any other host is a source of its own, by the limits."""
        self._known = {RESOLVER: _RESOLVER, **declared}
        interval = limits.host_interval_seconds
        self._rate = Rate(per_second=1 / interval) if interval else None

    def __call__(self, host: str) -> Terms:
        """Return a host's terms."""
        terms = self._known.get(host)
        if terms is None:
            terms = self._known[host] = Terms(source=host, rate=self._rate)
        return terms
