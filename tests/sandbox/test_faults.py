from __future__ import annotations

import asyncio

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


async def test_a_host_that_is_down_cuts_the_connection(sandbox: Sandbox) -> None:
    sandbox.faults[HOST] = Fault.DOWN
    with pytest.raises(aiohttp.ClientConnectionError):
        await got(sandbox)


async def test_a_slow_host_never_answers_and_does_not_hold_up_the_end(loaded: LoadedWorld) -> None:
    before = asyncio.all_tasks()
    async with Sandbox.start(loaded, faults={HOST: Fault.SLOW}) as sandbox:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await got(sandbox, seconds=0.05)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
