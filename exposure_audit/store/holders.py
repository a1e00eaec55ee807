"""Where the workspace's key can be: the OS keyring, a variable, a file, behind a passphrase.

Each holder has two slots, so that a change of key can be cut off anywhere: the new key is kept in
the *next* slot before the workspace is changed, and moves to the *current* one after that.
"""

from __future__ import annotations

import hashlib
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

    def make(self) -> bytes:
        """Put a new key into the next slot, durably; raises `WorkspaceError`."""

    def settle(self) -> None:
        """Make the next key the current one."""

    def forget(self) -> None:
        """Forget both keys, where they are ours."""


def root_of(text: str, where: str | Path) -> bytes:
    """Return the root key of a given text; raises `WorkspaceError` for a short one."""
    if len(text) < LEAST_CHARACTERS:
        cure = f"At least {LEAST_CHARACTERS}, random: such as the output of `openssl rand -hex 32`."
        raise WorkspaceError(where, "the key has too few characters to encrypt with", cure)
    return hashlib.sha256(text.encode()).digest()


def new_text() -> str:
    """Return a new random key as a text."""
    return secrets.token_hex(32)


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

    def make(self) -> bytes:
        """See `Holder.make`."""
        text = new_text()
        if not self.keyring.set(self._entry(Slot.NEXT), text):
            cure = "Unlock it, or choose a passphrase instead: --to passphrase."
            raise WorkspaceError("the keyring", "it does not keep a key", cure)
        return root_of(text, self.tried)

    def settle(self) -> None:
        """See `Holder.settle`."""
        text = self.keyring.get(self._entry(Slot.NEXT))
        if text and self.keyring.set(self._entry(Slot.CURRENT), text):
            self.keyring.delete(self._entry(Slot.NEXT))

    def forget(self) -> None:
        """See `Holder.forget`."""
        for slot in Slot:
            self.keyring.delete(self._entry(slot))

    def _entry(self, slot: Slot) -> str:
        """Name the folder by a digest: keyrings list their entries."""
        place = hashlib.sha256(str(self.folder.absolute()).encode()).hexdigest()[:16]
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

    def make(self) -> bytes:
        """See `Holder.make`: the user has made it."""
        keys = dict(self.roots())
        if Slot.NEXT not in keys:
            cure = "Put it into the environment and try again."
            raise WorkspaceError(NEXT_KEY_VARIABLE, "the new key is not set", cure)
        return keys[Slot.NEXT]

    def settle(self) -> None:
        """See `Holder.settle`: the environment is the user's."""

    def forget(self) -> None:
        """See `Holder.forget`: the environment is the user's."""
