"""The chain of holders, in the order in which they are asked for the workspace's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.holders import Holder, HolderName, KeyringHolder, Slot, VariableHolder
from exposure_audit.store.key_files import (
    FILE_VARIABLE,
    SEALED_KEY,
    Asker,
    FileHolder,
    PassphraseHolder,
    write_durably,
)
from exposure_audit.store.os_keyring import Keyring

HINT = "holder"
"""Beside the workspace: which holder has its key, so that the others need not be asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A key that may open the workspace."""

    holder: Holder
    slot: Slot
    root: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keychain:
    """Every holder that this user has, for one workspace folder."""

    folder: Path
    holders: Sequence[Holder]

    def found(self) -> Iterator[Found]:
        """Yield the keys that are there, the likeliest first; raises `WorkspaceError`."""
        hinted = self._hint()
        for holder in sorted(self.holders, key=lambda one: one.name is not hinted):
            for slot, root in holder.roots():
                yield Found(holder, slot, root)

    def of(self, name: HolderName) -> Holder | None:
        """Return one holder, or None where the user has none such."""
        return next((one for one in self.holders if one.name is name), None)

    @property
    def asks(self) -> bool:
        """Whether there is somebody who can be asked for a passphrase."""
        return any(isinstance(one, PassphraseHolder) and one.asker for one in self.holders)

    def held(self) -> Found | None:
        """Return the first current key that is there, for a new workspace; may ask."""
        for holder in self.holders:
            for slot, root in holder.roots():
                if slot is Slot.CURRENT:
                    return Found(holder, slot, root)
        return None

    def hinted(self) -> Holder | None:
        """Return the holder that had the key when the workspace was last opened."""
        name = self._hint()
        return self.of(name) if name else None

    def remember(self, holder: Holder) -> None:
        """Note which holder has the key, so that the others need not be asked."""
        if self._hint() is not holder.name:
            with suppress(WorkspaceError):
                write_durably(self.folder / HINT, holder.name.value.encode())

    def forget_others(self, holder: Holder) -> None:
        """Forget the keys in the holders that have it no more."""
        for one in self.holders:
            if one is not holder:
                one.forget()

    def _hint(self) -> HolderName | None:
        try:
            with (self.folder / HINT).open("rb") as file:
                return HolderName(file.read(20).decode("ascii").strip())
        except (OSError, ValueError):
            return None


def keychain(
    folder: Path, environment: Mapping[str, str], keyring: Keyring, asker: Asker | None
) -> Keychain:
    """Return the chain of this user: keyring, variable, file, passphrase."""
    holders: list[Holder] = [KeyringHolder(keyring, folder), VariableHolder(environment)]
    named = environment.get(FILE_VARIABLE)
    if named:
        holders.append(FileHolder(Path(named)))
    holders.append(PassphraseHolder(folder / SEALED_KEY, asker))
    return Keychain(folder, tuple(holders))
