"""What a check sees of the network: one channel per attempt.

A channel is polite and bounded, attaches the source's key to the source's own host only, stops what
would disclose a declared fact beyond the plan, and raises `GatherError` with a closed-list reason
for whatever went wrong: an answer that comes back *is* an answer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason

OK = frozenset({200})


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer, wholly read and within the limits."""

    url: str = field(repr=False)
    """The public URL of the last hop (never that of a stand-in)."""
    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    """After decompression."""
    retrieved: datetime

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters, or an empty text."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the content type names, in lower case, or an empty text."""
        parameters = self.headers.get("content-type", "").lower().partition("charset=")[2]
        return parameters.partition(";")[0].strip(" \"'")

    def json(self) -> Any:
        """Parse the body as JSON; raises `GatherError` (malformed) where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise GatherError(Reason.MALFORMED, detail="not JSON") from error


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What the DNS said of a name and type: NXDOMAIN and NODATA are answers without records."""

    name: str
    record_type: str
    records: tuple[str, ...] = field(repr=False)
    """Presentation format, one text per record; TXT strings are joined and unquoted."""
    retrieved: datetime
    exists: bool = True
    """Whether there is such a name at all: False for NXDOMAIN (RFC 8020)."""


class Channel(Protocol):
    """The network, as one attempt may use it."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = OK,
        max_bytes: int | None = None,
        follow: bool = True,
        found_on: str | None = None,
    ) -> Response:
        """Fetch a URL; a status outside `accept` raises `GatherError`.

        Redirects are followed (at most `Limits.redirects`) with every hop re-checked.
        `found_on` is the URL of the page that linked here: an echo on the same host.
        """

    async def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = OK,
        max_bytes: int | None = None,
    ) -> Response:
        """Send a form; as `get`, but redirects are not followed."""

    async def resolve(self, name: str, record_type: str) -> DnsAnswer:
        """Ask the DNS; SERVFAIL, REFUSED, time-outs raise `GatherError` (dns-failure, timeout)."""

    async def rdap(self, domain: str) -> Response | None:
        """Ask the registry's RDAP server for a domain, or return None where the TLD has none.

        The server comes from the IANA bootstrap file (RFC 9224), fetched once a run, with the
        shipped snapshot as fallback. A 404 is returned: not registered at that server.
        """

    async def whois(self, domain: str) -> str | None:
        """Ask port 43 for a domain, or return None where no server is known for the TLD."""
