"""Which RDAP server knows a domain: the IANA bootstrap file (RFC 9224)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, ValidationError

from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response

BOOTSTRAP_URL = "https://data.iana.org/rdap/dns.json"
MEDIA_TYPE = "application/rdap+json"

Bases = Mapping[str, str]
"""Top-level domain (or longer suffix) to base URL with its final slash."""

Fetch = Callable[[str], Awaitable[Response]]
"""Gets a URL; raises `GatherError`."""


class _File(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    version: str
    services: list[tuple[list[str], list[str]]]


def parse_bootstrap(content: object, host: str = "") -> Bases:
    """Read a bootstrap file's JSON; raises `GatherError` (malformed)."""
    try:
        found = _File.model_validate(content)
    except ValidationError as error:
        raise GatherError(Reason.MALFORMED, host, "not a bootstrap file") from error
    bases: dict[str, str] = {}
    for suffixes, urls in found.services:
        base = next((url for url in urls if url.startswith("https://")), urls[0] if urls else "")
        if base:
            bases.update({suffix.lower(): base.rstrip("/") + "/" for suffix in suffixes})
    return bases


@cache
def snapshot() -> Bases:
    """Return the shipped excerpt of the bootstrap file."""
    text = files("exposure_audit.net").joinpath("rdap_bootstrap.json").read_text("utf-8")
    return parse_bootstrap(json.loads(text))


_OWN = frozenset(
    {
        Reason.BUDGET,
        Reason.GUARD_EGRESS,
        Reason.NOT_NOTED,
        Reason.OFFLINE,
        Reason.UNFAMILIAR_HOST,
    }
)
"""Reasons of one attempt, and not of the list's server."""


class Bootstrap:
    """Knows the RDAP servers; fetches the file once, and falls back to the snapshot."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._known: tuple[Bases, Reason | None] | None = None

    async def base_for(self, domain: str, fetch: Fetch) -> str | None:
        """Return the base URL for a domain in LDH form, or None where its TLD has no server.

        The first to ask fetches the file for all. Raises `GatherError` where the file could not be
        had and the snapshot does not tell.
        """
        async with self._lock:
            bases, failure = self._known or await self._load(fetch)
        base = longest(bases, domain)
        if base is None and failure is not None:
            raise GatherError(failure, "data.iana.org", "no list of RDAP servers")
        return base

    async def _load(self, fetch: Fetch) -> tuple[Bases, Reason | None]:
        """Fetch the file; what only this attempt may not do binds no other."""
        found: tuple[Bases, Reason | None]
        try:
            response = await fetch(BOOTSTRAP_URL)
            found = parse_bootstrap(response.json(), "data.iana.org"), None
        except EgressRefused:
            raise
        except GatherError as error:
            found = snapshot(), error.reason
            if error.reason in _OWN:
                return found
        self._known = found
        return found


def longest(bases: Bases, domain: str) -> str | None:
    """Return the entry with the most labels that the domain ends in."""
    labels = domain.split(".")
    suffixes = (".".join(labels[start:]) for start in range(len(labels)))
    return next((bases[suffix] for suffix in suffixes if suffix in bases), None)
