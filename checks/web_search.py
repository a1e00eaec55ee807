"""Web search: what search engines show for the subject's names, and the pages behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.checks import search_queries
from exposure_audit.checks.common import Item
from exposure_audit.checks.interface import Task
from exposure_audit.checks.search_results import searched


class WebSearch:
    """Asks every engine for each name and each public user name, in quotes."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; raises `GatherError` (no-key) where no engine is set up."""
        queries = (*search_queries.names(task.subject), *search_queries.handles(task.subject))
        async for item in searched(task, queries):
            yield item


CHECK = WebSearch()
