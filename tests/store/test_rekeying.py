"""A new key, kept by the same holder or another."""

from __future__ import annotations

from pathlib import Path

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.store import stored_run
from exposure_audit.store.checking import condition_of
from exposure_audit.store.holders import HolderName
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.rekeying import rekey
from tests.store.conftest import KEY, Keyring, locked_in
from tests.store.made import opening


def to(locked: LockedWorkspace, name: HolderName) -> None:
    holder = locked.keychain.of(name)
    assert holder
    with locked.open() as workspace:
        rekey(locked, workspace, holder)


def test_the_keyring_gets_a_new_key_and_the_old_opens_nothing(tmp_path: Path) -> None:
    keyring = Keyring()
    locked = locked_in(tmp_path / "workspace", {}, keyring)
    with locked.open_or_create() as workspace:
        ids_key = workspace.ids_key
        stored_run.begin(workspace, opening()).close()
    old = dict(keyring.secrets)
    to(locked, HolderName.KEYRING)
    assert set(keyring.secrets) == set(old)
    with locked.open() as workspace:
        assert workspace.ids_key == ids_key
        assert len(condition_of(workspace).runs) == 1
    with pytest.raises(WorkspaceError, match="does not open"):
        locked_in(locked.folder, {}, Keyring(old)).open()


def test_the_key_moves_from_one_holder_to_another(tmp_path: Path) -> None:
    keyring = Keyring()
    environment = {"EXPOSURE_AUDIT_KEY_FILE": str(tmp_path / "key")}
    locked = locked_in(tmp_path / "workspace", environment, keyring)
    locked.open_or_create().close()
    assert keyring.secrets
    to(locked, HolderName.FILE)
    assert keyring.secrets == {}
    with locked.open() as workspace:
        assert workspace.holder is HolderName.FILE


def test_a_key_of_the_environment_is_changed_by_the_user(tmp_path: Path) -> None:
    locked = locked_in(tmp_path / "workspace")
    locked.open_or_create().close()
    changing = {"EXPOSURE_AUDIT_KEY": KEY, "EXPOSURE_AUDIT_NEW_KEY": "n" * 32}
    to(locked_in(locked.folder, changing), HolderName.VARIABLE)
    with pytest.raises(WorkspaceError):
        locked.open()
    locked_in(locked.folder, {"EXPOSURE_AUDIT_KEY": "n" * 32}).open().close()


def test_while_another_process_is_connected_nothing_changes(locked: LockedWorkspace) -> None:
    both = {"EXPOSURE_AUDIT_KEY": KEY, "EXPOSURE_AUDIT_NEW_KEY": "n" * 32}
    with locked.open_or_create() as other:
        with pytest.raises(WorkspaceError, match="at work"):
            to(locked_in(locked.folder, both), HolderName.VARIABLE)
        assert condition_of(other).problems == 0
    locked.open().close()


def test_the_log_and_the_journal_are_gone_or_empty_after_it(tmp_path: Path) -> None:
    keyring = Keyring()
    locked = locked_in(tmp_path / "workspace", {}, keyring)
    with locked.open_or_create() as workspace:
        holder = locked.keychain.of(HolderName.KEYRING)
        assert holder
        rekey(locked, workspace, holder)
        sizes = {
            path.name: path.stat().st_size
            for path in locked.folder.glob("workspace.db-*")
            if not path.name.endswith("-shm")
        }
    assert not any(sizes.values()), sizes
