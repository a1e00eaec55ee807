import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from typing import cast

import pytest

from exposure_audit import journal as journals
from exposure_audit import plan, profile, runner
from exposure_audit.checks.interface import Task
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.journal import Ended, Forgetful
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import (
    CheckId,
    Confidence,
    Document,
    FactId,
    Gap,
    Kind,
    PartKind,
    Reason,
    Rung,
    Subject,
)
from exposure_audit.result import Attempt, Observation, Seen, Status
from exposure_audit.runner import CountingChannel, Outcome
from tests.fakes import DirectReader, meta

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EMPTY = Document("https://a.example/", "a.example", (), NOW, hashlib.sha256(b"").hexdigest())
EXPOSED = Document("https://b.example/", "exposed", (), NOW, hashlib.sha256(b"").hexdigest())
META = meta("fake", {Rung.HANDLES: (Kind.COMPANY,)})
Gathering = Callable[[Task], AsyncIterator[Document | Gap]]


class FakeCheck:
    """A check whose gathering is given."""

    def __init__(self, gathering: Gathering) -> None:
        self.gather = gathering


def observe(check: CheckId, document: Document) -> Observation:
    seen = Seen(
        check=check, fact=FactId("address:home"), part=PartKind.BODY, confidence=Confidence.HIGH
    )
    return Observation(
        check=check,
        locator=document.locator,
        publisher=document.publisher,
        record=None,
        own=None,
        title="",
        excerpt="",
        seen=(seen,) if document.publisher == "exposed" else (),
        links=frozenset(),
    )


class NoChannel:
    requests = 3
    waited = 0.0
    as_of = None


async def run(
    subject: Subject,
    *gatherings: Gathering,
    limits: Limits | None = None,
    withheld: bool = False,
    progress: runner.Progress | None = None,
    journal: journals.Journal | None = None,
) -> Outcome:
    planned = [
        plan.PlannedAttempt(
            meta=META,
            skip=None,
            gives=subject,
            withheld=(Kind.ADDRESS,) if withheld else (),
            allowed=frozenset(),
        )
        for _ in gatherings
    ]
    waiting = [FakeCheck(gathering) for gathering in gatherings]
    tools = runner.Tools(
        check=lambda _: waiting.pop(0),
        channel=lambda _: cast("CountingChannel", NoChannel()),
        observe=observe,
        task=lambda _plan, given, channel: Task(
            subject=given,
            channel=channel,
            reader=DirectReader(),
            limits=Limits(),
            clock=SystemClock(),
        ),
        limits=limits or Limits(),
        clock=SystemClock(),
        progress=progress or runner.Silent(),
        journal=journal or Forgetful(),
    )
    return await runner.run(planned, tools)


@pytest.fixture
def subject(profile_text: str) -> Subject:
    return profile.parse(profile_text, "p", date(2026, 11, 23))


def gathering(*items: Document | Gap | Exception) -> Gathering:
    async def gather(_task: Task) -> AsyncIterator[Document | Gap]:
        for item in items:
            if isinstance(item, Exception):
                raise item
            yield item

    return gather


def only(outcome: Outcome) -> Attempt:
    (attempt,) = outcome.attempts
    return attempt


@pytest.mark.parametrize(
    ("items", "status", "reason", "complete"),
    [
        ((EMPTY,), Status.CLEAR, None, True),
        ((EXPOSED,), Status.FOUND, None, True),
        ((), Status.INCONCLUSIVE, Reason.MALFORMED, False),
        ((EMPTY, Gap(Reason.BLOCKED)), Status.INCONCLUSIVE, Reason.BLOCKED, False),
        ((EXPOSED, Gap(Reason.BLOCKED)), Status.FOUND, Reason.BLOCKED, False),
        ((GatherError(Reason.TIMEOUT),), Status.INCONCLUSIVE, Reason.TIMEOUT, False),
        ((EMPTY, GatherError(Reason.TLS)), Status.INCONCLUSIVE, Reason.TLS, False),
        ((EMPTY, ValueError("14 St Mary's Road")), Status.INCONCLUSIVE, Reason.BUG, False),
    ],
)
async def test_only_the_runner_decides_how_an_attempt_ends(
    subject: Subject,
    items: tuple[Document | Gap | Exception, ...],
    status: Status,
    reason: Reason | None,
    complete: bool,
) -> None:
    attempt = only(await run(subject, gathering(*items)))
    assert (attempt.status, attempt.reason, attempt.complete) == (status, reason, complete)
    assert attempt.requests == 3
    assert attempt.documents == sum(isinstance(item, Document) for item in items)


async def test_every_reason_keeps_an_attempt_from_being_clear(subject: Subject) -> None:
    for reason in Reason:
        attempt = only(await run(subject, gathering(EMPTY, Gap(reason))))
        assert attempt.status is Status.INCONCLUSIVE


async def test_what_the_level_keeps_back_is_a_gap(subject: Subject) -> None:
    attempt = only(await run(subject, gathering(EMPTY), withheld=True))
    assert (attempt.status, attempt.reason) == (Status.INCONCLUSIVE, Reason.LEVEL)


async def test_a_bug_costs_its_own_attempt_only_and_logs_no_value(
    subject: Subject, caplog: pytest.LogCaptureFixture
) -> None:
    bug = ValueError("14 St Mary's Road")
    outcome = await run(subject, gathering(bug), gathering(EMPTY))
    assert [attempt.status for attempt in outcome.attempts] == [Status.INCONCLUSIVE, Status.CLEAR]
    assert "ValueError" in caplog.text
    assert "Mary" not in caplog.text


async def test_a_refusal_of_the_egress_guard_is_told_apart(subject: Subject) -> None:
    refusal = EgressRefused("a.example", frozenset({"address:home"}))
    outcome = await run(subject, gathering(refusal))
    assert outcome.refused
    assert only(outcome).reason is Reason.GUARD_EGRESS
    redirected = GatherError(Reason.GUARD_EGRESS)
    assert not (await run(subject, gathering(redirected))).refused


def endless(started: asyncio.Event) -> Gathering:
    async def gather(_task: Task) -> AsyncIterator[Document | Gap]:
        yield EXPOSED
        started.set()
        await asyncio.Event().wait()

    return gather


async def test_an_attempt_ends_within_its_time(subject: Subject) -> None:
    limits = Limits(attempt_seconds=0.02)
    outcome = await run(subject, endless(asyncio.Event()), gathering(EMPTY), limits=limits)
    first, second = outcome.attempts
    assert (first.status, first.reason, first.complete) == (Status.FOUND, Reason.BUDGET, False)
    assert second.status is Status.CLEAR


async def test_a_run_ends_within_its_time(subject: Subject) -> None:
    limits = Limits(run_seconds=0.02, attempts_at_once=1)
    outcome = await run(subject, endless(asyncio.Event()), gathering(EMPTY), limits=limits)
    first, second = outcome.attempts
    assert (first.status, first.reason) == (Status.FOUND, Reason.BUDGET)
    assert (second.status, second.reason) == (Status.INCONCLUSIVE, Reason.BUDGET)
    assert not outcome.interrupted


class Watching(runner.Silent):
    """Tells when an attempt has ended."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    def ended(self, attempt: Attempt) -> None:
        """See `Progress.ended`."""
        if attempt.conclusive:
            self.over.set()


async def test_an_interrupt_keeps_what_was_gathered(subject: Subject) -> None:
    started, watching = asyncio.Event(), Watching()
    running = asyncio.create_task(
        run(subject, endless(started), gathering(EMPTY), progress=watching)
    )
    await asyncio.gather(started.wait(), watching.over.wait())
    running.cancel()
    outcome = await running
    assert outcome.interrupted
    assert len(outcome.observations) == 2
    assert [attempt.status for attempt in outcome.attempts] == [Status.FOUND, Status.CLEAR]


def test_the_weightiest_reason_is_named_first() -> None:
    level, host, blocked = Gap(Reason.LEVEL), Gap(Reason.UNFAMILIAR_HOST), Gap(Reason.BLOCKED)
    assert runner.weightiest([]) is None
    assert runner.weightiest([level, host, host]) is Reason.UNFAMILIAR_HOST
    assert runner.weightiest([level, host, host, blocked]) is Reason.BLOCKED
    assert runner.weightiest([blocked, blocked, Gap(Reason.BUG)]) is Reason.BUG


class Journal:
    """Remembers in memory."""

    def __init__(self) -> None:
        self.earlier: dict[CheckId, Ended] = {}

    def ended(self, ended: Ended) -> None:
        self.earlier[ended.attempt.check] = ended


async def test_what_ended_before_is_not_tried_again(subject: Subject) -> None:
    journal = Journal()
    first = await run(subject, gathering(EXPOSED), journal=journal)
    again = await run(subject, gathering(RuntimeError("never asked")), journal=journal)
    assert again == first
    assert again.finished


async def test_what_was_cut_off_is_tried_again(subject: Subject) -> None:
    async def forever(_task: Task) -> AsyncIterator[Document | Gap]:
        yield EXPOSED
        await asyncio.Event().wait()

    journal = Journal()
    cut = await run(subject, forever, limits=Limits(run_seconds=0.05), journal=journal)
    assert not cut.finished
    assert cut.observations
    assert journal.earlier == {}
    whole = await run(subject, gathering(EXPOSED), journal=journal)
    assert whole.finished
    assert [each.status for each in whole.attempts] == [Status.FOUND]


async def test_what_the_ledger_stopped_is_tried_again(subject: Subject) -> None:
    journal = Journal()
    stopped = GatherError(Reason.NOT_NOTED, "a.example")
    cut = await run(subject, gathering(EXPOSED, stopped), journal=journal)
    assert not cut.finished
    assert cut.attempts[0].status is Status.FOUND
    assert journal.earlier == {}


async def test_a_refusal_is_remembered_with_its_attempt(subject: Subject) -> None:
    journal = Journal()
    await run(subject, gathering(EgressRefused("a.example", frozenset())), journal=journal)
    assert (await run(subject, gathering(), journal=journal)).refused
