"""Where the workspace's key can be: the OS keyring, a variable, a file, behind a passphrase.

Each holder has two slots, so that a change of key can be cut off anywhere: the new key is put into
the *next* slot before the workspace is changed, and moves to the *current* one after that. Both
happen under the workspace's lock, a passphrase is asked for before.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from exposure_audit.errors import WorkspaceError
from exposure_audit.identity import KEY_VARIABLE
from exposure_audit.store.os_keyring import Keyring

NEXT_KEY_VARIABLE = "EXPOSURE_AUDIT_NEW_KEY"
LEAST_CHARACTERS = 32
"""Of a key that somebody gives: it is used as it is, so it must be random."""


class HolderName(StrEnum):
    """What holds a workspace's key."""

    KEYRING = "keyring"
    VARIABLE = "variable"
    FILE = "file"
    PASSPHRASE = "passphrase"  # noqa: S105  (the kind of holder, no secret)


class Slot(StrEnum):
    """Which of a holder's two keys."""

    CURRENT = ""
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that nobody keeps yet."""

    root: bytes = field(repr=False)
    kept_as: str = field(repr=False)
    """What the holder will keep: the key's text, or that text sealed."""


class Holder(Protocol):
    """Keeps a root key, a text from which the file's key is derived."""

    @property
    def name(self) -> HolderName:
        """What it is."""

    @property
    def tried(self) -> str:
        """How a message names it."""

    def roots(self) -> Iterator[tuple[Slot, bytes]]:
        """Yield the root keys (32 bytes) that are there; raises `WorkspaceError`."""

    def new(self) -> NewKey:
        """Make a key, and keep it nowhere yet; may ask. Raises `WorkspaceError`."""

    def put_next(self, key: NewKey) -> None:
        """Keep a new key in the next slot, durably; raises `WorkspaceError`."""

    def settle(self) -> None:
        """Make the next key the current one, as far as the system lets us: else it stays next."""

    def drop_next(self) -> None:
        """Forget a next key that was never used."""

    def forget(self) -> bool:
        """Forget both keys, where they are ours; returns whether they are gone."""


def root_of(text: str, where: str | Path) -> bytes:
    """Return the root key of a given text; raises `WorkspaceError` for a short one."""
    if len(text) < LEAST_CHARACTERS:
        cure = f"At least {LEAST_CHARACTERS}, random: such as the output of `openssl rand -hex 32`."
        raise WorkspaceError(where, "the key has too few characters to encrypt with", cure)
    return hashlib.sha256(text.encode()).digest()


def new_key() -> NewKey:
    """Return a new random key."""
    text = secrets.token_hex(32)
    return NewKey(root_of(text, "the new key"), text)


@dataclass(frozen=True, slots=True)
class KeyringHolder:
    """The OS keyring; one entry for each workspace folder."""

    keyring: Keyring
    folder: Path
    name: HolderName = HolderName.KEYRING
    tried: str = "the keyring"

    def roots(self) -> Iterator[tuple[Slot, bytes]]:
        """See `Holder.roots`."""
        for slot in Slot:
            text = self.keyring.get(self._entry(slot))
            if text:
                yield slot, root_of(text, self.tried)

    def new(self) -> NewKey:
        """See `Holder.new`."""
        return new_key()

    def works(self) -> bool:
        """Whether it keeps what it is given: tried with an entry that is deleted again."""
        trial = self._entry(Slot.NEXT) + "-" + secrets.token_hex(4)
        works = self.keyring.set(trial, "trial")
        self.keyring.delete(trial)
        return works

    def put_next(self, key: NewKey) -> None:
        """See `Holder.put_next`."""
        if not self.keyring.set(self._entry(Slot.NEXT), key.kept_as):
            cure = "Unlock it, or choose a passphrase instead: --to passphrase."
            raise WorkspaceError("the keyring", "it does not keep a key", cure)

    def settle(self) -> None:
        """See `Holder.settle`."""
        text = self.keyring.get(self._entry(Slot.NEXT))
        if text and self.keyring.set(self._entry(Slot.CURRENT), text):
            self.drop_next()

    def drop_next(self) -> None:
        """See `Holder.drop_next`."""
        self.keyring.delete(self._entry(Slot.NEXT))

    def forget(self) -> bool:
        """See `Holder.forget`."""
        for slot in Slot:
            self.keyring.delete(self._entry(slot))
        return not any(self.keyring.get(self._entry(slot)) for slot in Slot)

    def _entry(self, slot: Slot) -> str:
        """Name the folder by a digest: keyrings list their entries."""
        place = hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:16]
        return "-".join(filter(None, ("workspace", place, slot.value)))


_VARIABLES = {Slot.CURRENT: KEY_VARIABLE, Slot.NEXT: NEXT_KEY_VARIABLE}


@dataclass(frozen=True, slots=True)
class VariableHolder:
    """The environment; a new key is given by the user in a second variable."""

    environment: Mapping[str, str] = field(repr=False)
    name: HolderName = HolderName.VARIABLE
    tried: str = KEY_VARIABLE

    def roots(self) -> Iterator[tuple[Slot, bytes]]:
        """See `Holder.roots`."""
        for slot, variable in _VARIABLES.items():
            text = self.environment.get(variable)
            if text:
                yield slot, root_of(text, variable)

    def new(self) -> NewKey:
        """See `Holder.new`: the user has made it."""
        keys = dict(self.roots())
        if Slot.NEXT not in keys:
            cure = "Put it into the environment and try again."
            raise WorkspaceError(NEXT_KEY_VARIABLE, "the new key is not set", cure)
        return NewKey(keys[Slot.NEXT], "")

    def put_next(self, key: NewKey) -> None:
        """See `Holder.put_next`: it is there."""

    def settle(self) -> None:
        """See `Holder.settle`: the environment is the user's."""

    def drop_next(self) -> None:
        """See `Holder.drop_next`: the environment is the user's."""

    def forget(self) -> bool:
        """See `Holder.forget`: the environment is the user's."""
        return True
