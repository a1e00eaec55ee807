"""The engine for sources that need no code: asks what `[[reads]]` says, once for each fact."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from exposure_audit.checks import json_path, read_answers
from exposure_audit.checks.common import LAST, Item, entry_of, gap_of, host_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.naming import bears_name
from exposure_audit.checks.source import Read
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, Kind, Reason
from exposure_audit.net.interface import OK, Response


class Reading:
    """A check that is data alone."""

    def __init__(self, meta: CheckMeta) -> None:
        self._meta = meta

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for read in self._meta.reads:
            for fact in task.subject.of_kind(read.each):
                async for item in _Asking(self._meta, read, task, fact).items():
                    yield item


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question about one fact."""

    meta: CheckMeta
    read: Read
    task: Task
    fact: Fact

    async def items(self) -> AsyncIterator[Item]:
        """Yield what the source has, and always that it was asked, or why it could not be."""
        if self.read.pattern and not re.fullmatch(self.read.pattern, self.fact.value):
            # A user name of another form stands nowhere there; a number of another is mistyped.
            named = self.fact.kind is Kind.USERNAME
            yield self._asked() if named else Gap(Reason.NOT_FOUND, self._host)
            return
        try:
            async for item in self._pages():
                yield item
        except GatherError as error:
            if error.reason in LAST:
                raise
            yield gap_of(error, self._host)

    async def _pages(self) -> AsyncIterator[Item]:
        taken, number = 0, 0
        before: list[Any] = []
        while True:
            response = await self._ask(number)
            if response.status in self.read.none and response.status not in OK:
                read_answers.check_none(self.read, response)
                if number:
                    raise GatherError(Reason.MALFORMED, self._host, "a page that was to follow")
                for doubt in self._doubts():
                    yield doubt
                break
            value = read_answers.value_of(self.read, response)
            entries = read_answers.entries_of(self.read, value)
            if entries and entries == before:
                raise GatherError(Reason.MALFORMED, self._host, "the same page twice")
            before = entries
            room = self.task.limits.register_entries - taken
            for entry in entries[:room]:
                for item in self._entry(entry):
                    yield item
            taken += len(entries[:room])
            number += 1
            cut = len(entries) > room
            if not cut and not read_answers.goes_on(self.read, value, taken, number):
                break
            if cut or not entries or not self._may_turn(number):
                yield Gap(Reason.BUDGET, self._host)
                break
        yield self._asked()

    async def _ask(self, number: int) -> Response:
        params = {name: self._filled(text) for name, text in self.read.params.items()}
        if paging := self.read.paging:
            params[paging.param] = str(paging.first + number * paging.step)
        return await self.task.channel.get(
            json_path.filled(self.read.url, {}, self._given),
            params=params or None,
            headers={"accept": "application/json", **self.read.headers},
            accept=OK | frozenset(self.read.none),
            max_bytes=self.task.limits.json_bytes,
        )

    def _may_turn(self, number: int) -> bool:
        return self.read.paging is not None and number < self.read.paging.most

    def _entry(self, entry: Any) -> Iterator[Item]:
        """Yield an entry's document; one of another layout is a gap, another person's nothing."""
        read, other = self.read, Gap(Reason.MALFORMED, self._host)
        if entry is None and read.none_null:
            yield from self._doubts()
        elif not read_answers.is_entry(read, entry):
            yield other
        elif read.same and not self._is_same(entry):
            if read.items is None:
                yield other
        elif not read.named or bears_name(self.task, json_path.texts(entry, read.named)):
            yield self._document(entry)
            if not read_answers.is_laid_out(read, entry):
                yield other

    def _is_same(self, entry: Any) -> bool:
        return any(
            said.casefold() == self.fact.value.casefold()
            for said in json_path.texts(entry, self.read.same)
        )

    def _document(self, entry: Any) -> Document:
        read = self.read
        identifies = self.fact.public or self.fact.kind in _PLACES
        return entry_of(
            json_path.filled(read.locator, entry, self._given),
            self.meta.publisher,
            read_answers.parts_of(read, entry),
            self.task.clock.now(),
            title=read.title,
            record=json_path.filled(read.record, entry, self._given) or None,
            own=self.fact.id if read.own and identifies else None,
            entry=read.entry,
        )

    def _doubts(self) -> Iterator[Gap]:
        """Yield why it proves little that there is no entry: it may stand there in capitals."""
        if self.read.capitals and self.fact.value.upper() != self.fact.value:
            yield Gap(Reason.NOT_FOUND, self._host)

    def _asked(self) -> Document:
        """Return the document that says that the source was asked and answered."""
        place = json_path.filled(self.read.url, {}, dict.fromkeys(self._given, "..."))
        return entry_of(place, self.meta.publisher, (), self.task.clock.now())

    def _filled(self, template: str) -> str:
        for name, value in self._given.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    @property
    def _given(self) -> dict[str, str]:
        value = self.fact.value
        return {"value": value, "sha256": hashlib.sha256(value.lower().encode()).hexdigest()}

    @property
    def _host(self) -> str:
        return host_of(self.read.url)


_PLACES = frozenset({Kind.DOMAIN, Kind.WEBSITE, Kind.COMPANY, Kind.CHARITY, Kind.PAGE})
"""Kinds that lead there from the name wherever they were declared."""
