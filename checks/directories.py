"""Directories that programs may not read: what search engines show of them for the subject's names.

A page is never opened, so what stands on it below the snippet is not known: every result is also a
gap. One that bears the name and holds no declared value is only counted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.checks import search_queries
from exposure_audit.checks.common import Item, listed
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name
from exposure_audit.checks.search_engine import Hit
from exposure_audit.checks.search_results import Found, engines, snippet
from exposure_audit.model import Gap, Reason
from exposure_audit.publishers import shipped


class Directories:
    """Asks every engine for each name in quotes on each directory of the list."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; raises `GatherError` (no-key) where no engine is set up."""
        found = Found(task)
        for engine in engines(task):
            for host in shipped().searched():
                for name in search_queries.names(task.subject):
                    for item in await found.ask(engine, search_queries.at_site(name, host), host):
                        yield item
        for hit, _ in found.hits.values():
            yield snippet(task, hit, entry=bears_name(task, hit.snippets))
            yield _not_opened(hit)


def _not_opened(hit: Hit) -> Gap:
    publisher = listed(hit.url)
    if publisher is None or publisher.unvisited is None:
        return Gap(Reason.UNFAMILIAR_HOST)
    return Gap(publisher.unvisited, publisher.host)


CHECK = Directories()
