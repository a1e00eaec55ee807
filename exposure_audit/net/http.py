"""HTTP: one exchange at a time, over guarded sockets, within every bound.

Redirects, egress and pacing are the channel's business; here one request goes out and one answer
comes back, whatever its status.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from exposure_audit.errors import GatherError
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import Reason
from exposure_audit.net import body, faults, tls
from exposure_audit.net.arrival import Arrival
from exposure_audit.net.config import USER_AGENT, NetConfig
from exposure_audit.net.dns import Dns
from exposure_audit.net.guard import DIAL, AddressRefused, Dial, Guard
from exposure_audit.net.interface import Response
from exposure_audit.net.lookup import GuardedResolver
from exposure_audit.net.noting import NotingConnector
from exposure_audit.net.places import Origins, Target

OWN_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "cookie",
        "host",
        "referer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
"""Set here or not at all."""

_NEVER = (AddressRefused, aiohttp.ClientConnectorError, aiohttp.InvalidURL)
"""Errors before there is a connection, resets and TLS apart; a time-out leaves it in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One request to a public URL."""

    method: str
    url: URL = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    """A key that goes into the query as it is sent, and into no URL that is kept or shown."""
    max_bytes: int


def parse_url(text: str, limits: Limits) -> URL:
    """Read an absolute http(s) URL without fragment; raises `GatherError` (malformed, too-large).

    User names in URLs are refused: they only serve to disguise the host.
    """
    if len(text) > limits.url_characters:
        raise GatherError(Reason.TOO_LARGE, detail="URL too long")
    try:
        url = URL(text).with_fragment(None)
        return check_url(url, limits)
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, detail="not a URL") from error


def check_url(url: URL, limits: Limits) -> URL:
    """Return the URL if it may be asked at all; raises as `parse_url`."""
    if url.scheme not in {"http", "https"} or not url.raw_host or not url.port:
        raise GatherError(Reason.MALFORMED, detail="not an http or https URL")
    if url.raw_user is not None or url.raw_password is not None:
        raise GatherError(Reason.MALFORMED, url.raw_host, "user name in a URL")
    if len(str(url)) > limits.url_characters:
        raise GatherError(Reason.TOO_LARGE, url.raw_host, "URL too long")
    return url


def next_url(here: URL, location: str, limits: Limits) -> URL:
    """Return where a redirect leads; raises `GatherError` (malformed, too-large, tls)."""
    host = here.raw_host or ""
    if not location:
        raise GatherError(Reason.MALFORMED, host, "redirect to nowhere")
    if len(location) > limits.url_characters:
        raise GatherError(Reason.TOO_LARGE, host, "URL too long")
    try:
        url = check_url(here.join(URL(location)).with_fragment(None), limits)
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, host, "bad redirect") from error
    if here.scheme == "https" and url.scheme == "http":
        raise GatherError(Reason.TLS, url.raw_host or "", "redirect to an open connection")
    return url


def fixed_headers(url: URL) -> dict[str, str]:
    """Return the headers that every request to a public URL carries."""
    host = url.raw_authority
    if url.explicit_port is not None and url.is_default_port():
        host = host.removesuffix(f":{url.port}")
    return {"Host": host, "User-Agent": USER_AGENT, "Accept-Encoding": body.ENCODINGS}


class Http:
    """The HTTP client of a room."""

    def __init__(
        self, config: NetConfig, limits: Limits, clock: Clock, dns: Dns, guard: Guard
    ) -> None:
        self._config = config
        self._limits = limits
        self._clock = clock
        self._dns = dns
        self._guard = guard
        self._origins = Origins(config.origins)

    async def __aenter__(self) -> Self:
        context = await asyncio.to_thread(tls.context, self._config.ca_file)
        # Two pools: a connection that was let through for a stand-in must never be found again
        # by a page's link to the stand-in's own address.
        self._public = self._session(context)
        self._stand_ins = self._session(context)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._public.close()
        await self._stand_ins.close()

    def via(self, url: URL) -> str:
        """Return what stands in for a public URL's origin, or an empty text."""
        target = self._origins.target(url)
        return str(target.url.origin()) if target.stand_in else ""

    async def send(self, request: Outgoing, told: Callable[[], None]) -> Response:
        """Send one request and read its whole answer; raises `GatherError`.

        `told` is called once the host is reached, before the request is sent, and once more where
        aiohttp sends it again because a kept connection had gone (RFC 9112, 9.3.1). It is also
        called where a connection broke before it was of use: the host saw that somebody came.
        """
        known = False

        def connected() -> None:
            nonlocal known
            known = True
            told()

        target = self._origins.target(request.url)
        dial = Dial(stand_in=target.stand_in, told=connected)
        token = DIAL.set(dial)
        try:
            if target.stand_in is None:
                self._guard.host(request.url.raw_host or "", request.url.port or 0)
            return await self._exchange(request, target)
        except faults.ERRORS as error:
            if not known and _reached(error, dial):
                told()
            raise faults.gather_error(error, request.url.raw_host or "", dial) from error
        finally:
            DIAL.reset(token)

    async def _exchange(self, request: Outgoing, target: Target) -> Response:
        host = request.url.raw_host or ""
        session = self._public if target.stand_in is None else self._stand_ins
        async with session.request(
            request.method,
            target.url.update_query(dict(request.secret)) if request.secret else target.url,
            headers=dict(request.headers) | fixed_headers(request.url),
            data=request.form,
            allow_redirects=False,
            server_hostname=host if target.stand_in else None,
        ) as answer:
            content = await _body(answer, request.max_bytes, host)
            if isinstance(answer, Arrival):
                answer.check_whole()
            return Response(
                url=str(request.url),
                status=answer.status,
                headers=_lower(answer),
                body=content,
                retrieved=self._clock.now(),
            )

    def _session(self, context: ssl.SSLContext) -> aiohttp.ClientSession:
        limits = self._limits
        connector = NotingConnector(
            ssl=context,
            resolver=GuardedResolver(self._dns, self._guard),
            use_dns_cache=False,
            socket_factory=self._guard.socket_factory,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            response_class=Arrival,
            timeout=aiohttp.ClientTimeout(
                total=limits.request_seconds, sock_connect=limits.connect_seconds
            ),
            max_line_size=limits.header_bytes,
            max_field_size=limits.header_bytes,
        )


async def _body(answer: aiohttp.ClientResponse, most: int, host: str) -> bytes:
    """Read the body; one that comes as it is, and says how long it is, without further ado."""
    encodings = answer.headers.getall("Content-Encoding", ())
    if not encodings and answer.content_length is not None:
        if answer.content_length > most:
            raise GatherError(Reason.TOO_LARGE, host)
        # aiohttp's parser hands out no more than that, and raises where less comes.
        return await answer.content.read()
    chunks = answer.content.iter_chunked(body.CHUNK)
    return await body.read(chunks, ", ".join(encodings), most, host)


def _reached(error: Exception, dial: Dial) -> bool:
    """Tell whether a host may have noticed a request that failed; in doubt it has."""
    if isinstance(error, aiohttp.ClientSSLError):
        return True
    if isinstance(error, aiohttp.ClientConnectorError):
        return isinstance(error.os_error, ConnectionResetError)
    return not (dial.refused or isinstance(error, _NEVER))


def _lower(answer: aiohttp.ClientResponse) -> Mapping[str, str]:
    """Return the headers with lower-case names; repeated ones are joined (RFC 9110, 5.3)."""
    joined: dict[str, str] = {}
    for name, value in answer.headers.items():
        key = name.lower()
        text = value if value.isascii() else _readable(value)
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined


def _readable(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
