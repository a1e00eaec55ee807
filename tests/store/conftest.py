"""A workspace of a test's own, with a key that is always the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from exposure_audit.store.key_files import Asker
from exposure_audit.store.keychain import keychain
from exposure_audit.store.locked import LockedWorkspace

KEY = "k" * 32


@dataclass
class Keyring:
    """A keyring that keeps secrets in memory."""

    secrets: dict[str, str] = field(default_factory=dict)
    works: bool = True

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> bool:
        if self.works:
            self.secrets[name] = secret
        return self.works

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


NO_KEYRING = Keyring(works=False)


def locked_in(
    folder: Path,
    environment: Mapping[str, str] | None = None,
    keyring: Keyring = NO_KEYRING,
    asker: Asker | None = None,
) -> LockedWorkspace:
    """A workspace in a folder, with the test's key unless something else is given."""
    given = {"EXPOSURE_AUDIT_KEY": KEY} if environment is None else environment
    return LockedWorkspace(keychain(folder, given, keyring, asker))


@pytest.fixture
def locked(tmp_path: Path) -> LockedWorkspace:
    """A workspace that is not there yet."""
    return locked_in(tmp_path / "workspace")
