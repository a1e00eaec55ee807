"""No source is asked more often than it allows, by however many processes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.net.quota import Quota, Rate
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.quotas import StoredQuota
from tests.store.conftest import locked_in
from tests.store.made import Clock

RATE = Rate(per_second=2, burst=3)


async def test_a_burst_then_one_at_a_time(locked: LockedWorkspace) -> None:
    clock = Clock()
    with locked.open_or_create() as workspace:
        quota: Quota = StoredQuota(workspace, clock)
        assert [await quota.take("a", RATE) for _ in range(4)] == [0, 0, 0, 0.5]
        assert await quota.take("b", RATE) == 0
        clock.time = clock.later(seconds=0.5).time
        assert [await quota.take("a", RATE) for _ in range(2)] == [0, 0.5]


async def test_a_day_has_an_end(locked: LockedWorkspace) -> None:
    clock = Clock()
    rate = Rate(per_second=100, burst=100, per_day=2)
    with locked.open_or_create() as workspace:
        quota = StoredQuota(workspace, clock)
        assert [await quota.take("a", rate) for _ in range(3)] == [0, 0, 12 * 3600]
        clock.time = clock.later(hours=12).time
        assert await quota.take("a", rate) == 0


async def test_a_clock_that_is_set_back_shuts_nobody_out(locked: LockedWorkspace) -> None:
    clock = Clock()
    with locked.open_or_create() as workspace:
        quota = StoredQuota(workspace, clock)
        assert [await quota.take("a", RATE) for _ in range(4)] == [0, 0, 0, 0.5]
        clock.time = clock.later(hours=-5).time
        assert [await quota.take("a", RATE) for _ in range(4)] == [0, 0, 0, 0.5]
        assert await quota.take("a", RATE) == 0.5


@given(
    steps=st.lists(st.tuples(st.integers(0, 1), st.floats(0, 2)), max_size=25),
    rate=st.sampled_from([0.5, 1, 4]),
    burst=st.integers(1, 4),
)
def test_two_processes_together_never_get_more(
    steps: list[tuple[int, float]], rate: float, burst: int
) -> None:
    async def takes(quota: StoredQuota) -> float:
        return await quota.take("a", Rate(per_second=rate, burst=burst))

    with tempfile.TemporaryDirectory() as folder:
        locked = locked_in(Path(folder) / "workspace")
        with locked.open_or_create() as first, locked.open() as second:
            clock = Clock()
            quotas = [StoredQuota(each, clock) for each in (first, second)]
            began, granted = clock.time, 0
            for which, pause in steps:
                clock.time = clock.later(seconds=pause).time
                granted += asyncio.run(takes(quotas[which])) == 0
                passed = (clock.time - began).total_seconds()
                assert granted <= burst + rate * passed + 1e-6
