"""Which answers are kept, and how a kept one is asked about again (RFC 9111); pure.

Failures, empty answers and walls are never kept: a kept answer can prove an exposure, and never
by itself that there is none. A stranger is not asked whether a kept answer still holds: an ETag or
a date of theirs could tell this machine from all others, like a cookie. Nor is anybody asked by a
date: a page that is put back with its old date would pass for the kept one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from exposure_audit.net.interface import Response
from exposure_audit.net.terms import KEPT, Terms

_TAG = re.compile(r'(?:W/)?"[!#-~]{1,128}"')
"""RFC 9110, 8.8.3, in ASCII."""


def keepable(response: Response, terms: Terms) -> bool:
    """Tell whether an answer may be kept at all."""
    if response.status != 200 or not response.body or not terms.keep:
        return False
    return "no-store" not in response.headers.get("cache-control", "").lower()


def usable(kept: Response | None, terms: Terms, now: datetime) -> Response | None:
    """Return a kept answer that is not too old for its source."""
    if kept is None or not timedelta(0) <= now - kept.retrieved < min(terms.keep, KEPT):
        return None
    return kept


def still_fresh(kept: Response | None, terms: Terms, now: datetime) -> bool:
    """Tell whether a kept answer serves without asking again."""
    return kept is not None and now - kept.retrieved < terms.fresh


def conditions(kept: Response | None, *, stranger: bool) -> Mapping[str, str]:
    """Return the headers that ask whether a kept answer still holds."""
    tag = kept.headers.get("etag", "") if kept is not None and not stranger else ""
    return {"If-None-Match": tag} if _TAG.fullmatch(tag) else {}
