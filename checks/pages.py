"""Pages: the public pages and PDFs that the subject declared, each read whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.checks.common import (
    Item,
    gap_of,
    host_of,
)
from exposure_audit.checks.fetching import Gate, fetch, items_of
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Kind, Reason
from exposure_audit.net.domains import registrable


class Pages:
    """Fetches each declared page once; one that is gone may be mistyped, so it is a gap."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`."""
        for fact in task.subject.of_kind(Kind.PAGE):
            for item in await _page(task, fact.value):
                yield item


async def _page(task: Task, url: str) -> tuple[Item, ...]:
    try:
        fetched = await fetch(task, url, _gate(task, url))
    except GatherError as error:
        return (gap_of(error, host_of(url)),)
    return await items_of(task, fetched)


def _gate(task: Task, declared: str) -> Gate:
    """Let through the declared page's own site, and other hosts as far as the user allows."""
    site = registrable(host_of(declared))

    async def gate(url: str) -> Reason | None:
        return None if registrable(host_of(url)) == site else task.may_visit(url)

    return gate


CHECK = Pages()
