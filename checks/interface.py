"""What a check is: data about a source, and a coroutine that gathers what it publishes.

A check *gathers*: it yields a Document for each thing that it read and a Gap for each thing that it
set out to read and could not. It never matches, never sets a status, never writes HTML, and sees
only the kinds of fact that its source file names.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from exposure_audit.extract.interface import Reader
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import CheckId, Document, Gap, Kind, Reason, RouteId, Rung, Subject
from exposure_audit.net.interface import Channel


class Mode(StrEnum):
    """Who looks: the tool, or the user with the tool's instructions."""

    AUTOMATIC = "automatic"
    GUIDED = "guided"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec:
    """An account key that a source wants, and the one host that ever gets it."""

    source: str
    """Names the variable: `EXPOSURE_AUDIT_<SOURCE>_KEY`."""
    host: str
    header: str
    """The header that carries it; `Authorization` with `basic` for a key as Basic user name."""
    basic: bool = False
    how: str = ""
    """Where to get a key, and what it costs."""

    @property
    def variable(self) -> str:
        """The environment variable that holds the key."""
        return f"EXPOSURE_AUDIT_{self.source.upper().replace('-', '_')}_KEY"


class At(StrEnum):
    """Whom a check asks, where that is not one host for all."""

    RESOLVER = "resolver"
    """Whoever resolves names for this machine."""
    OWN = "own"
    """The host of the declared site, page or domain itself."""
    REGISTRY = "registry"
    """The RDAP server of the domain's registry."""
    REGISTRAR = "registrar"
    """Whatever server a registry refers or redirects to."""
    WHOIS = "whois"
    """The WHOIS server of the domain's registry."""
    SEARXNG = "searxng"
    """The user's own SearXNG."""
    VISITED = "visited"
    """Hosts of the shipped list of publishers, and those that the user allowed."""


class Each(StrEnum):
    """What a number of requests is counted by."""

    RUN = "run"
    NAME = "name"
    COMPANY = "company"
    DOMAIN = "domain"
    PAGE = "page"
    ZONE = "zone"
    """Each declared domain, and the registered domain above it."""
    REGISTERED = "registered"
    """Each registered domain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a check may ask, before it is known of whom."""

    at: At | str
    """A kind of host, or one of the source's services."""
    each: Each
    number: int
    """Requests, for each of what they are counted by."""
    exact: bool
    """Whether it asks so often, or so often at most."""
    country: str
    """Where the host stands, as far as anyone knows."""
    sends: tuple[Kind, ...]
    why: str
    provider: str | None = None
    """The key or stand-in without which it is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A host that a source asks, on the terms that its operator set or that we set ourselves."""

    host: str
    country: str
    per_second: float
    burst: int = 1
    at_once: int = 2
    per_day: int | None = None
    keep_days: int = 7
    """0 where the publisher's terms forbid storing."""
    fresh_hours: int = 0
    """So long an answer serves without asking again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckMeta:
    """What `<id>.toml` says about a source."""

    id: CheckId
    title: str
    publisher: str
    mode: Mode
    jurisdictions: tuple[str, ...]
    kinds: tuple[Kind, ...]
    """The kinds of fact that this source is known to publish."""
    sends: Mapping[Rung, tuple[Kind, ...]]
    """What it needs, by the lowest rung that allows it."""
    publishes: str
    why: str
    """Why a candidate should care."""
    how: str
    """What is asked, in plain words, for the docs and the plan."""
    limits_of: str
    """What this check cannot see."""
    routes: tuple[RouteId, ...]
    """Removal routes, the usual one first."""
    asks: tuple[Ask, ...] = ()
    """Everything that it may ask; the network room lets nothing else out."""
    services: tuple[Service, ...] = ()
    terms: str = ""
    keys: tuple[KeySpec, ...] = ()
    key_stand_in: str | None = None
    """A setting (such as `searxng`) that serves in place of a key."""
    needs_key: bool = False

    @property
    def rung(self) -> Rung:
        """The lowest rung at which it can do anything."""
        return min(self.sends, key=lambda rung: rung.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a check is given for one attempt."""

    subject: Subject
    """Holds only the kinds of fact that the source file names and the level allows."""
    channel: Channel
    reader: Reader
    limits: Limits
    clock: Clock
    providers: tuple[str, ...] = ()
    """Which of the check's keys are present, by source name, and its stand-in if that is set."""
    searxng: str | None = None
    may_visit: Callable[[str], Reason | None] = lambda _url: Reason.UNFAMILIAR_HOST
    """Why a page found elsewhere must not be fetched, or None where it may be."""


class Check(Protocol):
    """A check's code: `<id>.py` holds one, named `CHECK`."""

    def gather(self, task: Task) -> AsyncIterator[Document | Gap]:
        """Yield what the source publishes; raises `GatherError` to end early with its reason."""
