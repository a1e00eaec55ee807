"""What one attempt fetched serves the others of the run: a document is fetched once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta

from exposure_audit.limits import Clock
from exposure_audit.net.interface import Response

_BESIDE_BODY = 1_000
"""What an answer takes besides its texts (bytes)."""
_MOST_OF_ALL = 8
"""An answer may take an eighth of the room; a larger one is fetched again."""


class Answers:
    """The run's answers, the least used dropped first; only whole successes are kept.

    A slate may go on for days: what is older than a few minutes is fetched again.
    """

    def __init__(self, most_bytes: int, most_age: timedelta, clock: Clock) -> None:
        self._most = most_bytes
        self._most_age = most_age
        self._clock = clock
        self._kept: OrderedDict[str, Response] = OrderedDict()
        self._bytes = 0
        self._asked: dict[str, asyncio.Event] = {}

    async def once(self, key: str, fetch: Callable[[], Awaitable[Response]]) -> Response:
        """Return the answer that the run has, or fetch it; who asks meanwhile waits for it.

        Raises as `fetch` does: then one of those who wait tries for itself.
        """
        while True:
            found = self._kept.get(key)
            if found is not None and self._clock.now() - found.retrieved < self._most_age:
                self._kept.move_to_end(key)
                return found
            under_way = self._asked.get(key)
            if under_way is None:
                return await self._fetched(key, fetch)
            await under_way.wait()

    async def _fetched(self, key: str, fetch: Callable[[], Awaitable[Response]]) -> Response:
        under_way = self._asked[key] = asyncio.Event()
        try:
            answer = await fetch()
            self._keep(key, answer)
            return answer
        finally:
            del self._asked[key]
            under_way.set()

    def _keep(self, key: str, answer: Response) -> None:
        size = _size(key, answer)
        if answer.status != 200 or not answer.body or size > self._most // _MOST_OF_ALL:
            return
        old = self._kept.pop(key, None)
        self._bytes -= _size(key, old) if old else 0
        self._kept[key] = answer
        self._bytes += size
        while self._bytes > self._most:
            least, dropped = self._kept.popitem(last=False)
            self._bytes -= _size(least, dropped)


def _size(key: str, answer: Response) -> int:
    headers = sum(len(name) + len(value) for name, value in answer.headers.items())
    return len(answer.body) + len(key) + headers + _BESIDE_BODY
