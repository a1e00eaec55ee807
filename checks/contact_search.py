"""Contact search: where phone numbers, e-mail addresses and postal addresses stand, without a name.

It asks one engine that never gets the name. An address of a refuge is not sent to anybody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.checks import search_queries
from exposure_audit.checks.common import Item
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_results import searched
from exposure_audit.model import Gap, Reason


class ContactSearch:
    """Asks for each e-mail address, each form of each phone number, each street and postcode."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; raises `GatherError` (no-key) where no engine is chosen for it."""
        subject = task.subject
        if any(map(search_queries.is_kept_back, subject.addresses())):
            yield Gap(Reason.LEVEL)
        queries = (*search_queries.contacts(subject), *search_queries.addresses(subject))
        async for item in searched(task, queries):
            yield item


CHECK = ContactSearch()
