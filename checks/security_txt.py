"""security.txt (RFC 9116): the contact that the subject's own sites publish there.

That there is no file says something only where the site's front page can be seen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urljoin

from exposure_audit.checks.common import Item, entry_of, from_response, gap_of, host_of
from exposure_audit.checks.fetching import Fetched
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site, Visitor, sites_of
from exposure_audit.errors import GatherError
from exposure_audit.model import Gap, Reason
from exposure_audit.net.interface import OK

PLACES = ("/.well-known/security.txt", "/security.txt")
"""The second is where it stood before there was a standard (RFC 9116, section 3)."""
_NONE = frozenset({404, 410})


class SecurityTxt:
    """Looks at both places of each own site."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for site in sites_of(task.subject).values():
            if site.shared:
                # What stands at a platform's root is the platform's.
                yield entry_of(site.starts[0].urls[0], site.name, (), task.clock.now())
                continue
            async for item in _site(task, site):
                yield item


async def _site(task: Task, site: Site) -> AsyncIterator[Item]:
    visitor, asked = Visitor(task, site), set[str]()
    async for front in visitor.fronts():
        if not isinstance(front, Fetched):
            yield front
            continue
        for place in PLACES:
            url = urljoin(front.response.url, place)
            if url in asked:
                continue
            asked.add(url)
            for item in await _file(visitor, url, front.response.url):
                yield item


async def _file(visitor: Visitor, url: str, front: str) -> tuple[Item, ...]:
    """Read what stands at a place; a page in the file's stead is read all the same."""
    site, now = visitor.site, visitor.task.clock.now()
    try:
        fetched = await visitor.fetch(url, found_on=front, accept={*OK, *_NONE})
    except GatherError as error:
        return (gap_of(error, host_of(url)),)
    if fetched.response.status in _NONE:
        return (entry_of(url, site.name, (), now, own=site.own),)
    reading = await from_response(visitor.task, fetched.response, site.own)
    if not reading.document.parts and not reading.gaps:
        return (Gap(Reason.NO_TEXT, host_of(url)),)
    return reading.items


CHECK = SecurityTxt()
