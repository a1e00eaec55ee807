"""Bulk downloads over `requests`: streamed to a file, behind the same address guard."""

from __future__ import annotations

import ssl
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import requests
import urllib3
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as Urllib3Timeout
from yarl import URL

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net import dialling, tls
from exposure_audit.net.config import NetConfig
from exposure_audit.net.dialling import Dialler
from exposure_audit.net.dns import addresses_now
from exposure_audit.net.faults import REDIRECTS, status_reason
from exposure_audit.net.guard import DIAL, Dial, Guard
from exposure_audit.net.http import fixed_headers, next_url, parse_url
from exposure_audit.net.places import Origins, place

CHUNK = 65_536


def fetch(url: str, target: Path, config: NetConfig, limits: Limits) -> int:
    """Download a URL into a file and return its size (bytes).

    At most `Limits.file_bytes` within `Limits.attempt_seconds`; a download that fails leaves no
    file. Blocks. Raises `GatherError`, or `OSError` where the file cannot be written.
    """
    part = target.with_name(target.name + ".part")
    servers = [place(server, 53) for server in config.dns]
    lookup = partial(addresses_now, servers=servers, seconds=limits.dns_seconds)
    guard = Guard(config.allow_hosts)
    dialler = Dialler(guard, lookup, limits.connect_seconds, limits.attempt_seconds)
    try:
        with part.open("wb") as file, dialler:
            chunks = _chunks(parse_url(url, limits), config, limits, dialler)
            with closing(chunks):
                for chunk in chunks:
                    file.write(chunk)
            if dialler.cut:
                raise GatherError(Reason.TIMEOUT, detail="download")
        part.replace(target)
        return target.stat().st_size
    finally:
        part.unlink(missing_ok=True)


def _chunks(
    url: URL, config: NetConfig, limits: Limits, dialler: Dialler
) -> Generator[bytes, None, None]:
    """Follow redirects by hand, each hop over a guarded session of its own."""
    context = tls.context(config.ca_file)
    for _ in range(limits.redirects + 1):
        dial = Dial(stand_in=Origins(config.origins).target(url).stand_in)
        token = DIAL.set(dial)
        try:
            with _ask(url, config, limits, context) as answer:
                if answer.status_code not in REDIRECTS:
                    yield from _body(answer, url.raw_host or "", limits)
                    return
                url = next_url(url, _location(answer), limits)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise GatherError(_reason(error, dial, dialler), url.raw_host or "") from error
        finally:
            DIAL.reset(token)
    raise GatherError(Reason.REDIRECT_LOOP, url.raw_host or "")


def _ask(url: URL, config: NetConfig, limits: Limits, context: ssl.SSLContext) -> requests.Response:
    target = Origins(config.origins).target(url)
    session = dialling.session(context, url.raw_host if target.stand_in else None)
    return session.get(
        str(target.url),
        headers=fixed_headers(url) | {"Accept-Encoding": "identity"},
        stream=True,
        allow_redirects=False,
        timeout=(limits.connect_seconds, limits.request_seconds),
    )


def _location(answer: requests.Response) -> str:
    """Return where a redirect leads; http.client reads as Latin-1 what servers write in UTF-8."""
    return answer.headers.get("Location", "").encode("latin-1").decode("utf-8", "replace")


def _body(answer: requests.Response, host: str, limits: Limits) -> Iterator[bytes]:
    if answer.status_code != 200:
        raise GatherError(status_reason(answer.status_code), host, f"HTTP {answer.status_code}")
    encoding = answer.headers.get("Content-Encoding", "")
    if encoding.strip().lower() not in {"", "identity"}:
        raise GatherError(Reason.MALFORMED, host, "an encoding that was not asked for")
    received = 0
    raw: urllib3.HTTPResponse = answer.raw
    while chunk := raw.read(CHUNK):
        received += len(chunk)
        if received > limits.file_bytes:
            raise GatherError(Reason.TOO_LARGE, host)
        yield chunk


def _reason(error: Exception, dial: Dial, dialler: Dialler) -> Reason:
    if dial.refused:
        return Reason.GUARD_INSIDE
    if dialler.cut:
        return Reason.TIMEOUT
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Reason], ...] = (
        ((requests.exceptions.SSLError, SSLError, ssl.SSLError), Reason.TLS),
        ((requests.Timeout, Urllib3Timeout, TimeoutError), Reason.TIMEOUT),
        (Exception, Reason.CONNECTION),
    )
    return next(reason for kind, reason in kinds if isinstance(error, kind))
