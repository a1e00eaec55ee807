"""Whom a check asks, how often, with which facts, and with whose key: what `<id>.toml` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from exposure_audit.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec:
    """An account key that a source wants, and the one host that ever gets it."""

    source: str
    """Names the variable: `EXPOSURE_AUDIT_<SOURCE>_KEY`."""
    host: str
    header: str = "Authorization"
    """The header that carries it."""
    query: str = ""
    """The parameter that carries it, where the source takes it in the query alone."""
    prefix: str = ""
    """Stands before it, such as `Bearer `."""
    basic: bool = False
    """Whether it is the user name of Basic authentication, without a password."""
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
    SITES = "sites"
    """The sites of the user's own list that user names are looked up at."""


class Each(StrEnum):
    """What a number of requests is counted by."""

    RUN = "run"
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    USERNAME = "username"
    WEBSITE = "website"
    COMPANY = "company"
    CHARITY = "charity"
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
