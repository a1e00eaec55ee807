"""From a folder and a chain of keys to an open workspace: found, made, brought up to date."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit import identity
from exposure_audit.errors import WorkspaceError
from exposure_audit.store import migrating
from exposure_audit.store.connection import (
    PAGE_BYTES,
    Unlock,
    WrongKey,
    cannot_write,
    connect,
    create_file,
    damaged,
    keyed,
    told,
)
from exposure_audit.store.holders import Holder, HolderName, KeyringHolder, Slot
from exposure_audit.store.key_files import SEALED_KEY, FileHolder
from exposure_audit.store.keychain import Found, Keychain
from exposure_audit.store.owner import Owner
from exposure_audit.store.private import make_folder, refuse_shared
from exposure_audit.store.workspace import FILE, Workspace

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_IDS = "SELECT secret FROM keys WHERE name = 'ids'"
LOCK = "setup.lock"
LOCK_SECONDS = 15.0
_LOCKED_OUT = (
    "another exposure-audit is changing the workspace",
    "Try again when it is done.",
)
NO_KEY_CURE = (
    "`exposure-audit init` makes one on a terminal; elsewhere set EXPOSURE_AUDIT_KEY or "
    "EXPOSURE_AUDIT_KEY_FILE (docs/workspace.md)."
)


class NoKey(WorkspaceError):
    """There is no key here, so nothing can be kept."""


class NoWorkspace(WorkspaceError):
    """Nothing was ever kept here."""


@dataclass(frozen=True, slots=True)
class LockedWorkspace:
    """A workspace that is, or may come to be, in the folder of a chain of keys."""

    keychain: Keychain
    scripts: Sequence[str] = field(default_factory=migrating.shipped)
    unlocked_by: Callable[[bytes], Unlock] = keyed

    @property
    def folder(self) -> Path:
        """The workspace's folder."""
        return self.keychain.folder

    @property
    def path(self) -> Path:
        """The workspace file."""
        return self.folder / FILE

    def exists(self) -> bool:
        """Whether something was ever kept here; an empty file is one whose making was cut off."""
        try:
            return self.path.stat().st_size > 0
        except FileNotFoundError:
            return False
        except OSError:
            raise WorkspaceError(
                self.path, "the workspace cannot be looked at", "Check who may read its folder."
            ) from None

    def open(self) -> Workspace:
        """Open the workspace that is there; raises `NoWorkspace`, `NoKey`, `WorkspaceError`."""
        if not self.exists():
            cure = "`exposure-audit init` begins one."
            raise NoWorkspace(self.path, "nothing is kept here yet", cure)
        refuse_shared([self.folder, self.path, *self._others()])
        if self.path.stat().st_size < PAGE_BYTES:
            # SQLite would take it for a new, empty file.
            raise damaged(self.path)
        keys: list[Found] = []
        workspace = self._tried(self._remembered(keys))
        if workspace is None:
            # Another process may just have changed the key, and settled it by now.
            workspace = self._tried(self._quiet())
        if workspace is None:
            raise self._unopened(keys)
        return workspace

    def open_or_create(self, chosen: Holder | None = None) -> Workspace:
        """Open the workspace, or make one with the first key that is there.

        Where no holder has a key, `chosen` is given a new one; without it the OS keyring is, or the
        file that the user names. Raises as `open`.
        """
        if self.exists():
            return self.open()
        found, holder = self.keychain.held(), None
        if found is None:
            holder = chosen or self._ready_holder()
            new = holder.new()
            found = Found(holder, Slot.NEXT, new.root)
        make_folder(self.folder)
        refuse_shared([self.folder])
        with self.changing():
            if not self.exists():
                if holder:
                    holder.put_next(new)
                    holder.settle()
                create_file(self.path)
                return self._opened(found, read_only=False)
        return self.open()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep other processes from opening the workspace meanwhile; raises `WorkspaceError`."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / LOCK, timeout=LOCK_SECONDS, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise WorkspaceError(self.path, *_LOCKED_OUT) from None
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        try:
            yield
        finally:
            lock.release()

    def _others(self) -> Iterator[Path]:
        for ending in ("-wal", "-journal"):
            yield self.path.with_name(FILE + ending)
        yield self.folder / SEALED_KEY

    def _remembered(self, keys: list[Found]) -> Iterator[Found]:
        for found in self.keychain.found():
            keys.append(found)
            yield found

    def _quiet(self) -> Iterator[Found]:
        return (
            one for one in self.keychain.found() if one.holder.name is not HolderName.PASSPHRASE
        )

    def _tried(self, keys: Iterator[Found]) -> Workspace | None:
        read_only = not os.access(self.folder, os.W_OK)
        for found in keys:
            try:
                if read_only:
                    return self._opened(found, read_only=True)
                with self.changing():
                    return self._opened(found, read_only=False)
            except WrongKey:
                continue
        return None

    def _opened(self, found: Found, *, read_only: bool) -> Workspace:
        owner = Owner(self.path, partial(self._connected, found, read_only=read_only))
        if not read_only:
            # A next key that opens it was not settled when a change was cut off; another is unused.
            found.holder.settle() if found.slot is Slot.NEXT else found.holder.drop_next()
            self.keychain.remember(found.holder)
        return Workspace(
            folder=self.folder,
            owner=owner,
            holder=found.holder.name,
            ids_key=owner.read(_ids_key),
            read_only=read_only,
        )

    def _connected(self, found: Found, *, read_only: bool) -> Connection:
        connection = connect(self.path, self.unlocked_by(file_key(found.root)), read_only=read_only)
        try:
            with told(self.path):
                migrating.refuse_newer(self.path, connection, self.scripts)
                if not read_only:
                    self._bring_up_to_date(connection, found)
                else:
                    migrating.refuse_older(self.path, connection, self.scripts)
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_up_to_date(self, connection: Connection, found: Found) -> None:
        if migrating.version_of(connection) < len(self.scripts):
            migrating.migrate(self.path, connection, self.scripts)
        migrating.drop_copies(self.path)
        if connection.execute(_IDS).fetchone():
            return
        given = found.holder.name in {HolderName.VARIABLE, HolderName.FILE}
        # A key that the user gives makes the same ids without a workspace, in CI say.
        ids = identity.ids_key(found.root) if given else secrets.token_bytes(32)
        connection.execute("INSERT OR IGNORE INTO keys VALUES ('ids', ?)", (ids,))

    def _ready_holder(self) -> Holder:
        """Return who can keep a new key without asking anybody; raises `NoKey`."""
        for holder in self.keychain.holders:
            if isinstance(holder, KeyringHolder) and holder.works():
                return holder
            if isinstance(holder, FileHolder):
                return holder
        raise NoKey(self.path, "there is no key to encrypt with", NO_KEY_CURE)

    def _unopened(self, keys: Sequence[Found]) -> WorkspaceError:
        hinted = self.keychain.hinted()
        if hinted and all(found.holder is not hinted for found in keys):
            return NoKey(self.path, *_silent(hinted))
        if keys:
            tried = " and ".join(dict.fromkeys(found.holder.tried for found in keys))
            cure = "Give the key that it was made with; without it nobody can open it, nor can we."
            return WorkspaceError(self.path, f"{tried} does not open the workspace", cure)
        cure = "Give the key that it was made with, as docs/workspace.md says."
        return NoKey(self.path, "the workspace is locked, and its key is not here", cure)


def _silent(holder: Holder) -> tuple[str, str]:
    if holder.name is HolderName.PASSPHRASE:
        problem = "the workspace needs its passphrase, and nobody can be asked here"
        return problem, "Run this on a terminal."
    problem = f"the workspace is locked, and its key is not here: it was kept by {holder.tried}"
    return problem, "Unlock that, or run this where it is at hand."


def file_key(root: bytes) -> bytes:
    """Return the key of the workspace file."""
    return hmac.digest(root, b"workspace file", "sha256")


def _ids_key(connection: Connection) -> bytes:
    (secret,) = connection.execute(_IDS).fetchone()
    return bytes(secret)
