from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from exposure_audit.extract.reader import read
from exposure_audit.limits import Limits
from exposure_audit.model import Reason
from exposure_audit.sandbox.faults import EVERYWHERE, GARBAGE, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import LoadedWorld

HOST = "anyford-together.example"
OTHER = "quayside-notes.example"


async def got(sandbox: Sandbox, host: str = HOST, seconds: float = 3) -> tuple[int, bytes]:
    own = sandbox.origins[f"https://{host}"]
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        aiohttp.ClientSession(timeout=timeout) as web,
        web.get(f"{own}/", headers={"Host": host}, allow_redirects=False) as answer,
    ):
        return answer.status, await answer.read()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.FORBIDDEN, 403),
        (Fault.RATE_LIMITED, 429),
        (Fault.ERROR, 500),
        (Fault.UNAVAILABLE, 503),
        (Fault.LOOP, 302),
        (Fault.LOGIN, 302),
        (Fault.UNAUTHORIZED, 401),
        (Fault.MISSING, 404),
        (Fault.CHALLENGE, 202),
    ],
)
async def test_a_host_fails_alone_and_recovers(sandbox: Sandbox, fault: Fault, status: int) -> None:
    sandbox.faults[HOST] = fault
    assert (await got(sandbox))[0] == status
    assert (await got(sandbox, OTHER))[0] == 200
    del sandbox.faults[HOST]
    assert (await got(sandbox))[0] == 200


async def test_noise_claims_to_be_a_page_and_is_none(sandbox: Sandbox) -> None:
    sandbox.faults[HOST] = Fault.GARBAGE
    async with (
        aiohttp.ClientSession() as web,
        web.get(sandbox.origins[f"https://{HOST}"] + "/", headers={"Host": HOST}) as answer,
    ):
        media_type = answer.headers["Content-Type"]
        found = read(await answer.read(), media_type=media_type, name="", limits=Limits())
    assert media_type == "text/html; charset=utf-8"
    assert Reason.UNSUPPORTED in found.gaps


async def test_bodies_that_are_no_answer(sandbox: Sandbox) -> None:
    sandbox.faults[EVERYWHERE] = Fault.GARBAGE
    assert await got(sandbox) == (200, GARBAGE)
    sandbox.faults[HOST] = Fault.EMPTY
    assert await got(sandbox) == (200, b"")
    assert (await got(sandbox, OTHER))[1] == GARBAGE
    sandbox.faults[HOST] = Fault.WALL
    status, body = await got(sandbox)
    assert status == 200
    assert b"Just a moment" in body


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.RESET])
async def test_a_host_that_is_down_cuts_the_connection(sandbox: Sandbox, fault: Fault) -> None:
    sandbox.faults[HOST] = fault
    with pytest.raises(aiohttp.ClientConnectionError):
        await got(sandbox)


async def test_a_body_is_shorter_than_it_was_said_to_be(sandbox: Sandbox) -> None:
    sandbox.faults[HOST] = Fault.SHORT
    with pytest.raises(aiohttp.ClientPayloadError):
        await got(sandbox)


@pytest.mark.parametrize("fault", [Fault.STALL, Fault.DRIP, Fault.HUGE])
async def test_a_head_comes_and_no_whole_body(sandbox: Sandbox, fault: Fault) -> None:
    sandbox.faults[HOST] = fault
    own = sandbox.origins[f"https://{HOST}"]
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"{own}/", headers={"Host": HOST}) as answer,
    ):
        assert answer.status == 200
        if fault is not Fault.STALL:
            assert await answer.content.read(1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_whole(answer), 0.05)


async def _whole(answer: aiohttp.ClientResponse) -> None:
    """Read to the end, and keep nothing."""
    async for _ in answer.content.iter_any():
        pass


@pytest.mark.parametrize(
    ("fault", "reads"),
    [(Fault.BROKEN_JSON, False), (Fault.EMPTY_OBJECT, True), (Fault.OTHER_SHAPE, True)],
)
async def test_json_that_is_none_or_means_something_else(
    sandbox: Sandbox, fault: Fault, reads: bool
) -> None:
    sandbox.faults[HOST] = fault
    status, body = await got(sandbox)
    assert status == 200
    if reads:
        assert "results" not in json.loads(body)
    else:
        with pytest.raises(ValueError, match="Unterminated"):
            json.loads(body)


async def test_a_login_page_stands_behind_every_page(sandbox: Sandbox) -> None:
    sandbox.faults[HOST] = Fault.LOGIN
    own = sandbox.origins[f"https://{HOST}"]
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"{own}/some/page", headers={"Host": HOST}) as answer,
    ):
        assert answer.url.path == "/login"
        assert b"type='password'" in await answer.read()


async def test_a_slow_host_never_answers_and_does_not_hold_up_the_end(loaded: LoadedWorld) -> None:
    before = asyncio.all_tasks()
    async with Sandbox.start(loaded, faults={HOST: Fault.SLOW}) as sandbox:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await got(sandbox, seconds=0.05)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
