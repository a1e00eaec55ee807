"""The operating system's keyring, where the extra `keyring` is installed and one answers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "exposure-audit"
SECURE = 1
"""The priority from which the library itself recommends a backend: no plain-text files."""

Answer = TypeVar("Answer")


class Keyring(Protocol):
    """Keeps secrets under names; whatever goes wrong, it has none."""

    def get(self, name: str) -> str | None:
        """Return a secret, or None."""

    def set(self, name: str, secret: str) -> bool:
        """Keep a secret; returns whether it is kept."""

    def delete(self, name: str) -> None:
        """Forget a secret."""


class SystemKeyring:
    """The keyring of this user's session; each question waits a bounded time (seconds)."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._there = importlib.util.find_spec("keyring") is not None

    def get(self, name: str) -> str | None:
        """See `Keyring.get`."""
        return self._asked(lambda: _backend().get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> bool:
        """See `Keyring.set`."""
        self._asked(lambda: _backend().set_password(SERVICE, name, secret))
        return self.get(name) == secret

    def delete(self, name: str) -> None:
        """See `Keyring.delete`."""
        self._asked(lambda: _backend().delete_password(SERVICE, name))

    def _asked(self, question: Callable[[], Answer]) -> Answer | None:
        """Ask in a thread that nobody waits for: a keyring may wait for a person, for ever.

        Whatever a backend raises means that it has nothing; its words may hold what it was given.
        """
        from multiprocessing.pool import ThreadPool

        if not self._there:
            return None
        answers: list[Answer] = []
        # Its threads are daemons, other than those of concurrent.futures: they let us end.
        pool = ThreadPool(1)
        asking = pool.apply_async(question, callback=answers.append, error_callback=_nothing)
        pool.close()
        asking.wait(self._seconds)
        self._there = asking.ready()
        return answers[0] if answers else None


def _nothing(_: BaseException) -> None:
    """Take an error as no answer."""


def _backend() -> KeyringBackend:
    import keyring
    from keyring.backends.chainer import ChainerBackend
    from keyring.errors import NoKeyringError

    backend = keyring.get_keyring()
    if isinstance(backend, ChainerBackend):
        # It calls itself safe whatever it chains, and writes to the first.
        backend = next(iter(backend.backends), backend)
    if backend.priority < SECURE:
        raise NoKeyringError
    return backend
