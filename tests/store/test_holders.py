"""Who can hold the key, in which order they are asked, and what each does with a new one."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from exposure_audit.errors import WorkspaceError
from exposure_audit.store.holders import Holder, HolderName, KeyringHolder, Slot, VariableHolder
from exposure_audit.store.key_files import FileHolder, PassphraseHolder
from exposure_audit.store.keychain import keychain
from tests.store.conftest import KEY, Keyring

LONG = "l" * 40


@dataclass
class Asker:
    """Somebody who types what the test says."""

    types: list[str]
    asked: list[str] = field(default_factory=list)

    def secret(self, question: str) -> str:
        self.asked.append(question)
        return self.types.pop(0)

    new_secret = secret


def put(holder: Holder) -> bytes:
    """Make a key and put it into the next slot; return its root."""
    key = holder.new()
    holder.put_next(key)
    return key.root


def keyring_holder(folder: Path) -> Holder:
    return KeyringHolder(Keyring(), folder)


def file_holder(folder: Path) -> Holder:
    return FileHolder(folder / "key")


@pytest.mark.parametrize("make", [keyring_holder, file_holder])
def test_a_new_key_is_next_until_it_is_settled(
    tmp_path: Path, make: Callable[[Path], Holder]
) -> None:
    holder = make(tmp_path)
    assert dict(holder.roots()) == {}
    first = put(holder)
    assert dict(holder.roots()) == {Slot.NEXT: first}
    holder.settle()
    assert dict(holder.roots()) == {Slot.CURRENT: first}
    second = put(holder)
    assert second != first
    assert dict(holder.roots()) == {Slot.CURRENT: first, Slot.NEXT: second}
    holder.settle()
    assert dict(holder.roots()) == {Slot.CURRENT: second}


def test_a_new_key_behind_a_passphrase(tmp_path: Path) -> None:
    """One test of all: a try costs seconds by design."""
    asker = Asker(["old and long enough", "wrong", "old and long enough"])
    holder = PassphraseHolder(tmp_path / "key.age", asker)
    root = put(holder)
    holder.settle()
    assert stat.S_IMODE((tmp_path / "key.age").stat().st_mode) == 0o600
    assert dict(holder.roots()) == {Slot.CURRENT: root}
    assert len(asker.asked) == 3
    assert dict(PassphraseHolder(tmp_path / "key.age", None).roots()) == {}
    holder.forget()
    assert list(tmp_path.iterdir()) == []


def test_after_a_cut_the_passphrase_of_either_key_is_taken(tmp_path: Path) -> None:
    asker = Asker(["the old passphrase", "the new passphrase", "the new passphrase"])
    holder = PassphraseHolder(tmp_path / "key.age", asker)
    put(holder)
    holder.settle()
    new = put(holder)
    assert dict(holder.roots()) == {Slot.NEXT: new}


@pytest.mark.parametrize("text", ["x", "y" * 31])
def test_a_key_that_is_too_short_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    (tmp_path / "key").chmod(0o600)
    variable = VariableHolder({"EXPOSURE_AUDIT_KEY": text})
    for holder in (variable, FileHolder(tmp_path / "key")):
        with pytest.raises(WorkspaceError, match="too few characters"):
            dict(holder.roots())


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    holder = FileHolder(tmp_path / "key")
    put(holder)
    holder.settle()
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(WorkspaceError, match="chmod 600"):
        dict(holder.roots())


def test_a_new_key_in_a_variable_is_the_users() -> None:
    with pytest.raises(WorkspaceError, match="EXPOSURE_AUDIT_NEW_KEY"):
        VariableHolder({"EXPOSURE_AUDIT_KEY": KEY}).new()
    both = VariableHolder({"EXPOSURE_AUDIT_KEY": KEY, "EXPOSURE_AUDIT_NEW_KEY": LONG})
    assert dict(both.roots()) == {
        Slot.CURRENT: dict(VariableHolder({"EXPOSURE_AUDIT_KEY": KEY}).roots())[Slot.CURRENT],
        Slot.NEXT: both.new().root,
    }


def test_a_keyring_that_does_not_keep_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="does not keep a key"):
        put(KeyringHolder(Keyring(works=False), tmp_path))


def test_each_workspace_has_an_entry_of_its_own_that_names_no_path(tmp_path: Path) -> None:
    keyring = Keyring()
    for name in ("sian-hughes", "other"):
        holder = KeyringHolder(keyring, tmp_path / name)
        put(holder)
        holder.settle()
    assert len(keyring.secrets) == 2
    assert not any("sian" in entry for entry in keyring.secrets)


def test_the_order_is_keyring_variable_file_passphrase(tmp_path: Path) -> None:
    environment = {"EXPOSURE_AUDIT_KEY": KEY, "EXPOSURE_AUDIT_KEY_FILE": str(tmp_path / "key")}
    chain = keychain(tmp_path, environment, Keyring(), None)
    assert [holder.name for holder in chain.holders] == list(HolderName)


def test_whoever_held_it_last_is_asked_first(tmp_path: Path) -> None:
    keyring = Keyring()
    chain = keychain(tmp_path, {"EXPOSURE_AUDIT_KEY": KEY}, keyring, None)
    in_keyring, variable = chain.of(HolderName.KEYRING), chain.of(HolderName.VARIABLE)
    assert in_keyring
    assert variable
    put(in_keyring)
    in_keyring.settle()
    for holder in (in_keyring, variable):
        chain.remember(holder)
        assert next(chain.found()).holder is holder
    (tmp_path / "holder").write_text("nonsense")
    assert next(chain.found()).holder is in_keyring


def test_no_key_shows_in_a_repr(tmp_path: Path) -> None:
    holder = VariableHolder({"EXPOSURE_AUDIT_KEY": KEY})
    chain = keychain(tmp_path, {"EXPOSURE_AUDIT_KEY": KEY}, Keyring(), None)
    assert KEY not in repr((holder, chain, chain.held()))
    held = chain.held()
    assert held
    assert repr(held.root)[2:-1] not in repr(held)


def test_a_next_key_that_was_never_used_is_dropped(tmp_path: Path) -> None:
    for holder in (keyring_holder(tmp_path), file_holder(tmp_path)):
        put(holder)
        holder.drop_next()
        holder.settle()
        assert dict(holder.roots()) == {}


def test_a_file_of_other_things_is_no_key_file(tmp_path: Path) -> None:
    """A change of key would overwrite it."""
    notes = tmp_path / "notes.txt"
    notes.write_text("My notes on the campaign, which are long enough for a key.\n")
    notes.chmod(0o600)
    with pytest.raises(WorkspaceError, match="something else than a key"):
        dict(FileHolder(notes).roots())


def test_a_damaged_sealed_key_is_said_and_nobody_blames_the_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "key.age"
    path.write_bytes(b"age-encryption.org/v1\n-> scr")
    path.chmod(0o600)
    with pytest.raises(WorkspaceError, match="damaged"):
        dict(PassphraseHolder(path, Asker(["x"])).roots())


def test_a_new_key_in_the_variable_for_the_next_one_makes_no_workspace(tmp_path: Path) -> None:
    chain = keychain(tmp_path, {"EXPOSURE_AUDIT_NEW_KEY": LONG}, Keyring(works=False), None)
    assert chain.held() is None
