"""What went wrong, as a word of the closed list: library errors and HTTP statuses."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import aiohttp
from aiohttp.http_exceptions import LineTooLong

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net.guard import AddressRefused, Dial

ERRORS = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
"""What an HTTP exchange can raise on purpose; a `ValueError` is a URL or header that is none."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_KINDS: tuple[tuple[tuple[type[Exception], ...], Reason], ...] = (
    ((aiohttp.ClientConnectorDNSError,), Reason.DNS_FAILURE),
    ((ssl.SSLError, ssl.CertificateError, aiohttp.ClientSSLError), Reason.TLS),
    ((TimeoutError,), Reason.TIMEOUT),
    ((aiohttp.ClientResponseError, aiohttp.InvalidURL, UnicodeError), Reason.MALFORMED),
    ((aiohttp.ClientError, OSError), Reason.CONNECTION),
    ((Exception,), Reason.MALFORMED),
)
"""First match wins: several of these are kinds of each other."""

_STATUSES = {
    202: Reason.CAPTCHA,  # "accepted" with a script to run: how some bot walls answer
    401: Reason.AUTH,
    402: Reason.QUOTA,
    404: Reason.NOT_FOUND,
    407: Reason.BLOCKED,
    408: Reason.TIMEOUT,
    410: Reason.NOT_FOUND,
    413: Reason.TOO_LARGE,
    429: Reason.RATE_LIMITED,
    504: Reason.TIMEOUT,
    511: Reason.LOGIN,  # a captive portal (RFC 6585)
}


def status_reason(status: int) -> Reason:
    """Return why a status that the caller does not accept is no answer."""
    if status in _STATUSES:
        return _STATUSES[status]
    if status >= 500:
        return Reason.SERVER_ERROR
    return Reason.BLOCKED if status >= 400 else Reason.MALFORMED


def gather_error(error: Exception, host: str, dial: Dial) -> GatherError:
    """Convert a library's error; the guard's word goes before what the library made of it."""
    if dial.refused or isinstance(error, AddressRefused):
        return GatherError(Reason.GUARD_INSIDE, host, "leads to an address inside")
    return GatherError(_reason(error), host)


def _reason(error: Exception) -> Reason:
    if any(isinstance(cause, LineTooLong) for cause in _causes(error)):
        return Reason.TOO_LARGE
    return next(reason for kinds, reason in _KINDS if isinstance(error, kinds))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
