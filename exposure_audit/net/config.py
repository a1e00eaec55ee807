"""Where the network room finds the public internet, or what stands in for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

USER_AGENT = "exposure-audit/0.1 (+https://exposure-audit.example/bot; candidates audit themselves)"
"""Names the project, never the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetConfig:
    """Base addresses and exceptions; they come from the user's settings, never from a profile."""

    dns: tuple[str, ...] = ()
    """Resolvers as `host:port`; empty for the system's own."""
    whois: Mapping[str, str] = field(default_factory=dict)
    """Top-level domain to `host:port`, over the shipped table."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Public origin to the origin that stands in: exactly that host and port pass the guard."""
    allow_hosts: frozenset[tuple[str, int]] = frozenset()
    """Private hosts and ports that the user named."""
    ca_file: Path | None = None
    """A further certificate authority to trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """An account key, bound to the one public host that ever gets it."""

    host: str
    header: str
    value: str = field(repr=False)
    """The header's or the parameter's whole value."""
    query: str = ""
    """The parameter that carries it in the header's place."""
