from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.net.interface import Response
from exposure_audit.net.waiting import LONGEST, asked_to_wait, retry_after

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def wait(status: int = 200, **headers: str) -> float | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asked_to_wait(Response("https://a.example/", status, named, b"", NOW), NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 1.5 ", 1.5),
        ("0", 0),
        ("Wed, 25 Nov 2026 09:02:00 GMT", 120),
        ("Wednesday, 25-Nov-26 09:02:00 GMT", 120),
        ("Wed Nov 25 09:02:00 2026", 120),
        ("Wed, 25 Nov 2026 09:02:00 -0000", 120),
        ("Wed, 25 Nov 2026 10:02:00 +0100", 120),
        ("Wed, 25 Nov 2020 09:02:00 GMT", 0),
        ("Wed, 25 Nov 2099 09:02:00 GMT", LONGEST),
        ("9999999999", LONGEST),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("Wed, 99 Nov 2026 09:02:00 GMT", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:00:00 -2300", LONGEST),
        ("Mon, 01 Jan 0001 00:00:00 +2300", 0),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(text: str, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


def test_retry_after_counts_with_a_refusal_only() -> None:
    assert wait(429, retry_after="7") == 7
    assert wait(503, retry_after="7") == 7
    assert wait(200, retry_after="7") is None


@pytest.mark.parametrize(
    ("remaining", "reset", "seconds"),
    [
        ("0", "30", 30),
        ("1", "30", None),
        ("0", str(int(NOW.timestamp()) + 30), 30),
        ("0", str(int(NOW.timestamp()) - 30), 0),
        ("1, 0", "1, 1419704", LONGEST),
        ("0, 900", "1, 1419704", 1),
        ("1, 900", "1, 1419704", None),
        ("0, 0", "1", None),
        ("0", "later", None),
        ("nothing", "30", None),
        ("", "", None),
    ],
)
def test_windows_that_are_used_up(remaining: str, reset: str, seconds: float | None) -> None:
    assert wait(x_ratelimit_remaining=remaining, x_ratelimit_reset=reset) == seconds


@pytest.mark.parametrize("name", ["x_ratelimit_remain", "ratelimit_remaining"])
def test_other_names_of_the_same(name: str) -> None:
    assert wait(status=200, **{name: "0", "ratelimit_reset": "12"}) == 12


@given(after=st.text(max_size=60), remaining=st.text(max_size=60), reset=st.text(max_size=60))
def test_whatever_stands_there_a_wait_is_none_or_at_most_a_day(
    after: str, remaining: str, reset: str
) -> None:
    found = wait(429, retry_after=after, x_ratelimit_remaining=remaining, x_ratelimit_reset=reset)
    assert found is None or 0 <= found <= LONGEST
