from __future__ import annotations

from exposure_audit.sandbox.quota import Quota
from tests.fakes import HandClock


def test_a_window_holds_so_many_and_then_begins_anew() -> None:
    clock = HandClock()
    quota = Quota(2, 300.0, clock)
    assert [quota.take() for _ in range(3)] == [True, True, False]
    assert (quota.left, quota.resets_in) == (0, 300)
    clock.seconds += 299
    assert not quota.take()
    assert quota.resets_in == 1
    clock.seconds += 1
    assert quota.take()
    assert quota.left == 1


def test_a_quota_of_nothing_allows_nothing() -> None:
    assert not Quota(0, 300.0, HandClock()).take()
