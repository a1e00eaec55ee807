"""What one attempt may ask of the network, as its plan says; nothing else gets out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from exposure_audit.errors import GatherError
from exposure_audit.model import FactId, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many requests to some hosts, and the facts that they may carry."""

    fits: Callable[[str], bool]
    """Tells whether a host is one of them."""
    number: int
    facts: frozenset[FactId]
    named: bool = False
    """Whether it names its hosts: then no share of a kind of hosts counts for these."""


@dataclass(slots=True)
class Allotment:
    """The shares of one attempt, the narrowest first, and what is left of each."""

    shares: Sequence[Share]
    _used: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._used = [0] * len(self.shares)

    def facts_at(self, host: str) -> frozenset[FactId]:
        """Return the facts that a request to a host may carry."""
        fitting = (self.shares[at].facts for at in self._fitting(host))
        return frozenset[FactId]().union(*fitting)

    def take(self, host: str) -> None:
        """Count a request to a host.

        Raises `GatherError`: budget where its shares are used up, unfamiliar-host for a host that
        the plan has no place for.
        """
        fitting = self._fitting(host)
        if not fitting:
            raise GatherError(Reason.UNFAMILIAR_HOST, host, "not in the plan")
        for at in fitting:
            if self._used[at] < self.shares[at].number:
                self._used[at] += 1
                return
        raise GatherError(Reason.BUDGET, host, "all that was planned is asked")

    def _fitting(self, host: str) -> list[int]:
        found = [at for at, share in enumerate(self.shares) if share.fits(host)]
        return [at for at in found if self.shares[at].named] or found
