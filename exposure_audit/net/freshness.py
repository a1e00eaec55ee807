"""Which answers are kept, and how a kept one is asked about again (RFC 9111); pure.

Failures, empty answers and walls are never kept: a kept answer can prove an exposure, and never
that there is none. A stranger's ETag is not sent back, since it could tell this machine from all
others like a cookie; a Last-Modified date is, newly written, where it lies in the past.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from exposure_audit.net.interface import Response
from exposure_audit.net.terms import KEPT, Terms

_LONGEST_TAG = 128


def keepable(response: Response, terms: Terms) -> bool:
    """Tell whether an answer may be kept at all."""
    if response.status != 200 or not response.body or not terms.keep:
        return False
    return "no-store" not in response.headers.get("cache-control", "").lower()


def usable(kept: Response | None, terms: Terms, now: datetime) -> Response | None:
    """Return a kept answer that is not too old for its source."""
    if kept is None or now - kept.retrieved >= min(terms.keep, KEPT):
        return None
    return kept


def still_fresh(kept: Response | None, terms: Terms, now: datetime) -> bool:
    """Tell whether a kept answer serves without asking again."""
    return kept is not None and now - kept.retrieved < terms.fresh


def conditions(kept: Response | None, terms: Terms, now: datetime) -> Mapping[str, str]:
    """Return the headers that ask whether a kept answer still holds."""
    if kept is None:
        return {}
    tag = kept.headers.get("etag", "")
    if terms.declared and tag and tag.isascii() and len(tag) <= _LONGEST_TAG:
        return {"If-None-Match": tag}
    changed = _date(kept.headers.get("last-modified", ""))
    if changed is None or changed > now:
        return {}
    return {"If-Modified-Since": format_datetime(changed, usegmt=True)}


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
