"""What one attempt fetched serves the others of the run: a document is fetched once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from exposure_audit.net.interface import Response

_MOST_OF_ALL = 8
"""An answer may take an eighth of the room; a larger one is fetched again."""


class Answers:
    """The run's answers, the least used dropped first; only whole successes are kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, Response] = OrderedDict()
        self._bytes = 0
        self._locks: dict[str, _Shared] = {}

    async def once(self, key: str, fetch: Callable[[], Awaitable[Response]]) -> Response:
        """Return the answer that the run has, or fetch it; who asks meanwhile waits for it.

        Raises as `fetch` does: each of those who wait then tries for itself.
        """
        async with self._alone(key):
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            answer = await fetch()
            self._keep(key, answer)
            return answer

    @property
    def waiting(self) -> int:
        """How many questions are being asked."""
        return len(self._locks)

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        shared = self._locks.setdefault(key, _Shared())
        shared.users += 1
        try:
            async with shared.lock:
                yield
        finally:
            shared.users -= 1
            if not shared.users:
                self._locks.pop(key, None)

    def _keep(self, key: str, answer: Response) -> None:
        size = len(answer.body) + len(key)
        if answer.status != 200 or not answer.body or size > self._most // _MOST_OF_ALL:
            return
        self._kept[key] = answer
        self._bytes += size
        while self._bytes > self._most:
            dropped, old = self._kept.popitem(last=False)
            self._bytes -= len(old.body) + len(dropped)


class _Shared:
    """A lock, and how many hold it or wait for it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
