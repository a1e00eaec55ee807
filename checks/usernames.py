"""User names at other sites: who bears a declared one, and what their account shows.

Sites are asked one after another with a pause, so that nobody sees a burst. A site that answers
with neither mark, or with both, has told nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from itertools import product

from exposure_audit.checks.common import Item, entry_of, from_response, gap_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, FactId, Gap, Kind, PartKind, Reason
from exposure_audit.net.interface import Response
from exposure_audit.username_sites import Site, shipped


class Usernames:
    """Asks each site about each declared user name."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where no more may be asked."""
        names = task.subject.of_kind(Kind.USERNAME)
        # The user's own list last: one name at hundreds of sites may take all the time there is.
        for sites in (shipped(), task.sites):
            for fact, site in product(names, sites):
                async for item in _Asking(task, fact, site).items():
                    yield item
                await asyncio.sleep(task.limits.host_interval_seconds)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question: a user name at a site."""

    task: Task
    fact: Fact
    site: Site

    async def items(self) -> AsyncIterator[Item]:
        """Yield the account, or that there is none, or why that cannot be told."""
        try:
            async for item in self._told(await self._answer()):
                yield item
        except GatherError as error:
            if error.reason is Reason.BUDGET:
                raise
            yield gap_of(error, self.site.host)

    async def _answer(self) -> Response:
        statuses = {self.site.there.status, self.site.missing.status}
        return await self.task.channel.get(
            self.site.url(self.fact.value),
            accept=frozenset({200, *statuses}),
            max_bytes=self.task.limits.json_bytes,
            follow=False,
        )

    async def _told(self, answer: Response) -> AsyncIterator[Item]:
        text = answer.body.decode("utf-8", "replace")
        there, missing = (
            mark.on(answer.status, text, self.fact.value)
            for mark in (self.site.there, self.site.missing)
        )
        if there == missing:
            yield Gap(Reason.MALFORMED, self.site.host)
        elif missing:
            yield entry_of(f"https://{self.site.host}/", self.site.name, (), answer.retrieved)
        else:
            async for item in self._account(answer):
                yield item

    async def _account(self, answer: Response) -> AsyncIterator[Item]:
        """Yield what an account shows; that it is there shows its user name."""
        reading = await from_response(self.task, answer)
        named = part(PartKind.RECORD, self.fact.value, "user name of the account")
        yield self._placed(replace(reading.document, parts=(named, *reading.document.parts)))
        for gap in reading.gaps:
            yield gap

    def _placed(self, document: Document) -> Document:
        """Put a document where a person would look."""
        place = self.site.place(self.fact.value)
        return replace(document, locator=place, publisher=self.site.name, own=self._own)

    @property
    def _own(self) -> FactId | None:
        return self.fact.id if self.fact.public else None


CHECK = Usernames()
