from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from exposure_audit.net.pacing import AT_ONCE, Pacer


class Time:
    """A clock that its own sleep moves."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


async def test_a_host_is_asked_no_faster_than_the_interval() -> None:
    time = Time()
    pacer = Pacer(2.0, time, time.sleep)
    for _ in range(3):
        async with pacer.turn("a.example"):
            pass
    async with pacer.turn("b.example"):
        pass
    assert time.slept == [2.0, 2.0]


async def test_without_interval_nobody_sleeps() -> None:
    time = Time()
    pacer = Pacer(0, time, time.sleep)
    for _ in range(3):
        async with pacer.turn("a.example"):
            pass
    assert time.slept == []


async def test_few_are_at_one_host_at_once() -> None:
    time = Time()
    pacer = Pacer(0, time, time.sleep)
    inside, most = 0, 0

    async def visit() -> None:
        nonlocal inside, most
        async with pacer.turn("a.example"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit() for _ in range(10)))
    assert most == AT_ONCE
