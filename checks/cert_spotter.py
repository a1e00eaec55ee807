"""Cert Spotter: host names in the certificates of a declared domain that have not expired.

Issuances come page by page, each after the id of the last, until a page is empty
(sslmate.com/certspotter/api/docs-v1).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from exposure_audit.checks.certificates import domains_of, named
from exposure_audit.checks.common import LAST, Item, Shape, gap_of, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Fact, Gap, Reason

HOST = "api.certspotter.com"
PAGES = 5
"""Of one domain; an ordinary one fills a single page."""
_URL = f"https://{HOST}/v1/issuances"
_PUBLISHER = "SSLMate Cert Spotter"


class Issuance(Shape):
    """One certificate, however often it was logged."""

    id: str
    dns_names: tuple[str, ...]


class Issuances(Shape):
    """One page."""

    page: tuple[Issuance, ...]


@dataclass(slots=True)
class _Found:
    """What the pages of one domain hold."""

    names: list[str] = field(default_factory=list)
    retrieved: datetime | None = None


class CertSpotter:
    """Asks for each registered domain and the names under it."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; asks no further where that would only do harm."""
        for asked in domains_of(task):
            found = _Found()
            gap, enough = None, False
            try:
                gap = await _rest(task, asked[1], found)
            except GatherError as error:
                gap, enough = gap_of(error, HOST), error.reason in LAST
            if found.retrieved:
                yield _document(asked, found.names, found.retrieved)
            if gap:
                yield gap
            if enough:
                return


async def _rest(task: Task, domain: str, found: _Found) -> Gap | None:
    """Gather a domain's names page by page; return what tells that some are left."""
    last = ""
    for _ in range(PAGES):
        page = await _page(task, domain, last, found)
        if not page:
            return None
        if page[-1].id == last:
            raise GatherError(Reason.MALFORMED, HOST, "the same page twice")
        last = page[-1].id
    return Gap(Reason.BUDGET, HOST)


async def _page(task: Task, domain: str, after: str, found: _Found) -> tuple[Issuance, ...]:
    params = {"domain": domain, "include_subdomains": "true", "expand": "dns_names"}
    response = await task.channel.get(
        _URL,
        params={**params, "after": after} if after else params,
        headers={"accept": "application/json"},
        max_bytes=task.limits.json_bytes,
    )
    try:
        value = response.json()
    except GatherError as error:
        raise GatherError(error.reason, HOST, error.detail) from error
    page = shaped(Issuances, {"page": value}, HOST).page
    names = [name for issuance in page for name in issuance.dns_names]
    if page and not any(name.lower().endswith(domain) for name in names):
        raise GatherError(Reason.MALFORMED, HOST, "certificates of another domain")
    found.names += names
    found.retrieved = response.retrieved
    return page


def _document(asked: tuple[Fact, str], names: list[str], retrieved: datetime) -> Item:
    query = urlencode({"domain": asked[1], "include_subdomains": "true", "expand": "dns_names"})
    return named(f"{_URL}?{query}", _PUBLISHER, names, retrieved, asked)


CHECK = CertSpotter()
