"""The system's keyring through the real library, with backends of the test's own."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from exposure_audit.store.os_keyring import SystemKeyring


class InMemory(KeyringBackend):
    """A keyring that works."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class PlainFile(InMemory):
    """One that the library itself does not recommend."""

    priority = 0.5


class Locked(InMemory):
    """One that stays locked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{service} {username} {len(password)}")


class Waiting(InMemory):
    """One that waits for a person who never comes."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(20)
        return f"too late for {service} {username}"


@pytest.fixture(autouse=True)
def _own_backend() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_secret_is_kept_and_forgotten() -> None:
    keyring.set_keyring(InMemory())
    ours = SystemKeyring(2)
    assert ours.get("a") is None
    assert ours.set("a", "secret")
    assert ours.get("a") == "secret"
    ours.delete("a")
    ours.delete("a")
    assert ours.get("a") is None


@pytest.mark.parametrize("backend", [PlainFile, Locked])
def test_one_that_is_not_safe_or_not_open_has_nothing(backend: type[InMemory]) -> None:
    keyring.set_keyring(backend())
    ours = SystemKeyring(2)
    assert not ours.set("a", "secret")
    assert ours.get("a") is None


class Talking(InMemory):
    """One that fails in its own way, with the secret in its words."""

    def get_password(self, service: str, username: str) -> str | None:
        raise LookupError(f"{service} {username} secret")


def test_whatever_it_raises_it_has_nothing_and_says_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    keyring.set_keyring(Talking())
    assert SystemKeyring(2).get("a") is None
    assert capfd.readouterr() == ("", "")


def test_a_chain_is_as_safe_as_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's chain calls itself safe whatever it chains."""
    make: Callable[[], KeyringBackend] = ChainerBackend
    for first, kept in ((PlainFile(), False), (InMemory(), True)):
        monkeypatch.setattr(ChainerBackend, "backends", [first, InMemory()])
        keyring.set_keyring(make())
        assert SystemKeyring(2).set("a", "secret") is kept
        assert bool(first.kept) is kept


def test_one_that_waits_for_ever_is_asked_once() -> None:
    keyring.set_keyring(Waiting())
    ours = SystemKeyring(0.05)
    began = time.monotonic()
    assert ours.get("a") is None
    assert ours.get("b") is None
    assert time.monotonic() - began < 5


def test_the_library_is_not_imported_to_learn_that_it_is_there() -> None:
    before = set(sys.modules)
    SystemKeyring(2)
    assert not {name for name in set(sys.modules) - before if name.startswith("keyring")}
