"""One question to one host: planned, guarded, noted, in its turn, and repeated only with care.

Web pages, DNS and WHOIS questions all go this way, so that no rule holds for one of them alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from exposure_audit.errors import GatherError
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import FactId, Reason
from exposure_audit.net.answers import Answers
from exposure_audit.net.domains import registrable
from exposure_audit.net.egress import EgressGuard, Shipment
from exposure_audit.net.errand import Errand
from exposure_audit.net.freshness import conditions, keepable, still_fresh, usable
from exposure_audit.net.interface import Response
from exposure_audit.net.pacing import Lanes, Sleep
from exposure_audit.net.repeating import Repeating, Try
from exposure_audit.net.terms import TermsOf
from exposure_audit.net.walls import wall_reason
from exposure_audit.result import RESOLVER, Disclosure

Told = Callable[[], None]
"""To be called once the host is reached, before it is asked."""

_NOT_CHANGED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What all questions of a room share."""

    lanes: Lanes
    terms_of: TermsOf
    answers: Answers
    limits: Limits
    clock: Clock
    sleep: Sleep
    offline: bool
    """Whether only kept answers serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be asked, before it is looked over."""

    host: str
    key: str = field(repr=False)
    """What is asked, without keys: the same question has the same key."""
    shipment: Shipment = field(repr=False)
    ask: Callable[[Told, Mapping[str, str]], Awaitable[Response]] = field(repr=False)
    """Asks once, with headers to add."""
    safe: bool = True
    """Whether it may be asked twice."""
    shared: bool = True
    """Whether the answer is the same for whoever of the run asks."""


@dataclass(slots=True)
class Exchange:
    """One attempt's questions."""

    errand: Errand
    common: Common
    requests: int = field(default=0, init=False)
    """Made so far, repetitions included."""
    as_of: datetime | None = field(default=None, init=False)
    """When the oldest kept answer that was used was got."""
    _repeating: Repeating = field(init=False)
    _guards: dict[str, EgressGuard] = field(default_factory=dict, init=False)
    _waited: float = field(default=0.0, init=False)
    _waiting_since: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._repeating = Repeating(self.common.limits)

    @property
    def waited(self) -> float:
        """Seconds spent so far on waiting for turns that others had before."""
        since = self._waiting_since
        now = self.common.clock.monotonic()
        return self._waited + (now - since if since is not None else 0.0)

    def guard_at(self, host: str) -> EgressGuard:
        """Return the guard with what the plan lets go to this host, and nothing else."""
        guard = self._guards.get(host)
        if guard is None:
            allowed = self.errand.guard.allowed & self.errand.allotment.facts_at(host)
            guard = self._guards[host] = replace(self.errand.guard, allowed=allowed)
        return guard

    async def answer(self, question: Question) -> Response:
        """Return the answer, kept or new; raises `GatherError`, for a wall too."""
        kept = await self._kept(question)
        if self.common.offline and kept is None:
            raise GatherError(Reason.OFFLINE, question.host, "no answer is kept")
        terms = self.common.terms_of(question.host)
        if kept is not None and (
            self.common.offline or still_fresh(kept, terms, self.common.clock.now())
        ):
            self._look_at(question)
            self.as_of = min(self.as_of or kept.retrieved, kept.retrieved)
            return kept
        if not question.shared:
            return await self._asked(question, kept)
        asked = self.requests
        self._waits()
        try:
            found = await self.common.answers.once(
                question.key, lambda: self._asked(question, kept)
            )
        finally:
            self._turn_came()
        if self.requests == asked:
            self._look_at(question)
        return found

    async def _kept(self, question: Question) -> Response | None:
        terms = self.common.terms_of(question.host)
        if not terms.keep:
            return None
        found = await self.errand.cache.get(question.key)
        return usable(found, terms, self.common.clock.now())

    def _look_at(self, question: Question) -> None:
        """Refuse what the guard refuses even where an answer is at hand."""
        known = self.errand.ledger.facts_at(question.host)
        self.guard_at(question.host).check(question.shipment, known)

    async def _asked(self, question: Question, kept: Response | None) -> Response:
        terms = self.common.terms_of(question.host)
        stranger = not terms.declared and registrable(question.host) not in self.errand.own
        extra = conditions(kept, stranger=stranger)
        response = await self._repeated(question, extra)
        if response.status == _NOT_CHANGED and extra and kept is not None:
            # What is kept stays as old as it is: a week after it was got it is got again.
            return replace(kept, retrieved=response.retrieved)
        if wall := wall_reason(response):
            raise GatherError(wall, question.host, "a wall in front of the page")
        if keepable(response, terms):
            await self.errand.cache.put(question.key, response)
        return response

    async def _repeated(self, question: Question, extra: Mapping[str, str]) -> Response:
        number = 0
        while True:
            number += 1
            one = await self._try(question, extra, number)
            pause = self._repeating.pause(one)
            if pause is not None:
                await self.common.sleep(pause)
                continue
            self.common.lanes.ended(question.host, one.outcome)
            if isinstance(one.outcome, GatherError):
                raise one.outcome
            return one.outcome

    async def _try(self, question: Question, extra: Mapping[str, str], number: int) -> Try:
        lanes = self.common.lanes
        self._waits()
        try:
            lane = await lanes.turn(question.host)
        finally:
            self._turn_came()
        try:
            one = await self._turn(question, extra, number)
        finally:
            lanes.over(lane)
        lanes.heard(lane, one.outcome)
        return one

    async def _turn(self, question: Question, extra: Mapping[str, str], number: int) -> Try:
        host, reached = question.host, False
        facts = await self._look_over(question, first=number == 1)

        def told() -> None:
            nonlocal reached
            self.requests += reached
            reached = True
            self._told(host, facts)

        outcome: Response | GatherError
        try:
            outcome = await question.ask(told, extra)
        except GatherError as error:
            outcome = error
        return Try(number=number, safe=question.safe, reached=reached, outcome=outcome)

    def _waits(self) -> None:
        if self._waiting_since is None:
            self._waiting_since = self.common.clock.monotonic()

    def _turn_came(self) -> None:
        if self._waiting_since is not None:
            self._waited += self.common.clock.monotonic() - self._waiting_since
            self._waiting_since = None

    async def _look_over(self, question: Question, *, first: bool) -> frozenset[FactId]:
        """Return what a request would disclose, and count it, before a byte leaves.

        The plan counts questions; repetitions have a budget of their own.
        """
        host, ledger = question.host, self.errand.ledger
        guard = self.guard_at(host)
        known = ledger.facts_at(host)
        facts = guard.check(question.shipment, known)
        if self.requests >= self.common.limits.requests_per_attempt:
            raise GatherError(Reason.BUDGET, host)
        if first:
            self.errand.allotment.take(host)
        while not await ledger.meant(host, facts, known):
            known = ledger.facts_at(host)
            facts = guard.check(question.shipment, known)
        self.requests += 1
        return facts

    def _told(self, host: str, facts: frozenset[FactId]) -> None:
        """Note what a host gets, once there is a connection that it goes over."""
        ledger = self.errand.ledger
        if host != RESOLVER:
            ledger.saw(host)
        if facts:
            ledger.disclosed(
                Disclosure(
                    time=self.common.clock.now(),
                    check=self.errand.check,
                    host=host,
                    facts=tuple(sorted(facts)),
                )
            )
