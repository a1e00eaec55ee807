"""Democracy Club: the declared page of a person, its older versions, and copies of nominations.

What was taken out of the page may still stand in its versions and in its history. Endpoints and
members: https://github.com/DemocracyClub/yournextrepresentative, August 2026. Without an account
10 requests a minute are answered, so all that is asked of one page is bounded.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from exposure_audit.checks.common import LAST, Item, entry_of, from_response, gap_of, host_of, part
from exposure_audit.checks.common import shaped as as_shape
from exposure_audit.checks.democracy_club_shapes import Ballot, History, Person, Version, leaves
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.interface import Form
from exposure_audit.model import Document, Fact, Gap, Kind, Part, PartKind, Reason

HOST = "candidates.democracyclub.org.uk"
_API = f"https://{HOST}/api/next/"
_PUBLISHER = "Democracy Club"
_PERSON = re.compile(rf"^https://{re.escape(HOST)}/person/(\d{{1,12}})(?:/|\Z)")
_COPIES = (
    f"https://{HOST}/",
    "https://static-candidates.democracyclub.org.uk/",
    "https://s3.eu-west-2.amazonaws.com/static-candidates.democracyclub.org.uk/",
)
"""Where Democracy Club keeps its copies of statements of persons nominated."""
_PAPERS = frozenset({Form.PDF, Form.IMAGE, Form.OFFICE})
HISTORY_PAGES = 3
BALLOTS = 5
"""Of the history, and of a person's candidacies, so many are read."""


class DemocracyClub:
    """Reads each declared page through the API."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.PAGE):
            found = _PERSON.match(fact.value)
            if not found:
                yield Gap(Reason.NOT_FOUND, HOST)
                continue
            async for item in _Reading(task, fact, found[1]).items():
                yield item


@dataclass(frozen=True, slots=True)
class _Reading:
    """One person's page."""

    task: Task
    fact: Fact
    number: str

    async def items(self) -> AsyncIterator[Item]:
        """Yield the page, and whatever of the person stands behind it."""
        try:
            value = await self._json(f"{_API}people/{self.number}/")
            person = as_shape(Person, value, HOST)
        except GatherError as error:
            yield _gap(error)
            return
        yield self._document(self.fact.value, _parts(value, "candidate page"), "Candidate page")
        async for item in self._behind(person):
            yield item

    async def _behind(self, person: Person) -> AsyncIterator[Item]:
        for reading in (self._versions(person), self._history(person), self._ballots(person)):
            try:
                async for item in reading:
                    yield item
            except GatherError as error:
                yield _gap(error)

    async def _versions(self, person: Person) -> AsyncIterator[Item]:
        """Yield one document of all older versions, each value once."""
        value = await self._json(person.versions_url)
        if not isinstance(value, list):
            raise GatherError(Reason.MALFORMED, HOST, "no list of versions")
        versions = [as_shape(Version, each, HOST) for each in value]
        texts = (
            text
            for version in versions
            for text in (*leaves(version.data), f"source: {version.information_source or ''}")
        )
        parts = (part(PartKind.RECORD, text, "an older version") for text in dict.fromkeys(texts))
        yield self._document(person.versions_url, parts, "Older versions of the page")

    async def _history(self, person: Person) -> AsyncIterator[Item]:
        """Yield one document for each page of the log of changes."""
        url: str | None = person.history_url
        for _ in range(HISTORY_PAGES):
            if url is None:
                return
            value = await self._json(url)
            page = as_shape(History, value, HOST)
            yield self._document(url, _parts(page.results, "history"), "History of the page")
            url = page.next
        if url is not None:
            yield Gap(Reason.BUDGET, HOST)

    async def _ballots(self, person: Person) -> AsyncIterator[Item]:
        urls = list(dict.fromkeys(each.ballot.url for each in person.candidacies))
        for url in urls[:BALLOTS]:
            try:
                ballot = as_shape(Ballot, await self._json(url), HOST)
                for item in await self._nominated(url, ballot):
                    yield item
            except GatherError as error:
                yield _gap(error)
        if len(urls) > BALLOTS:
            yield Gap(Reason.BUDGET, HOST)

    async def _nominated(self, url: str, ballot: Ballot) -> list[Item]:
        """Return where a statement of persons nominated stands, and Democracy Club's copy of it."""
        sopn = ballot.sopn
        if sopn is None:
            return []
        links = (sopn.uploaded_file or "", sopn.source_url or "")
        parts = (part(PartKind.LINK, link, "statement of persons nominated") for link in links)
        place = self._document(url, parts, "Statement of persons nominated")
        if not sopn.uploaded_file:
            return [place]
        copy = urljoin(url, sopn.uploaded_file)
        if not copy.startswith(_COPIES):
            return [place, Gap(Reason.UNFAMILIAR_HOST, host_of(copy))]
        reading = await from_response(self.task, await self.task.channel.get(copy, found_on=url))
        document = replace(reading.document, publisher=_PUBLISHER)
        other = () if reading.form in _PAPERS else (Gap(Reason.MALFORMED, host_of(copy)),)
        return [place, document, *other, *reading.gaps]

    async def _json(self, url: str) -> Any:
        """Ask the API, and nobody else; raises `GatherError`."""
        if urlsplit(url)[:2] != ("https", HOST):
            raise GatherError(Reason.MALFORMED, HOST, "a link that leads elsewhere")
        response = await self.task.channel.get(
            url,
            headers={"accept": "application/json"},
            max_bytes=self.task.limits.json_bytes,
            found_on=self.fact.value,
        )
        try:
            return response.json()
        except GatherError as error:
            raise GatherError(error.reason, HOST, error.detail) from error

    def _document(self, place: str, parts: Iterator[Part], title: str) -> Document:
        now = self.task.clock.now()
        return entry_of(place, _PUBLISHER, parts, now, title=title, own=self.fact.id)


def _parts(value: Any, note: str) -> Iterator[Part]:
    return (part(PartKind.RECORD, text, note) for text in dict.fromkeys(leaves(value)))


def _gap(error: GatherError) -> Gap:
    if error.reason in LAST:
        raise error
    return gap_of(error, HOST)


CHECK = DemocracyClub()
