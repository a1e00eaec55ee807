"""From nothing to an open workspace, and every reason why not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.holders import HolderName
from exposure_audit.store.locked import LockedWorkspace, NoKey, NoWorkspace
from tests.store.conftest import KEY, Keyring, locked_in

OTHER = {"EXPOSURE_AUDIT_KEY": "o" * 32}


def test_first_use_makes_it_for_its_owner_alone(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        assert workspace.holder is HolderName.VARIABLE
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in locked.folder.iterdir()}
    assert stat.S_IMODE(locked.folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}, modes
    assert locked.path.read_bytes()[:15] != b"SQLite format 3"


def test_the_ids_key_outlives_closing(locked: LockedWorkspace) -> None:
    with locked.open_or_create() as workspace:
        key = workspace.ids_key
    with locked.open() as workspace:
        assert workspace.ids_key == key


def test_a_given_key_makes_the_same_ids_in_any_workspace(tmp_path: Path) -> None:
    keys = []
    for name in ("a", "b"):
        with locked_in(tmp_path / name).open_or_create() as workspace:
            keys.append(workspace.ids_key)
    assert keys[0] == keys[1]


def test_a_random_key_makes_other_ids(tmp_path: Path) -> None:
    keys = []
    for name in ("a", "b"):
        with locked_in(tmp_path / name, {}, Keyring()).open_or_create() as workspace:
            keys.append(workspace.ids_key)
    assert keys[0] != keys[1]


def test_a_wrong_key_opens_nothing_and_changes_nothing(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    before = locked.path.read_bytes()
    with pytest.raises(WorkspaceError, match="EXPOSURE_AUDIT_KEY does not open"):
        locked_in(locked.folder, OTHER).open_or_create()
    assert locked.path.read_bytes() == before
    locked.open().close()


def test_a_wrong_key_writes_nothing_to_stderr(
    locked: LockedWorkspace, capfd: pytest.CaptureFixture[str]
) -> None:
    locked.open_or_create().close()
    with pytest.raises(WorkspaceError):
        locked_in(locked.folder, OTHER).open()
    assert capfd.readouterr() == ("", "")


def test_without_a_key_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with pytest.raises(NoKey):
        locked_in(folder, {}).open_or_create()
    assert not folder.exists()


def test_what_was_never_made_is_not_opened(locked: LockedWorkspace) -> None:
    with pytest.raises(NoWorkspace):
        locked.open()
    assert not locked.folder.exists()


def test_a_file_whose_making_was_cut_off_is_made_again(locked: LockedWorkspace) -> None:
    locked.folder.mkdir(mode=0o700)
    locked.path.touch(mode=0o600)
    assert not locked.exists()
    locked.open_or_create().close()
    assert locked.exists()


def test_any_key_that_is_there_is_tried(locked: LockedWorkspace) -> None:
    locked.open_or_create().close()
    keyring = Keyring()
    elsewhere = locked_in(locked.folder / "elsewhere", {}, keyring)
    elsewhere.open_or_create().close()
    # The keyring has a key for another folder only: the variable is the one that opens this.
    with locked_in(locked.folder, {"EXPOSURE_AUDIT_KEY": KEY}, keyring).open() as workspace:
        assert workspace.holder is HolderName.VARIABLE


@pytest.mark.parametrize("kept", [0, 1, 100, 4_095])
def test_a_truncated_first_page_is_said(locked: LockedWorkspace, kept: int) -> None:
    locked.open_or_create().close()
    body = locked.path.read_bytes()
    locked.path.write_bytes(body[:kept])
    if kept == 0:
        assert not locked.exists()
        return
    with pytest.raises(WorkspaceError, match=r"does not open|damaged"):
        locked.open()
    assert locked.path.read_bytes() == body[:kept]


def test_what_others_can_read_is_refused_with_the_line_that_mends_it(
    locked: LockedWorkspace,
) -> None:
    locked.open_or_create().close()
    for path, mode in ((locked.folder, 0o750), (locked.path, 0o640)):
        was = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode)
        with pytest.raises(WorkspaceError, match="other people") as caught:
            locked.open()
        line = str(caught.value).partition("Run: ")[2]
        assert line == f"chmod {was:o} {path}"
        assert os.system(line) == 0
        locked.open().close()


def test_a_newer_schema_is_refused_and_left(locked: LockedWorkspace) -> None:
    newer = LockedWorkspace(locked.keychain, (*locked.scripts, "CREATE TABLE x (y);"))
    newer.open_or_create().close()
    with pytest.raises(WorkspaceError, match="a newer exposure-audit"):
        locked.open()
    newer.open().close()


def test_two_that_begin_at_once_make_one(locked: LockedWorkspace) -> None:
    keyring = Keyring()
    first, second = (locked_in(locked.folder, {}, keyring) for _ in range(2))
    with first.open_or_create() as one, second.open_or_create() as two:
        assert one.ids_key == two.ids_key


def test_two_that_find_no_key_make_one_and_not_two(tmp_path: Path) -> None:
    """Both may have seen that there is none before either had the lock."""
    keyring = Keyring()
    first = locked_in(tmp_path / "workspace", {}, keyring)

    class Slow(Keyring):
        """By the time that this one has looked, the other is done."""

        def get(self, name: str) -> str | None:
            found = keyring.get(name)
            if not first.exists():
                first.open_or_create().close()
            return found

        def set(self, name: str, secret: str) -> bool:
            return keyring.set(name, secret)

        def delete(self, name: str) -> None:
            keyring.delete(name)

    with locked_in(first.folder, {}, Slow()).open_or_create() as one, first.open() as two:
        assert one.ids_key == two.ids_key


def test_a_next_key_of_a_change_that_failed_harms_no_new_workspace(tmp_path: Path) -> None:
    environment = {"EXPOSURE_AUDIT_KEY_FILE": str(tmp_path / "key")}
    locked = locked_in(tmp_path / "workspace", environment)
    locked.open_or_create().close()
    holder = locked.keychain.holders[2]
    holder.put_next(holder.new())
    locked.path.rename(locked.path.with_name("moved-away"))
    locked.open_or_create().close()
    locked.open().close()


def test_a_holder_that_does_not_answer_is_not_taken_for_a_wrong_key(tmp_path: Path) -> None:
    keyring = Keyring()
    locked_in(tmp_path / "workspace", {}, keyring).open_or_create().close()
    silent = locked_in(tmp_path / "workspace", {"EXPOSURE_AUDIT_KEY": KEY}, Keyring(works=False))
    with pytest.raises(NoKey, match="it was kept by the keyring"):
        silent.open()


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%41b", "a b", "a'b", 'a"b', "\udce9"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    keyring = Keyring()
    for folder in (tmp_path / name, tmp_path / name.replace("%41", "A")):
        with locked_in(folder, {}, keyring).open_or_create() as workspace:
            assert workspace.path.exists()
        assert (folder / "workspace.db").stat().st_size > 0
