"""Every source x every fault, over real sockets: never `clear`, never a crash, never past a bound.

The checks come from the registry and their places from a run, so a new check is covered by itself.
"""

from __future__ import annotations

import asyncio
import html
from collections import UserDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from exposure_audit import profile, settings
from exposure_audit.audit import Order, audit
from exposure_audit.checks import registry
from exposure_audit.checks.meta import Mode
from exposure_audit.cli.products import catalogue
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import CheckId, Reason
from exposure_audit.reports import html as html_report
from exposure_audit.reports import json_v1, text
from exposure_audit.result import Attempt, AuditResult, Status
from exposure_audit.sandbox import rdap
from exposure_audit.sandbox.faults import DNS, EVERYWHERE, WHOIS, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld, load_world
from tests.fakes import unkept_means

CLEAR = "cedar"
"""The candidate of whom a sound web shows nothing: where something fails, that must not be said."""
EXPOSED = "amber"
IMPATIENT = Limits(
    host_interval_seconds=0,
    request_seconds=1.0,
    connect_seconds=1.0,
    dns_seconds=0.2,
    whois_seconds=0.5,
    attempt_seconds=5,
    queue_seconds=1,
    patience_seconds=0.5,
    tries=1,
    retry_seconds=0,
    body_bytes=300_000,
    json_bytes=300_000,
    requests_per_attempt=40,
)
PATIENT = replace(
    IMPATIENT, request_seconds=3.0, connect_seconds=3.0, dns_seconds=3.0, attempt_seconds=10
)
"""For what is sound beside a failure: a busy machine is no fault."""
LATE_SECONDS = 3.0
"""How long a busy machine may take to end what is over."""
AT_ONCE = 4
NO_CHECK = CheckId("")
READ_AS_PAGES = {CheckId("pages"): frozenset({"candidates.democracyclub.org.uk"})}
"""Hosts of services whose pages a check reads as a visitor does, whatever their shape."""
GONE = {(CheckId("web-search"), Fault.MISSING)}
"""A result's page that is gone is an answer: its snippet was judged."""
STAND_INS = {rdap.BOOTSTRAP_HOST: WHOIS, rdap.HOST: WHOIS}
"""Places in whose stead another one is asked, by the source's own words."""


class Watched(UserDict[str, Fault]):
    """Faults that remember at which places they were looked up: those were asked."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.asked: set[str] = set()
        super().__init__(faults)

    def __contains__(self, place: object) -> bool:
        self.asked.add(str(place))
        return super().__contains__(place)

    def __getitem__(self, place: str) -> Fault:
        self.asked.add(place)
        return super().__getitem__(place)


@dataclass(frozen=True)
class Told:
    """How an audit ended, and whom it asked."""

    result: AuditResult
    asked: frozenset[str]

    def of(self, check: CheckId) -> Attempt:
        """Return how a check's attempt ended."""
        (attempt,) = (each for each in self.result.attempts if each.check == check)
        return attempt


@dataclass(frozen=True)
class Bench:
    """Runs audits over sandboxes of their own, so many at a time."""

    world: LoadedWorld
    slots: asyncio.Semaphore

    @property
    def sites(self) -> frozenset[str]:
        """The hosts that publish pages."""
        return frozenset(site.host for site in self.world.world.site)

    def failing(
        self, places: Iterable[str], fault: Fault, check: CheckId = NO_CHECK
    ) -> dict[str, Fault]:
        """Return the fault at each place, or the nearest that it knows: no page has a shape."""
        pages = self.sites | READ_AS_PAGES.get(check, frozenset())
        shapeless = pages if fault is Fault.OTHER_SHAPE else frozenset()
        return {place: Fault.EMPTY_OBJECT if place in shapeless else fault for place in places}

    async def run(
        self,
        slug: str,
        faults: Mapping[str, Fault],
        only: tuple[str, ...] = (),
        limits: Limits = IMPATIENT,
    ) -> Told:
        """Audit a candidate on a web that fails."""
        watched = Watched(faults)
        async with self.slots, Sandbox.start(self.world, faults=watched) as sandbox:
            today = SystemClock().now().date()
            order = Order(
                subject=profile.parse(sandbox.profiles[slug], slug, today),
                settings=settings.parse(sandbox.settings_toml(), "sandbox"),
                environment=sandbox.keys,
                only=only,
            )
            ended = await audit(order, unkept_means(limits))
        assert not ended.refused
        assert not ended.interrupted
        return Told(ended.result, frozenset(watched.asked - {EVERYWHERE}))


def automatic() -> tuple[CheckId, ...]:
    """Return the checks that run by themselves."""
    return tuple(id_ for id_, meta in registry.metas().items() if meta.mode is Mode.AUTOMATIC)


async def places_of(bench: Bench, checks: tuple[CheckId, ...]) -> Mapping[CheckId, frozenset[str]]:
    """Return where each check asks, on a web that is sound and on one that is down."""
    down = {EVERYWHERE: Fault.DOWN}
    runs = [bench.run(CLEAR, faults, (check,)) for check in checks for faults in ({}, down)]
    told = await asyncio.gather(*runs)
    pairs = zip(checks, zip(told[::2], told[1::2], strict=True), strict=True)
    return {check: sound.asked | broken.asked for check, (sound, broken) in pairs}


def amiss(attempt: Attempt, limits: Limits = IMPATIENT) -> Iterator[str]:
    """Say what is wrong with the end of an attempt whose source failed."""
    if attempt.status is not Status.INCONCLUSIVE:
        yield f"is {attempt.status.value}"
    if attempt.complete:
        yield "is complete"
    if attempt.reason is None:
        yield "has no reason"
    if Reason.BUG in {attempt.reason, *(gap.reason for gap in attempt.gaps)}:
        yield "is a bug"
    yield from beyond(attempt, limits)


def beyond(attempt: Attempt, limits: Limits = IMPATIENT) -> Iterator[str]:
    """Say which bound an attempt broke."""
    if attempt.requests > limits.requests_per_attempt:
        yield f"made {attempt.requests} requests"
    most = limits.attempt_seconds + limits.queue_seconds + LATE_SECONDS
    if attempt.seconds > most:
        yield f"took {attempt.seconds} seconds"


async def alone(bench: Bench, check: CheckId, place: str, fault: Fault) -> list[str]:
    """Let one place of a check fail."""
    told = await bench.run(CLEAR, bench.failing((place,), fault, check), (check,))
    attempt = told.of(check)
    if place not in told.asked:
        # Asked only where another place fails.
        words = [] if attempt.status is Status.CLEAR else [f"is {attempt.status.value} untouched"]
    elif attempt.status is Status.CLEAR and (
        STAND_INS.get(place) in told.asked or ((check, fault) in GONE and place in bench.sites)
    ):
        words = list(beyond(attempt))
    else:
        words = list(amiss(attempt))
    return [f"{check} with {place} {fault.value}: {each}" for each in words]


async def everywhere(bench: Bench, fault: Fault) -> list[str]:
    """Let everything fail for every check at once: there is a report, and it says so."""
    places = (EVERYWHERE, DNS, WHOIS, *bench.sites)
    told = await bench.run(EXPOSED, bench.failing(places, fault))
    attempts = told.result.attempts
    words = [f"{each.check}: {what}" for each in attempts for what in amiss(each)]
    if told.result.findings:
        words.append("something is found")
    page = report(told.result)
    words += [
        f"{each.check} is not named"
        for each in attempts
        if html.escape(catalogue().checks[each.check].title) not in page
    ]
    if f"0 of {len(attempts)} places could be checked" not in page:
        words.append("the report does not say that nothing was checked")
    return [f"everything {fault.value}: {each}" for each in words]


def report(result: AuditResult) -> str:
    """Make every product; return the page."""
    assert json_v1.render(result)
    assert text.render(result, catalogue(), width=90, color=False)
    return html_report.render(result, catalogue())


async def neighbours(
    bench: Bench, places: Mapping[CheckId, frozenset[str]], check: CheckId, fault: Fault
) -> list[str]:
    """Let all places of one check fail in a whole audit: the others are as they were."""
    told = await bench.run(CLEAR, bench.failing(places[check], fault), limits=PATIENT)
    words = [f"{check} {what}" for what in amiss(told.of(check), PATIENT)]
    for other, asked in places.items():
        attempt = told.of(other)
        if not asked & places[check] and attempt.status is not Status.CLEAR:
            words.append(f"{other} is {attempt.status.value} ({attempt.reason})")
    report(told.result)
    return [f"all of {check} {fault.value}: {each}" for each in words]


@pytest.fixture
def bench() -> Bench:
    return Bench(load_world(), asyncio.Semaphore(AT_ONCE))


@pytest.fixture(scope="module")
def asked() -> dict[CheckId, frozenset[str]]:
    """Where each check asks, once somebody has found out."""
    return {}


async def test_on_a_sound_web_every_check_says_that_there_is_nothing(bench: Bench) -> None:
    sound = await bench.run(CLEAR, {}, limits=PATIENT)
    assert {each.check for each in sound.result.attempts} >= set(automatic())
    assert {each.status for each in sound.result.attempts} == {Status.CLEAR}


@pytest.mark.parametrize("fault", Fault)
async def test_no_fault_of_everything_or_of_a_whole_check_is_an_all_clear(
    bench: Bench, asked: dict[CheckId, frozenset[str]], rounds: int, fault: Fault
) -> None:
    """Beside some failing checks the others are looked at, each time beside other ones."""
    if not asked:
        asked.update(await places_of(bench, automatic()))
    checks, first = tuple(asked), list(Fault).index(fault)
    beside = [checks[(first + step) % len(checks)] for step in range(min(rounds // 4, 6))]
    cells = [neighbours(bench, asked, check, fault) for check in beside]
    found = await asyncio.gather(everywhere(bench, fault), *cells)
    assert [words for cell in found for words in cell] == []


@pytest.mark.parametrize("check", automatic())
async def test_no_fault_of_one_place_of_a_check_is_an_all_clear(
    bench: Bench, check: CheckId
) -> None:
    """One test for each check, so that all cores share the matrix."""
    places = (await places_of(bench, (check,)))[check]
    assert places
    # A check with one place has it fail as a whole, in the test above.
    several = sorted(places) if len(places) > 1 else ()
    cells = [alone(bench, check, place, fault) for fault in Fault for place in several]
    assert [words for cell in await asyncio.gather(*cells) for words in cell] == []
