"""Answers as received, at most 7 days, unless one is pinned as evidence.

Implements `net.cache.Cache`.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from exposure_audit.errors import WorkspaceError
from exposure_audit.limits import Clock
from exposure_audit.net.interface import Response
from exposure_audit.store.encoding import stamp
from exposure_audit.store.workspace import Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

MAX_AGE = timedelta(days=7)
"""DESIGN.md section 3, Document."""

_GET = "SELECT response FROM responses WHERE subject = ? AND key = ? AND (pinned OR retrieved >= ?)"


class StoredCache:
    """The answers that were got about one subject."""

    def __init__(self, workspace: Workspace, subject: str, clock: Clock) -> None:
        self._owner = workspace.owner
        self._secret = workspace.ids_key
        self._subject = subject
        self._clock = clock
        self._before = self._owner.read(lambda connection: _keys(connection, subject))
        self._new: set[bytes] = set()

    async def get(self, asked: str) -> Response | None:
        """See `Cache.get`; a workspace that cannot be read at the moment holds none."""
        import msgspec

        key = self._key(asked)
        if key not in self._before and key not in self._new:
            return None
        where = (self._subject, key, self._oldest())
        # Only what this run kept may still wait to be written.
        see = self._owner.seen if key in self._new else self._owner.seen_before
        try:
            found = await see(lambda connection: connection.execute(_GET, where).fetchone())
        except WorkspaceError:
            return None
        try:
            return msgspec.msgpack.decode(found[0], type=Response) if found else None
        except msgspec.MsgspecError:
            # Of another version: as good as none.
            return None

    async def put(self, asked: str, response: Response) -> None:
        """See `Cache.put`; one that is pinned stays as it is.

        Nothing is kept while the workspace takes no writes: bodies would pile up in memory.
        """
        import msgspec

        if self._owner.failure:
            return
        key = self._key(asked)
        self._new.add(key)
        row = (
            key,
            self._subject,
            msgspec.msgpack.encode(response),
            stamp(response.retrieved),
        )
        self._owner.later(lambda connection: _put(connection, row))

    def pin(self, asked: str) -> bool:
        """Keep an answer as evidence, until the subject is purged; returns whether there is one."""
        where = (self._subject, self._key(asked))
        changed = self._owner.write(
            lambda connection: (
                connection.execute(
                    "UPDATE responses SET pinned = 1 WHERE subject = ? AND key = ?", where
                ).rowcount
            )
        )
        return changed > 0

    def _oldest(self) -> str:
        return stamp(self._clock.now() - MAX_AGE)

    def _key(self, asked: str) -> bytes:
        """Return a digest: what was asked may hold a value."""
        return hmac.digest(self._secret, b"asked\x1f" + asked.encode(), "sha256")


def _keys(connection: Connection, subject: str) -> frozenset[bytes]:
    """Return under what a subject's answers are kept, so that hardly any is looked for in vain."""
    found = connection.execute("SELECT key FROM responses WHERE subject = ?", (subject,))
    return frozenset(key for (key,) in found)


def _put(connection: Connection, row: tuple[object, ...]) -> None:
    connection.execute(
        "INSERT INTO responses (key, subject, response, retrieved) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET response = excluded.response, retrieved = excluded.retrieved "
        "WHERE NOT pinned",
        row,
    )


def drop_old(connection: Connection, now: datetime) -> None:
    """Delete the answers that are too old to be kept, or of a time that has not come."""
    bounds = (stamp(now - MAX_AGE), stamp(now + timedelta(days=1)))
    connection.execute(
        "DELETE FROM responses WHERE NOT pinned AND NOT retrieved BETWEEN ? AND ?", bounds
    )
