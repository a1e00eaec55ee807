"""The one thread that owns the connection, and gathers small writes into large transactions.

SQLite's connection stays in the thread that made it; asyncio waits for that thread, not for a disk.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.connection import told

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

Result = TypeVar("Result")
Work = Callable[["Connection"], Result]
"""What is done with the connection, inside a transaction."""


class Owner:
    """Serves one connection to any thread."""

    def __init__(self, path: Path, connect: Callable[[], Connection]) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="workspace")
        self._lock = threading.Lock()
        self._waiting: deque[Work[None]] = deque()
        self._drains: deque[Future[None]] = deque()
        self.failure: WorkspaceError | None = None
        """What keeps `later` writes from being made; they wait, and are tried with the next."""
        try:
            self._connection = self._pool.submit(connect).result()
        except BaseException:
            self._pool.shutdown()
            raise

    def read(self, work: Work[Result]) -> Result:
        """Do something with a steady view; raises `WorkspaceError`."""
        return self._submit("DEFERRED", work).result()

    def write(self, work: Work[Result]) -> Result:
        """Do something wholly or not at all; raises `WorkspaceError`."""
        return self._submit("IMMEDIATE", work).result()

    async def seen(self, work: Work[Result]) -> Result:
        """As `read`, for asyncio."""
        return await asyncio.wrap_future(self._submit("DEFERRED", work))

    async def seen_before(self, work: Work[Result]) -> Result:
        """As `seen`, for what needs none of the writes that wait."""
        return await asyncio.wrap_future(self._pool.submit(self._transaction, "DEFERRED", work))

    async def written(self, work: Work[Result]) -> Result:
        """As `write`, for asyncio."""
        return await asyncio.wrap_future(self._submit("IMMEDIATE", work))

    def bare(self, work: Work[Result]) -> Result:
        """Do something that may not stand in a transaction; raises `WorkspaceError`."""
        self._submit_drain()
        return self._pool.submit(self._outside, work).result()

    def later(self, work: Work[None]) -> None:
        """Write soon, in order, with whatever else waits then; see `failure`."""
        with self._lock:
            idle = not self._waiting or self.failure
            self._waiting.append(work)
        if idle:
            self._submit_drain()

    def flush(self) -> None:
        """Write what waits."""
        self._submit_drain().result()

    def close(self) -> None:
        """Write what waits, and close."""
        self._submit_drain()
        self._pool.submit(self._connection.close)
        self._pool.shutdown()
        # A bug in a write that nobody waited for must not pass in silence.
        for drain in self._drains:
            drain.result()

    def _submit(self, kind: str, work: Work[Result]) -> Future[Result]:
        # In one thread, so that what was left for later is written first.
        self._submit_drain()
        return self._pool.submit(self._transaction, kind, work)

    def _submit_drain(self) -> Future[None]:
        with self._lock:
            while self._drains and self._drains[0].done() and not self._drains[0].exception():
                self._drains.popleft()
            drain = self._pool.submit(self._drain)
            self._drains.append(drain)
        return drain

    def _drain(self) -> None:
        with self._lock:
            works = tuple(self._waiting)
            self._waiting.clear()
        if not works:
            return
        try:
            self._transaction("IMMEDIATE", lambda connection: _each(works, connection))
            self.failure = None
        except WorkspaceError as failure:
            with self._lock:
                self._waiting.extendleft(reversed(works))
            self.failure = failure

    def _outside(self, work: Work[Result]) -> Result:
        with told(self._path):
            return work(self._connection)

    def _transaction(self, kind: str, work: Work[Result]) -> Result:
        connection = self._connection
        with told(self._path):
            connection.execute(f"BEGIN {kind}")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # SQLite itself has rolled back where the disk is full.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result


def _each(works: tuple[Work[None], ...], connection: Connection) -> None:
    for work in works:
        work(connection)
