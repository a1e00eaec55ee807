"""One request of a chain: which headers it takes along, and whether its answer leads on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from yarl import URL

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.config import HostKey
from exposure_audit.net.faults import REDIRECTS, status_reason
from exposure_audit.net.http import OWN_HEADERS, Outgoing
from exposure_audit.net.interface import Response

_SHARED = frozenset({"accept", "accept-language"})
"""Headers of a check that also go to a host that a redirect leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a chain, before it is looked over."""

    outgoing: Outgoing
    echo: bool
    ours: bool


def shared_headers(outgoing: Outgoing, url: URL) -> dict[str, str]:
    """Return the headers that go on to where a redirect leads."""
    same = url.raw_host == outgoing.url.raw_host
    return {
        name: value for name, value in outgoing.headers.items() if same or name.lower() in _SHARED
    }


def keys_for(keys: Iterable[HostKey], url: URL) -> tuple[dict[str, str], dict[str, str]]:
    """Return the headers and the parameters that carry a public host's keys.

    None ever crosses an open connection.
    """
    fitting = [key for key in keys if key.host == url.raw_host and url.scheme == "https"]
    headers = {key.header: key.value for key in fitting if not key.query}
    return headers, {key.query: key.value for key in fitting if key.query}


def keyless(keys: Iterable[HostKey], url: URL) -> URL:
    """Return where a redirect leads, without the keys that its sender copied from our query.

    A key's own host gets it anew. Raises `GatherError` (guard-egress) where one is left in it.
    """
    asked = [key for key in keys if key.query]
    bare = url.without_query_params(*(key.query for key in asked)) if url.raw_query_string else url
    told = f"{unquote(bare.raw_path_qs)}\n{bare.raw_path_qs}\n{bare.raw_host}"
    if any(key.value in told for key in asked):
        raise GatherError(Reason.GUARD_EGRESS, bare.raw_host or "", "a redirect carried a key")
    return bare


def checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a check without those that are not its to set."""
    return {name: value for name, value in headers.items() if name.lower() not in OWN_HEADERS}


def leads_on(response: Response, accept: Collection[int], *, follow: bool) -> bool:
    """Tell whether an answer is a redirect that is to be followed."""
    return (
        follow
        and response.status in REDIRECTS
        and response.status not in accept
        and bool(response.headers.get("location"))
    )


def answer_of(response: Response, accept: Collection[int]) -> Response:
    """Return a response that is one; raises `GatherError` for another status."""
    if response.status not in accept:
        host = URL(response.url).raw_host or ""
        raise GatherError(status_reason(response.status), host, f"HTTP {response.status}")
    return response
