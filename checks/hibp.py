"""Have I Been Pwned: in which breaches a declared e-mail address stands.

Where the key's plan allows it, six digits of the address's digest are sent and no more. The list of
all breaches is read then, for asking about single ones would say which of them are meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from exposure_audit.checks import hibp_api as api
from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document, Fact, Kind, PartKind, Reason

_WHOLE = {"truncateResponse": "false", "includeUnverified": "true"}
_DIGITS = 6
_UNTOLD = frozenset({Reason.BLOCKED, Reason.NOT_FOUND, Reason.MALFORMED})
"""The source answers, and not what the plan is; one that is down may allow ranges tomorrow."""
_TESTS = "@hibp-integration-tests.com"
"""Its own test accounts: the API makes their answers up, and they stand in no range."""


class Plan(Shape):
    """What a key allows."""

    name: Annotated[str, Field(alias="SubscriptionName")]
    ranges: Annotated[bool, Field(alias="IncludesKAnon")] = False


class Breach(Shape):
    """A breach, as far as it is shown."""

    name: Annotated[str, Field(alias="Name")]
    title: Annotated[str, Field(alias="Title")]
    classes: Annotated[list[str], Field(alias="DataClasses")]


class InRange(Shape):
    """The rest of a digest, and the breaches in which its address stands."""

    suffix: Annotated[str, Field(alias="hashSuffix")]
    websites: list[str]


class Breaches:
    """Asks for each declared e-mail address."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        asking = _Asking(task, by_range=await _by_range(task))
        for fact in task.subject.of_kind(Kind.EMAIL):
            async for item in asking.items(fact):
                yield item


async def _by_range(task: Task) -> bool:
    """Tell whether the key's plan allows ranges; where that is not said, it does not."""
    try:
        return (await api.one(task, "subscription/status", Plan)).ranges
    except GatherError as error:
        if error.reason not in _UNTOLD or isinstance(error, EgressRefused):
            raise
        return False


@dataclass(slots=True)
class _Asking:
    task: Task
    by_range: bool
    every: dict[str, Breach] = field(default_factory=dict)
    """All breaches by name, once they were read."""

    async def items(self, fact: Fact) -> AsyncIterator[Item]:
        """Yield each breach of an address, and that the source was asked."""
        try:
            for breach in await self._breaches(fact):
                yield self._document(breach, fact)
            yield self._asked()
        except GatherError as error:
            if error.reason in LAST:
                raise
            yield gap_of(error, api.HOST)

    async def _breaches(self, fact: Fact) -> Sequence[Breach]:
        ranged = self.by_range and not fact.value.endswith(_TESTS)
        names = await self._in_range(fact) if ranged else None
        if names is None:
            path = f"breachedaccount/{api.account(fact.value)}"
            return await api.listed(self.task, path, Breach, _WHOLE)
        if names and not self.every:
            found = await api.listed(self.task, "breaches", Breach)
            self.every = {each.name: each for each in found}
        if any(name not in self.every for name in names):
            raise GatherError(Reason.MALFORMED, api.HOST, "a breach without its record")
        return [self.every[name] for name in names]

    async def _in_range(self, fact: Fact) -> list[str] | None:
        """Return the names of an address's breaches, or None where ranges are refused after all."""
        value = fact.value.strip().lower().encode()
        digest = hashlib.sha1(value, usedforsecurity=False).hexdigest().upper()
        path = f"breachedaccount/range/{digest[:_DIGITS]}"
        try:
            entries = await api.listed(self.task, path, InRange)
        except GatherError as error:
            if error.reason is not Reason.BLOCKED:
                raise
            self.by_range = False
            return None
        rest = digest[_DIGITS:]
        own = (each.websites for each in entries if each.suffix.upper() == rest)
        return list(dict.fromkeys(name for names in own for name in names))

    def _document(self, breach: Breach, fact: Fact) -> Document:
        classes = ", ".join(breach.classes)
        parts = (
            part(PartKind.RECORD, fact.value, "address that was asked about"),
            part(PartKind.RECORD, breach.title, "breach"),
            part(PartKind.RECORD, classes, "kinds of data"),
        )
        return entry_of(
            f"{api.WEB}/Breach/{quote(breach.name, safe='')}",
            api.PUBLISHER,
            parts,
            self.task.clock.now(),
            title=f"Data breach: {classes}",
            record=f"breach/{breach.name}",
        )

    def _asked(self) -> Document:
        return entry_of(f"{api.WEB}/", api.PUBLISHER, (), self.task.clock.now())


CHECK = Breaches()
