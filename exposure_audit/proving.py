"""Canaries: whether a check still finds what is there, and only that.

Each asks its source about an organisation or a project, never about a person, so that what it sends
says nothing of anybody. The known positive has to show, the known negative must not.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exposure_audit import plan
from exposure_audit.checks.asking import KeySpec
from exposure_audit.checks.interface import Check
from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.source import Canary
from exposure_audit.errors import GatherError
from exposure_audit.keeping import Unkept
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Consent, Document, Fact, Gap, Kind, Reason, Rung, Subject
from exposure_audit.plan import Choices, PlannedAttempt
from exposure_audit.premises import Premises
from exposure_audit.result import Proof
from exposure_audit.runner import weightiest
from exposure_audit.settings import Settings
from exposure_audit.wiring import Wiring, surroundings

_OTHERWISE = frozenset({Reason.MALFORMED, Reason.NO_TEXT, Reason.UNSUPPORTED})
"""The source did answer, and not as the check expects: that is what a canary is for."""
_ANSWERED = frozenset({Reason.BUDGET, Reason.UNFAMILIAR_HOST, Reason.NOT_FOUND}) | _OTHERWISE
_NOTHING_THERE = frozenset({Reason.DNS_FAILURE, Reason.CONNECTION, Reason.CANARY_FAILED})
"""What may be said of a negative: no such host, or a search that shows nothing at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the canaries of one check ended."""

    proof: Proof | None
    """None where they could not be asked."""
    reason: Reason | None = None
    """Why they could not."""
    hosts: tuple[str, ...] = ()
    """Who saw this machine."""


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a check gathered of one canary."""

    documents: Sequence[Document]
    gaps: Sequence[Gap]

    @property
    def understood(self) -> bool:
        """Whether nothing of it was other than the check expects."""
        return not any(gap.reason in _OTHERWISE for gap in self.gaps)

    def shows(self, words: str) -> bool:
        """Tell whether the words stand in what was gathered; without words, whether all did."""
        if not words:
            return bool(self.documents) and not self.gaps
        wanted = words.casefold()
        texts = (
            text
            for document in self.documents
            for text in (document.title, *(part.text for part in document.parts))
        )
        return any(wanted in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """Runs canaries on open premises."""

    place: Premises
    settings: Settings
    environment: Mapping[str, str] = field(repr=False)

    async def prove(self, meta: CheckMeta, check: Check) -> Outcome:
        """Run a check's canaries; the first that does not hold decides."""
        hosts: dict[str, None] = {}
        for canary in meta.canaries:
            reason, works = await self._holds(meta, check, canary, hosts)
            if reason or not works:
                proof = None if reason else self._proof(meta, works=False)
                return Outcome(proof, reason, tuple(hosts))
        return Outcome(self._proof(meta, works=True), hosts=tuple(hosts))

    def _proof(self, meta: CheckMeta, *, works: bool) -> Proof:
        return Proof(meta.id, self.place.frame.clock.now(), works)

    async def _holds(
        self, meta: CheckMeta, check: Check, canary: Canary, hosts: dict[str, None]
    ) -> tuple[Reason | None, bool]:
        """Return why a canary could not be asked, or whether it holds."""
        known = await self._asked(meta, check, canary, canary.known, hosts)
        if isinstance(known, Reason):
            return known, False
        if not known.shows(canary.shows):
            return _hindrance(known, _ANSWERED), False
        unknown = await self._asked(meta, check, canary, canary.unknown, hosts)
        if isinstance(unknown, Reason):
            return unknown, False
        reason = _hindrance(unknown, _ANSWERED | _NOTHING_THERE)
        return reason, unknown.understood and not unknown.shows(canary.shows)

    async def _asked(
        self,
        meta: CheckMeta,
        check: Check,
        canary: Canary,
        value: str,
        hosts: dict[str, None],
    ) -> _Brought | Reason:
        subject = _subject(canary.kind, value)
        attempt = self._planned(meta, subject)
        if attempt.skip or attempt.gives is None:
            return attempt.skip or Reason.NOT_APPLICABLE
        wiring = Wiring(
            place=self.place,
            subject=subject,
            settings=self.settings,
            environment=self.environment,
            keeping=Unkept(key=b"canary", started=self.place.frame.clock.now()),
            matcher=OwnMatcher(subject),
        )
        brought = await _gathered(check, wiring, attempt, attempt.gives)
        hosts.update(dict.fromkeys(wiring.keeping.ledger.hosts))
        return brought

    def _planned(self, meta: CheckMeta, subject: Subject) -> PlannedAttempt:
        choices = Choices(
            disclose=Rung.ADDRESS,
            keys=[key.source for key in meta.keys if self._has(key)],
            stand_ins=["searxng"] if self.settings.searxng else [],
            contact_search=self.settings.contact_search,
            allow=[meta.id],
            around=surroundings(subject, self.settings),
        )
        (attempt,) = plan.make(subject, {meta.id: meta}, choices)
        return attempt

    def _has(self, key: KeySpec) -> bool:
        return bool(self.environment.get(key.variable))


def _subject(kind: Kind, value: str) -> Subject:
    """Return a subject who is an organisation: all that is declared of it is public."""
    fact = Fact(kind=kind, label="canary", value=value, public=True)
    return Subject(facts=(fact,), consent=_OURS)


async def _gathered(
    check: Check, wiring: Wiring, attempt: PlannedAttempt, gives: Subject
) -> _Brought:
    documents: list[Document] = []
    gaps: list[Gap] = []
    channel = wiring.channel(attempt)
    try:
        async with asyncio.timeout(wiring.place.frame.limits.attempt_seconds):
            async for item in check.gather(wiring.task(attempt, gives, channel)):
                if isinstance(item, Document):
                    documents.append(item)
                elif isinstance(item, Gap):
                    gaps.append(item)
    except GatherError as error:
        gaps.append(Gap(error.reason, error.host))
    except TimeoutError:
        gaps.append(Gap(Reason.TIMEOUT))
    return _Brought(documents, gaps)


def _hindrance(brought: _Brought, answers: frozenset[Reason]) -> Reason | None:
    """Return what kept a canary from being asked, or None where the source did answer."""
    return weightiest([gap for gap in brought.gaps if gap.reason not in answers])


_OURS = Consent(given_by="self", given_on=dt.date(2026, 1, 1))
