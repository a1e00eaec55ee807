"""Work within a time that may grow while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence


async def within(work: Coroutine[None, None, None], left: Callable[[], float]) -> None:
    """Do some work as long as `left` says that there are seconds left; raises `TimeoutError`."""
    task = asyncio.create_task(work)
    try:
        while not task.done():
            seconds = left()
            if seconds <= 0:
                raise TimeoutError
            await asyncio.wait({task}, timeout=seconds)
    finally:
        # Also where it is over: a failure that nobody hears of would be printed as a traceback.
        await stopped((task,))
    task.result()


async def stopped(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait until they have ended; how they ended does not matter."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
