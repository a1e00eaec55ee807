"""Keys in files: one that the user names, and one beside the workspace behind a passphrase."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from exposure_audit import private_file, sealing
from exposure_audit.errors import SealError, WorkspaceError
from exposure_audit.store.connection import Unwritable
from exposure_audit.store.holders import HolderName, NewKey, Slot, new_key, root_of
from exposure_audit.store.private import refuse_shared
from exposure_audit.user_file import decoded, read_bytes

FILE_VARIABLE = "EXPOSURE_AUDIT_KEY_FILE"
MAX_BYTES = 10_000
SEALED_KEY = "key.age"
"""Beside the workspace."""
TRIES = 3


class Asker(Protocol):
    """Someone at a terminal."""

    def secret(self, question: str) -> str:
        """Return what they type, unseen."""

    def new_secret(self, question: str) -> str:
        """Return what they type twice, unseen."""


@dataclass(frozen=True, slots=True)
class FileHolder:
    """A file that the user names, for its owner alone; made where it is missing."""

    path: Path
    name: HolderName = HolderName.FILE
    tried: str = FILE_VARIABLE

    def roots(self) -> Iterator[tuple[Slot, bytes]]:
        """See `Holder.roots`."""
        for slot, path, body in _there(self.path):
            refuse_shared([path])
            text = decoded(body, path, MAX_BYTES, WorkspaceError).strip()
            if len(text.split()) > 1:
                # It would be overwritten by a new key one day.
                cure = "Name a file that holds the key alone, or one that is not there yet."
                raise WorkspaceError(path, "this file holds something else than a key", cure)
            yield slot, root_of(text, path)

    def new(self) -> NewKey:
        """See `Holder.new`."""
        return new_key()

    def put_next(self, key: NewKey) -> None:
        """See `Holder.put_next`."""
        write_durably(slot_path(self.path, Slot.NEXT), key.kept_as.encode() + b"\n")

    def settle(self) -> None:
        """See `Holder.settle`."""
        _settle(self.path)

    def drop_next(self) -> None:
        """See `Holder.drop_next`."""
        _drop(slot_path(self.path, Slot.NEXT))

    def forget(self) -> bool:
        """See `Holder.forget`: the file is the user's, a next one is ours."""
        self.drop_next()
        return True


@dataclass(frozen=True, slots=True)
class PassphraseHolder:
    """A random key beside the workspace, sealed with a passphrase (age's scrypt)."""

    path: Path
    asker: Asker | None
    name: HolderName = HolderName.PASSPHRASE
    tried: str = "the passphrase"

    def roots(self) -> Iterator[tuple[Slot, bytes]]:
        """See `Holder.roots`; asks for the passphrase."""
        if self.asker is None:
            return
        sealed = {slot: body for slot, _, body in _there(self.path)}
        for _ in range(TRIES if sealed else 0):
            passphrase = self.asker.secret("Passphrase of the workspace: ")
            opened = {slot: self._opened(body, passphrase) for slot, body in sealed.items()}
            if any(opened.values()):
                yield from ((slot, root) for slot, root in opened.items() if root)
                return
        if sealed:
            cure = "Try again; without the passphrase nobody can open it, nor can we."
            raise WorkspaceError(self.path, f"no passphrase opened it in {TRIES} tries", cure)

    def new(self) -> NewKey:
        """See `Holder.new`; asks for a new passphrase."""
        if self.asker is None:
            cure = "Run this on a terminal."
            raise WorkspaceError("the passphrase", "there is nobody to ask for it", cure)
        key = new_key()
        passphrase = self.asker.new_secret("New passphrase of the workspace: ")
        sealed = sealing.seal_with_passphrase(key.kept_as.encode(), passphrase)
        return NewKey(key.root, b64encode(sealed).decode())

    def put_next(self, key: NewKey) -> None:
        """See `Holder.put_next`."""
        write_durably(slot_path(self.path, Slot.NEXT), b64decode(key.kept_as))

    def settle(self) -> None:
        """See `Holder.settle`."""
        _settle(self.path)

    def drop_next(self) -> None:
        """See `Holder.drop_next`."""
        _drop(slot_path(self.path, Slot.NEXT))

    def forget(self) -> bool:
        """See `Holder.forget`."""
        for _, path, _ in _there(self.path):
            _drop(path)
        return not any(_there(self.path))

    def _opened(self, sealed: bytes, passphrase: str) -> bytes | None:
        """Return the root key, or None where the passphrase is a wrong one."""
        if not sealing.wants_passphrase(sealed):
            cure = "Put a copy from a backup in its place."
            raise WorkspaceError(self.path, "the sealed key is damaged", cure)
        try:
            text = sealing.unseal(sealed, SEALED_KEY, (), lambda _: passphrase, tries=1)
        except SealError:
            return None
        return root_of(text.decode(), SEALED_KEY)


def _there(path: Path) -> Iterator[tuple[Slot, Path, bytes]]:
    """Yield the slots that hold something; another process may settle one at any moment."""
    for slot in Slot:
        there = slot_path(path, slot)
        if not there.exists():
            continue
        try:
            body = read_bytes(there, MAX_BYTES, WorkspaceError)
        except WorkspaceError:
            if there.exists():
                raise
            continue
        yield slot, there, body


def slot_path(path: Path, slot: Slot) -> Path:
    """Return the file of a slot."""
    return path.with_name(f"{path.name}.{slot.value}") if slot is Slot.NEXT else path


def _settle(path: Path) -> None:
    # Where the system does not let us, the key stays in the next slot, and is found there.
    with suppress(OSError):
        slot_path(path, Slot.NEXT).replace(path)
        private_file.sync_folder(path.parent)


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def write_durably(path: Path, body: bytes) -> None:
    """Write a file for its owner alone and wait for the disk; raises `Unwritable`."""
    try:
        private_file.write(path, body, durable=True)
    except OSError:
        cure = "Check that the disk has room and that you may write there."
        raise Unwritable(path, "the key cannot be written", cure) from None
