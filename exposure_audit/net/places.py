"""Hosts and ports as the settings write them, and the stand-ins for public origins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from exposure_audit.errors import SettingsError
from exposure_audit.net.guard import Place, canonical

Origin = tuple[str, str, int]
"""Scheme, host, port."""


def place(text: str, port: int | None = None) -> Place:
    """Read `host:port` or `[v6]:port`; the port may be left out where a default is given.

    Raises `SettingsError`.
    """
    try:
        found = URL(f"//{text}")
        # yarl knows no default port without a scheme.
        host, number = found.raw_host, found.explicit_port or port
    except ValueError:
        host, number = None, None
    if not host or not number:
        raise SettingsError("[net]", "an address is not host:port", "Write 127.0.0.1:5399.")
    return canonical(host), number


def origin_of(url: URL) -> Origin:
    """Return a URL's origin with the default port filled in."""
    return url.scheme, canonical(url.raw_host or ""), url.port or 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request to a public URL really goes."""

    url: URL
    stand_in: Place | None
    """Set when something stands in for the public origin."""


class Origins:
    """Public origins and what stands in for them."""

    def __init__(self, origins: Mapping[str, str]) -> None:
        self._stand_ins = {
            origin_of(_base(public)): _base(stand_in) for public, stand_in in origins.items()
        }

    def target(self, url: URL) -> Target:
        """Return where to dial for a public URL: exactly this scheme, host and port count."""
        if not self._stand_ins:
            return Target(url, None)
        base = self._stand_ins.get(origin_of(url))
        if base is None:
            return Target(url, None)
        moved = url.with_scheme(base.scheme).with_host(base.host or "").with_port(base.port)
        return Target(moved, (canonical(base.raw_host or ""), base.port or 0))


def _base(text: str) -> URL:
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.raw_host or not url.port:
        raise SettingsError(
            "[net.origins]", "an origin is not a web address", "Write http://127.0.0.1:8080."
        )
    return url
