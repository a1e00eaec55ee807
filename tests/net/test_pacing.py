import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.pacing import Lanes
from exposure_audit.net.quota import MemoryQuota, Rate
from exposure_audit.net.terms import Terms, TermsOf
from exposure_audit.result import RESOLVER

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@dataclass
class Time:
    """A clock that only moves while somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


def lanes_of(
    time: Time, *, interval: float = 0.0, declared: Mapping[str, Terms] | None = None
) -> Lanes:
    limits = Limits(host_interval_seconds=interval, patience_seconds=30, failures_in_a_row=3)
    return Lanes(TermsOf(declared or {}, limits), limits, time, MemoryQuota(time), time.sleep)


def answer(status: int = 200, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://a.example/", status, named, b"x", START)


async def ask(lanes: Lanes, host: str, outcome: Response | GatherError | None = None) -> None:
    lane = await lanes.turn(host)
    lanes.heard(lane, outcome or answer())
    lanes.over(lane)
    lanes.ended(host, outcome or answer())


async def refusal(lanes: Lanes, host: str) -> Reason:
    with pytest.raises(GatherError) as error:
        await ask(lanes, host)
    return error.value.reason


async def test_requests_to_one_host_keep_their_distance_and_other_hosts_do_not_wait() -> None:
    time = Time()
    lanes = lanes_of(time, interval=2.0)
    for host in ("a.example", "b.example", "a.example", "b.example", "a.example"):
        await ask(lanes, host)
    assert len(time.slept) == 2
    assert all(2 <= slept <= 2.2 for slept in time.slept)


async def test_without_an_interval_nobody_waits() -> None:
    time = Time()
    lanes = lanes_of(time)
    for _ in range(5):
        await ask(lanes, "a.example")
    assert time.slept == []


async def test_only_so_many_are_under_way_at_once_and_the_first_to_come_goes_first() -> None:
    time = Time()
    lanes = lanes_of(time)
    under_way, most, order = 0, 0, []

    async def visit(number: int) -> None:
        nonlocal under_way, most
        lane = await lanes.turn("a.example")
        order.append(number)
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        lanes.over(lane)

    await asyncio.gather(*(visit(number) for number in range(9)))
    assert most == 2
    assert order == sorted(order)


async def test_a_declared_source_has_its_own_rate_burst_and_daily_quota() -> None:
    time = Time()
    terms = Terms(source="api", rate=Rate(per_second=1, burst=3, per_day=4), at_once=1)
    lanes = lanes_of(time, interval=9.0, declared={"api.example": terms})
    for _ in range(4):
        await ask(lanes, "api.example")
    assert len(time.slept) == 1
    assert await refusal(lanes, "api.example") is Reason.QUOTA


async def test_two_hosts_of_one_source_share_its_lane() -> None:
    time = Time()
    terms = Terms(source="api", rate=Rate(per_second=1))
    lanes = lanes_of(time, declared={"a.example": terms, "b.example": terms})
    await ask(lanes, "a.example")
    await ask(lanes, "b.example")
    assert len(time.slept) == 1


@pytest.mark.parametrize(
    "said",
    [
        answer(429, retry_after="20"),
        answer(503, retry_after="Wed, 25 Nov 2026 09:00:20 GMT"),
        answer(200, x_ratelimit_remaining="0", x_ratelimit_reset="20"),
        answer(200, x_ratelimit_remain="0", x_ratelimit_reset=str(START.timestamp() + 20)),
    ],
)
async def test_a_source_that_asks_to_wait_is_waited_for(said: Response) -> None:
    time = Time()
    lanes = lanes_of(time)
    await ask(lanes, "a.example", said)
    await ask(lanes, "a.example")
    assert 20 <= time.seconds <= 23


async def test_a_long_wait_is_refused_at_once_and_ends_by_itself() -> None:
    time = Time()
    lanes = lanes_of(time)
    await ask(lanes, "a.example", answer(429, retry_after="300"))
    assert await refusal(lanes, "a.example") is Reason.RATE_LIMITED
    assert time.slept == []
    time.seconds = 301.0
    await ask(lanes, "a.example")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (GatherError(Reason.CONNECTION), Reason.CONNECTION),
        (GatherError(Reason.TIMEOUT), Reason.TIMEOUT),
        (answer(502), Reason.SERVER_ERROR),
    ],
)
async def test_a_host_in_trouble_is_left_alone_and_tried_again_later(
    trouble: Response | GatherError, reason: Reason
) -> None:
    time = Time()
    lanes = lanes_of(time)
    for _ in range(3):
        await ask(lanes, "a.example", trouble)
    assert await refusal(lanes, "a.example") is reason
    await ask(lanes, "b.example")
    time.seconds += 61
    await ask(lanes, "a.example", trouble)
    assert await refusal(lanes, "a.example") is reason
    time.seconds += 61
    await ask(lanes, "a.example")
    await ask(lanes, "a.example", trouble)
    await ask(lanes, "a.example")


async def test_what_a_single_page_answers_is_no_trouble_of_its_host() -> None:
    lanes = lanes_of(Time())
    for outcome in (answer(404), GatherError(Reason.TOO_LARGE), answer(500)) * 3:
        await ask(lanes, "a.example", outcome)


async def test_failures_of_the_resolver_are_those_of_the_names_asked_for() -> None:
    lanes = lanes_of(Time())
    for _ in range(9):
        await ask(lanes, RESOLVER, GatherError(Reason.DNS_FAILURE))


async def test_a_quota_that_is_used_up_is_not_asked_against() -> None:
    time = Time()
    lanes = lanes_of(time)
    await ask(lanes, "whois.example", GatherError(Reason.QUOTA))
    assert await refusal(lanes, "whois.example") is Reason.QUOTA


async def test_whoever_is_refused_or_gives_up_leaves_the_place_to_others() -> None:
    time = Time()
    lanes = lanes_of(time)
    await ask(lanes, "a.example", answer(429, retry_after="300"))
    for _ in range(4):
        assert await refusal(lanes, "a.example") is Reason.RATE_LIMITED
    held = [await lanes.turn("b.example") for _ in range(2)]
    waiting = asyncio.create_task(lanes.turn("b.example"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    for lane in held:
        lanes.over(lane)
    await asyncio.wait_for(lanes.turn("b.example"), 1)
