"""What one attempt brings to the network room: its plan, its guard, its keys, its own records."""

from __future__ import annotations

from dataclasses import dataclass, field

from exposure_audit.model import CheckId
from exposure_audit.net.allotment import Allotment
from exposure_audit.net.cache import Cache
from exposure_audit.net.config import HostKey
from exposure_audit.net.egress import EgressGuard
from exposure_audit.net.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One attempt, as the room sees it."""

    check: CheckId
    guard: EgressGuard
    """Its `allowed` facts are narrowed to those that the allotment lets go to a host."""
    allotment: Allotment
    ledger: Ledger
    """The subject's."""
    cache: Cache
    """The subject's."""
    own: frozenset[str] = frozenset()
    """The subject's own registrable domains: they are no strangers."""
    keys: tuple[HostKey, ...] = field(default=(), repr=False)
