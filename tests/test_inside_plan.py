"""A run stays inside its plan: what was planned, beside the ledger and what the servers saw."""

import re
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

import pytest

from exposure_audit import profile, settings
from exposure_audit.asks import Surroundings, allotment_of
from exposure_audit.audit import Audited, Order, audit, planned
from exposure_audit.checks.source import rung_of
from exposure_audit.limits import Limits, SystemClock
from exposure_audit.model import FactId, Kind, Rung
from exposure_audit.net.allotment import Share
from exposure_audit.plan import PlannedAttempt
from exposure_audit.publishers import Publishers
from exposure_audit.sandbox.faults import DNS, EVERYWHERE, WHOIS, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.visiting import Visiting
from tests.fakes import unkept_means

LIMITS = Limits(
    host_interval_seconds=0,
    retry_seconds=0,
    connect_seconds=0.3,
    request_seconds=0.3,
    attempt_seconds=4,
    patience_seconds=1,
    dns_seconds=0.3,
    whois_seconds=0.3,
)
ALL_RUNGS = list(Rung)
REPEATED = [
    Fault.SHORT,
    Fault.ERROR,
    Fault.UNAVAILABLE,
    Fault.RATE_LIMITED,
    Fault.LOGIN,
    Fault.LOOP,
]
"""What leads to repetitions or redirects; the fault matrix has all."""


class Seen(MutableMapping[str, Fault]):
    """Counts what each server is asked: they look here before they answer."""

    def __init__(self, faults: dict[str, Fault]) -> None:
        self._faults = faults
        self.asked: Counter[str] = Counter()

    def __getitem__(self, place: str) -> Fault:
        if place != EVERYWHERE:
            self.asked[place] += 1
        return self._faults[place]

    def __setitem__(self, place: str, fault: Fault) -> None:
        self._faults[place] = fault

    def __delitem__(self, place: str) -> None:
        del self._faults[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)


@dataclass(frozen=True)
class Ran:
    """A plan, and what came of it."""

    order: Order
    attempts: tuple[PlannedAttempt, ...]
    audited: Audited
    asked: Counter[str]

    def shares(self, check: str) -> tuple[Share, ...]:
        """What one check was allowed."""
        chosen = self.order.settings
        visiting = Visiting(self.order.subject, chosen.visit, Publishers.load())
        around = Surroundings(
            searxng=chosen.searxng,
            resolvers=chosen.dns,
            whois=chosen.whois,
            may_visit=visiting.why_not,
        )
        (attempt,) = (each for each in self.attempts if each.meta.id == check)
        return tuple(allotment_of(attempt.asks, around).shares)


async def run(slug: str, rung: Rung, faults: dict[str, Fault] | None = None) -> Ran:
    seen = Seen(faults or {})
    async with Sandbox.start(faults=seen) as sandbox:
        text = re.sub(r'disclose = "\w+"', f'disclose = "{rung.value}"', sandbox.settings_toml())
        today = SystemClock().now().date()
        order = Order(
            subject=profile.parse(sandbox.profiles[slug], slug, today),
            settings=settings.parse(text, "sandbox"),
            environment=sandbox.keys,
        )
        attempts = planned(order)
        audited = await audit(order, unkept_means(LIMITS))
    return Ran(order, attempts, audited, seen.asked)


def assert_inside(ran: Ran) -> None:
    """Every request, host and fact of a run stands in its plan."""
    repeats = LIMITS.retries_per_attempt
    asks = {attempt.meta.id: attempt.asks for attempt in ran.attempts}
    for attempt in ran.audited.result.attempts:
        most = sum(ask.number for ask in asks[attempt.check])
        assert attempt.requests <= min(most + repeats, LIMITS.requests_per_attempt)
    for told in ran.audited.result.disclosures:
        fitting = [share for share in ran.shares(told.check) if share.fits(told.host)]
        allowed = frozenset[FactId]().union(*(share.facts for share in fitting))
        assert set(told.facts) <= allowed, told
    everything = [share for attempt in ran.attempts for share in ran.shares(attempt.meta.id)]
    for host in ran.audited.result.hosts:
        assert any(share.fits(host) for share in everything), host
    for host, number in ran.asked.items():
        if host in {DNS, WHOIS}:
            continue
        most = sum(share.number for share in everything if share.fits(host))
        assert 0 < number <= most + repeats * len(asks), host


@pytest.mark.parametrize("rung", ALL_RUNGS)
@pytest.mark.parametrize("slug", ["amber", "birch", "cedar"])
async def test_a_run_stays_inside_its_plan(slug: str, rung: Rung) -> None:
    ran = await run(slug, rung)
    assert_inside(ran)
    told = {fact for each in ran.audited.result.disclosures for fact in each.facts}
    kinds = {Kind(fact.partition(":")[0]) for fact in told}
    if rung is Rung.NOTHING:
        assert not ran.asked
        assert kinds == set()
    else:
        assert not kinds & {Kind.DATE_OF_BIRTH, Kind.DETAIL}
        assert all(rung_of(kind) <= rung for kind in kinds)
        assert (Kind.NAME in kinds) is (rung >= Rung.NAMES)
        assert (Kind.EMAIL in kinds) is (rung >= Rung.CONTACTS)
        assert (Kind.ADDRESS in kinds) is (rung >= Rung.ADDRESS)


@pytest.mark.parametrize("fault", REPEATED)
async def test_it_does_so_where_everything_fails(fault: Fault) -> None:
    ran = await run("amber", Rung.NAMES, {EVERYWHERE: fault, DNS: fault, WHOIS: fault})
    assert_inside(ran)


async def test_what_is_exact_is_exact() -> None:
    ran = await run("amber", Rung.NAMES)
    by_check = {attempt.check: attempt for attempt in ran.audited.result.attempts}
    for attempt in ran.attempts:
        if attempt.asks and all(ask.exact for ask in attempt.asks):
            assert by_check[attempt.meta.id].requests == sum(ask.number for ask in attempt.asks)
    brave = "api.search.brave.com"
    asks = [ask for attempt in ran.attempts for ask in attempt.asks if ask.at == brave]
    assert asks
    assert all(ask.exact for ask in asks)
    assert ran.asked[brave] == sum(ask.number for ask in asks)


async def test_to_plan_sends_nothing() -> None:
    seen = Seen({})
    async with Sandbox.start(faults=seen) as sandbox:
        order = Order(
            subject=profile.parse(sandbox.profiles["amber"], "amber", SystemClock().now().date()),
            settings=settings.parse(sandbox.settings_toml(), "sandbox"),
            environment=sandbox.keys,
        )
        assert any(attempt.asks for attempt in planned(order))
    assert not seen.asked
