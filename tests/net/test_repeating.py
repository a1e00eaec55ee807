from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.errors import GatherError
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.net.repeating import Repeating, Try
from tests.checks.fakes import NOW

URL = "https://site.example/a"


def answer(status: int, body: bytes = b"x") -> Response:
    return Response(URL, status, {"content-type": "text/html"}, body, NOW)


def repeats(
    outcome: Response | GatherError, *, safe: bool = True, reached: bool = True, number: int = 1
) -> bool:
    one = Try(number=number, safe=safe, reached=reached, outcome=outcome)
    return Repeating(Limits()).pause(one) is not None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert repeats(answer(status))
    assert not repeats(answer(status), number=3)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 501])
def test_what_is_an_answer_is_not(status: int) -> None:
    assert not repeats(answer(status))


def test_a_wall_is_not_knocked_at_twice() -> None:
    wall = b"<html><head><title>Just a moment...</title></head><body></body></html>"
    assert not repeats(answer(503, wall))


@pytest.mark.parametrize("reason", list(Reason))
def test_only_a_broken_connection_is_tried_again_once_the_host_was_reached(reason: Reason) -> None:
    assert repeats(GatherError(reason)) is (reason is Reason.CONNECTION)
    unreached = repeats(GatherError(reason), reached=False)
    assert unreached is (reason in {Reason.CONNECTION, Reason.TIMEOUT})


def test_what_is_not_safe_is_repeated_only_where_nothing_was_done() -> None:
    assert not repeats(answer(500), safe=False)
    assert not repeats(GatherError(Reason.CONNECTION), safe=False)
    assert repeats(answer(429), safe=False)
    assert repeats(GatherError(Reason.CONNECTION), safe=False, reached=False)


@given(st.lists(st.integers(1, 3), max_size=40), st.floats(0, 30))
def test_an_attempt_never_spends_more_than_its_budget(numbers: list[int], base: float) -> None:
    limits = Limits(retry_seconds=base)
    repeating = Repeating(limits)
    pauses = [
        repeating.pause(Try(number=number, safe=True, reached=True, outcome=answer(503)))
        for number in numbers
    ]
    made = [pause for pause in pauses if pause is not None]
    assert len(made) <= limits.retries_per_attempt
    assert sum(made) <= limits.retry_total_seconds
    assert all(pause <= base * 1.5 * 2 for pause in made)


class Flaky:
    """Fails so often, then answers."""

    def __init__(self, failures: int, status: int = 503) -> None:
        self.left, self.status, self.asked = failures, status, 0

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.left == 0:
            return web.Response(text="fine")
        self.left -= 1
        if self.status == 0:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=self.status, text="not now")


Serve = Callable[[Any], Awaitable[int]]


@pytest.mark.parametrize("status", [0, 500, 503])
async def test_a_source_that_stumbles_is_asked_again(net: Any, serve: Serve, status: int) -> None:
    site = Flaky(2, status)
    channel = await net.web(await serve(site), tries=3)
    assert (await channel.get(URL)).body == b"fine"
    assert site.asked == channel.requests == 3


async def test_one_that_stays_down_is_asked_so_often_and_no_more(net: Any, serve: Serve) -> None:
    site = Flaky(99)
    channel = await net.web(await serve(site), tries=3)
    with pytest.raises(GatherError) as error:
        await channel.get(URL)
    assert error.value.reason is Reason.SERVER_ERROR
    assert site.asked == 3


async def test_a_form_that_may_have_been_taken_is_not_sent_twice(net: Any, serve: Serve) -> None:
    site = Flaky(1, 500)
    channel = await net.web(await serve(site), tries=3)
    with pytest.raises(GatherError):
        await channel.post(URL, form={"q": "x"})
    assert site.asked == 1


async def test_repetitions_count_against_the_requests_of_an_attempt(net: Any, serve: Serve) -> None:
    site = Flaky(99)
    channel = await net.web(await serve(site), tries=3, requests_per_attempt=2)
    with pytest.raises(GatherError) as error:
        await channel.get(URL)
    assert error.value.reason is Reason.BUDGET
    assert site.asked == 2
