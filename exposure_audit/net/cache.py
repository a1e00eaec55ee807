"""What the network room asks of a cache of answers; the workspace implements it."""

from __future__ import annotations

from typing import Protocol

from exposure_audit.net.interface import Response


class Cache(Protocol):
    """Keeps answers for a bounded time, each under what was asked, without keys."""

    async def get(self, asked: str) -> Response | None:
        """Return the answer to the same question, if it is still kept."""

    async def put(self, asked: str, response: Response) -> None:
        """Keep an answer in the place of an earlier one."""


class NoCache:
    """Keeps nothing: for a run without a workspace."""

    async def get(self, asked: str) -> Response | None:
        """See `Cache.get`."""

    async def put(self, asked: str, response: Response) -> None:
        """See `Cache.put`."""
