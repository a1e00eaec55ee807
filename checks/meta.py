"""What `<id>.toml` says about a source as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exposure_audit.checks.asking import Ask, KeySpec, Service
from exposure_audit.checks.source import (
    ANYBODY,
    Canary,
    Family,
    Fits,
    Guide,
    Read,
    SourceTerms,
    rung_of,
)
from exposure_audit.model import CheckId, Fact, Kind, RouteId, Rung


class Mode(StrEnum):
    """Who looks: the tool, or the user with the tool's instructions."""

    AUTOMATIC = "automatic"
    GUIDED = "guided"


class Taken(StrEnum):
    """Which of the declared facts of its kinds a check uses."""

    ALL = "all"
    PUBLIC = "public"
    """Those that identify: names, and user names that are public."""
    PROTECTED = "protected"
    """Those whose value is an exposure."""

    def admits(self, fact: Fact) -> bool:
        """Tell whether a fact is one of them."""
        return self is Taken.ALL or fact.protected is (self is Taken.PROTECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckMeta:
    """What `<id>.toml` says about a source."""

    id: CheckId
    title: str
    publisher: str
    mode: Mode
    family: Family
    covers: tuple[int, ...] = ()
    """Numbers of the ranked list of what matters most (SOURCES.md section 11)."""
    jurisdictions: tuple[str, ...]
    kinds: tuple[Kind, ...]
    """The kinds of fact that this source is known to publish."""
    sends: Mapping[Rung, tuple[Kind, ...]]
    """What it needs, by the lowest rung that allows it; empty for a guided check."""
    taken: Taken = Taken.ALL
    """Which facts of these kinds it is given."""
    publishes: str
    why: str
    """Why a candidate should care."""
    how: str
    """What is asked, in plain words, for the docs and the plan."""
    limits_of: str
    """What this check cannot see."""
    routes: tuple[RouteId, ...]
    """Removal routes, the usual one first."""
    terms: SourceTerms
    asks: tuple[Ask, ...] = ()
    """Everything that it may ask; the network room lets nothing else out."""
    services: tuple[Service, ...] = ()
    keys: tuple[KeySpec, ...] = ()
    key_stand_in: str | None = None
    """A setting (such as `searxng`) that serves in place of a key."""
    needs_key: bool = False
    values: Mapping[Kind, str] = field(default_factory=dict)
    """What a declared value must look like for it to be asked: a pattern for its start, by kind."""
    canaries: tuple[Canary, ...] = ()
    no_canary: str = ""
    """Why nothing can prove that the check works."""
    fits: Fits = ANYBODY
    guide: Guide | None = None
    """For a guided check: how the user looks."""
    reads: tuple[Read, ...] = ()
    """What the source is asked, where it needs no code of its own."""

    @property
    def rung(self) -> Rung:
        """The lowest rung at which it can do anything, or what a guided one makes the user type."""
        if self.guide:
            return max(map(rung_of, self.guide.typed), default=Rung.NOTHING)
        return min(self.sends, key=lambda rung: rung.rank)

    def takes(self, fact: Fact) -> frozenset[Rung]:
        """Return the rungs at which the check uses a fact; none where it never does.

        A user name that is not public is a way to the person, as an e-mail address is.
        """
        rungs = {rung for rung, kinds in self.sends.items() if fact.kind in kinds}
        if not self.taken.admits(fact):
            return frozenset()
        if not re.match(self.values.get(fact.kind, ""), fact.value):
            return frozenset()
        if fact.kind is Kind.USERNAME and fact.protected:
            rungs = {max(rung, Rung.CONTACTS) for rung in rungs}
        return frozenset(rungs)
