"""Canaries, over real sockets against a small service of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from exposure_audit import premises, settings
from exposure_audit.checks import registry
from exposure_audit.checks.meta import Mode
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import CheckId, Kind, Reason
from exposure_audit.net.quota import MemoryQuota
from exposure_audit.proving import Outcome, Prover
from exposure_audit.sandbox.faults import Fault
from exposure_audit.sandbox.sandbox import Sandbox

GITHUB = CheckId("github")
PATIENT = Limits(
    host_interval_seconds=0,
    retry_seconds=0,
    request_seconds=5,
    connect_seconds=2,
    attempt_seconds=20,
)
PROVABLE = [meta.id for meta in registry.metas().values() if meta.canaries]


@asynccontextmanager
async def prover(faults: dict[str, Fault], keys: bool = True) -> AsyncIterator[Prover]:
    async with Sandbox.start(faults=faults) as sandbox:
        chosen = settings.parse(sandbox.settings_toml(), "sandbox")
        clock = SystemClock()
        frame = premises.Frame(
            settings=chosen, limits=PATIENT, clock=clock, quota=MemoryQuota(clock)
        )
        environment: Mapping[str, str] = sandbox.keys if keys else {}
        async with premises.opened(frame) as place:
            yield Prover(place=place, settings=chosen, environment=environment)


async def proved(
    check: str,
    faults: dict[str, Fault] | None = None,
    *,
    keys: bool = True,
    shows: str | None = None,
    unknown: str | None = None,
) -> Outcome:
    meta = registry.metas()[CheckId(check)]
    first = meta.canaries[0]
    canary = replace(first, shows=shows or first.shows, unknown=unknown or first.unknown)
    meta = replace(meta, canaries=(canary, *meta.canaries[1:]))
    async with prover(faults or {}, keys) as one:
        return await one.prove(meta, registry.check_of(meta.id))


@pytest.mark.parametrize("check", PROVABLE)
async def test_each_canary_of_the_shipped_sources_holds_in_the_sandbox(check: str) -> None:
    outcome = await proved(check)
    assert outcome.reason is None
    assert outcome.proof is not None
    assert outcome.proof.works, outcome
    # Whoever resolves names is not among the hosts.
    assert bool(outcome.hosts) is (check != "dns")


async def test_a_positive_that_does_not_show_and_a_negative_that_does_are_failures() -> None:
    gone = await proved("companies-house", shows="Atlantis")
    assert gone.proof is not None
    assert not gone.proof.works
    same = registry.metas()[CheckId("companies-house")].canaries[0].known
    both = await proved("companies-house", unknown=same)
    assert both.proof is not None
    assert not both.proof.works


async def test_a_changed_layout_is_a_failure_and_not_an_excuse() -> None:
    house = {"api.company-information.service.gov.uk": Fault.EMPTY_OBJECT}
    outcome = await proved("companies-house", house)
    assert outcome.proof is not None
    assert not outcome.proof.works


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.FORBIDDEN, Reason.BLOCKED),
        (Fault.RATE_LIMITED, Reason.RATE_LIMITED),
        (Fault.DOWN, Reason.CONNECTION),
    ],
)
async def test_what_could_not_be_asked_proves_nothing(fault: Fault, reason: Reason) -> None:
    outcome = await proved("companies-house", {"api.company-information.service.gov.uk": fault})
    assert (outcome.proof, outcome.reason) == (None, reason)


async def test_without_its_key_a_check_is_not_proved() -> None:
    outcome = await proved("companies-house", keys=False)
    assert (outcome.proof, outcome.reason, outcome.hosts) == (None, Reason.NO_KEY, ())


def test_no_canary_is_a_person() -> None:
    kinds = {canary.kind for check in PROVABLE for canary in registry.metas()[check].canaries}
    assert Kind.ADDRESS not in kinds
    assert Kind.PHONE not in kinds
    assert Kind.DATE_OF_BIRTH not in kinds


def test_every_automatic_source_has_a_canary_or_says_why_not() -> None:
    for meta in registry.metas().values():
        assert bool(meta.canaries) is not bool(meta.no_canary)
        if meta.mode is Mode.AUTOMATIC and not meta.canaries:
            assert len(meta.no_canary) > 40, meta.id
