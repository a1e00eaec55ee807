"""The engine for sources that need no code: asks what `[[reads]]` says, once for each fact."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from exposure_audit.checks import json_path
from exposure_audit.checks.common import LAST, Item, entry_of, gap_of, host_of, part, plain
from exposure_audit.checks.interface import Task
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.source import Read
from exposure_audit.errors import GatherError
from exposure_audit.facts.name import recogniser
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
        while True:
            response = await self._ask(number)
            if response.status in self.read.none and response.status not in OK:
                self._check_none(response)
                yield self._asked()
                return
            value = self._value(response)
            entries = self._entries(value)
            room = self.task.limits.register_entries - taken
            for entry in entries[:room]:
                for item in self._entry(entry):
                    yield item
            taken += len(entries[:room])
            number += 1
            if not self._goes_on(value, taken, number, cut=len(entries) > room):
                break
            if not entries or len(entries) > room or not self._may_turn(number):
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

    def _check_none(self, response: Response) -> None:
        """See that it is the source that says so; raises `GatherError` (malformed)."""
        if self.read.none_empty and not response.body.strip():
            return
        said = self._value(response) if self.read.none_has else None
        if not isinstance(said, dict) or any(name not in said for name in self.read.none_has):
            raise GatherError(Reason.MALFORMED, self._host, "not the source's own answer")

    def _value(self, response: Response) -> Any:
        try:
            return response.json()
        except GatherError as error:
            raise GatherError(error.reason, self._host, error.detail) from error

    def _entries(self, value: Any) -> list[Any]:
        if self.read.items is None:
            return [value]
        found = json_path.first(value, self.read.items)
        if not isinstance(found, list):
            raise GatherError(Reason.MALFORMED, self._host, "no list")
        return found

    def _goes_on(self, value: Any, taken: int, number: int, *, cut: bool) -> bool:
        if cut or (self.read.more and json_path.first(value, self.read.more)):
            return True
        total, pages = (json_path.number(value, at) for at in (self.read.total, self.read.pages))
        return taken < total or number < pages

    def _may_turn(self, number: int) -> bool:
        return self.read.paging is not None and number < self.read.paging.most

    def _entry(self, entry: Any) -> Iterator[Item]:
        """Yield an entry's document; one of another layout is a gap, another person's nothing."""
        read = self.read
        if entry is None and read.none_null:
            return
        if not isinstance(entry, dict) or not json_path.has(entry, read.needs):
            yield Gap(Reason.MALFORMED, self._host)
        elif read.same and not self._is_same(entry):
            if read.items is None:
                yield Gap(Reason.MALFORMED, self._host)
        elif not read.named or self._is_named(entry):
            yield self._document(entry)

    def _is_same(self, entry: Any) -> bool:
        return any(
            said.casefold() == self.fact.value.casefold()
            for said in json_path.texts(entry, self.read.same)
        )

    def _is_named(self, entry: Any) -> bool:
        names = [recogniser(name) for name in self.task.subject.of_kind(Kind.NAME)]
        said = tuple(json_path.texts(entry, self.read.named))
        return any(True for text in said for name in names for _ in name.find(text))

    def _document(self, entry: Any) -> Document:
        read = self.read
        parts = (
            part(each.kind, plain(text) if each.html else text, each.note, address=each.address)
            for each in read.parts
            for text in json_path.texts(entry, each.at)
        )
        identifies = self.fact.public or self.fact.kind in _PLACES
        return entry_of(
            json_path.filled(read.locator, entry, self._given),
            self.meta.publisher,
            parts,
            self.task.clock.now(),
            title=read.title,
            record=json_path.filled(read.record, entry, self._given) or None,
            own=self.fact.id if read.own and identifies else None,
            entry=read.entry,
        )

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
