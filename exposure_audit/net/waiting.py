"""How long a source asks us to wait: Retry-After and the headers of rate limits; pure.

Retry-After: RFC 9110, 10.2.3. `X-RateLimit-*` is no standard: Brave lists two windows with commas
and counts the seconds left, Companies House and GitHub name the second since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from exposure_audit.net.interface import Response

LONGEST = 86_400.0
"""Whoever says more is understood to mean a day (seconds)."""

_SECONDS = re.compile(r"\d{1,10}(?:\.\d{1,9})?")
_REMAINING = (
    "x-ratelimit-remaining",
    "x-ratelimit-remain",
    "x-rate-limit-remaining",
    "ratelimit-remaining",
)
_RESET = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
_EPOCH = 1_000_000_000.0
"""No window lasts so long: a larger number is a time (seconds since 1970)."""


def asked_to_wait(response: Response, now: datetime) -> float | None:
    """Return the seconds after which the next request is welcome, or None where nothing is said.

    A refusal says it with Retry-After; any answer may say that its window is used up.
    """
    said: float | None = None
    if response.status >= 300:
        said = retry_after(response.headers.get("retry-after", ""), now)
    return said if said is not None else _window(response.headers, now)


def retry_after(text: str, now: datetime) -> float | None:
    """Read a Retry-After header, in seconds or as a date; None for anything else."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST)
    try:
        until = parsedate_to_datetime(text)
        # A date with the zone "-0000" is read as one without any.
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return min(max(0.0, (aware - now).total_seconds()), LONGEST)
    except (ValueError, OverflowError):
        return None


def _window(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how long the windows last of which nothing is left."""
    if headers.keys().isdisjoint(_REMAINING):
        return None
    remaining, reset = _numbers(headers, _REMAINING), _numbers(headers, _RESET)
    if len(remaining) != len(reset):
        return None
    ends = [end for left, end in zip(remaining, reset, strict=True) if left <= 0]
    waits = [end - now.timestamp() if end > _EPOCH else end for end in ends]
    return min(max(0.0, *waits, 0.0), LONGEST) if waits else None


def _numbers(headers: Mapping[str, str], names: tuple[str, ...]) -> list[float]:
    text = next((headers[name] for name in names if name in headers), "")
    pieces = [piece.strip() for piece in text.split(",")]
    found = [float(piece) for piece in pieces if _SECONDS.fullmatch(piece)]
    return found if len(found) == len(pieces) else []
