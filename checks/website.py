"""Website: the pages and files of the subject's own sites, as a visitor can reach them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.checks.common import Item
from exposure_audit.checks.crawl import Walk
from exposure_audit.checks.frontier import Frontier
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import sites_of


class Website:
    """Walks each declared web site, and the site of each declared domain, once."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for site in sites_of(task.subject).values():
            depth = 0 if site.shared else task.limits.crawl_depth
            frontier = Frontier(site.name, depth, task.limits.url_characters)
            async for item in Walk(task, site, frontier).items():
                yield item


CHECK = Website()
