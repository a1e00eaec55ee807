"""From the command line to the workspace: its folder, its key, and who is asked for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from exposure_audit.audit import Order
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.keeping import Keeping, Unkept
    from exposure_audit.net.quota import Quota
    from exposure_audit.settings import Settings
    from exposure_audit.store.key_files import Asker
    from exposure_audit.store.locked import LockedWorkspace
    from exposure_audit.store.stored_run import StoredRun
    from exposure_audit.store.workspace import Workspace

KEYRING_SECONDS = 2.0
LEAST_PASSPHRASE = 12


class Terminal:
    """Someone at the terminal; implements `Asker`."""

    def secret(self, question: str) -> str:
        """See `Asker.secret`."""
        answer: str = click.prompt(question, hide_input=True, err=True, prompt_suffix="")
        return answer

    def new_secret(self, question: str) -> str:
        """See `Asker.new_secret`."""
        while True:
            answer: str = click.prompt(
                question,
                hide_input=True,
                confirmation_prompt="The same again: ",
                err=True,
                prompt_suffix="",
            )
            if len(answer) >= LEAST_PASSPHRASE:
                return answer
            words = f"Not yet: at least {LEAST_PASSPHRASE} characters, such as four random words."
            click.echo(words, err=True)


def asker() -> Asker | None:
    """Return whoever sits at the terminal, if anybody does."""
    return Terminal() if sys.stdin is not None and sys.stdin.isatty() else None


def locked_workspace(*, ask: bool = True) -> LockedWorkspace:
    """Return this user's workspace, unopened; without `ask` nobody is asked for a passphrase."""
    from exposure_audit.store.keychain import keychain
    from exposure_audit.store.locked import LockedWorkspace
    from exposure_audit.store.os_keyring import SystemKeyring
    from exposure_audit.store.workspace import workspace_folder

    folder = workspace_folder(os.environ)
    keyring = SystemKeyring(KEYRING_SECONDS)
    return LockedWorkspace(keychain(folder, os.environ, keyring, asker() if ask else None))


@dataclass(frozen=True, slots=True)
class Access:
    """The workspace, or why there is none: a run goes on without one."""

    workspace: Workspace | None
    why_not: WorkspaceError | None = None


@contextmanager
def workspace_if_any() -> Iterator[Access]:
    """Open or begin the workspace, if there is a key and a disk that takes it.

    One that is there and does not open for another reason than a missing key is an error, and so
    is a key that cannot be used or a folder that others can read: raises `WorkspaceError`.
    """
    from exposure_audit.store.connection import Unwritable
    from exposure_audit.store.locked import NoKey

    locked = locked_workspace()
    try:
        workspace = locked.open_or_create()
    except (NoKey, Unwritable) as failure:
        if locked.exists() and isinstance(failure, Unwritable):
            raise
        yield Access(None, failure)
        return
    with workspace:
        yield Access(workspace)


def quota_of(access: Access) -> Quota:
    """Return the limits that this user's processes share, or this process keeps alone."""
    from exposure_audit.limits import SystemClock
    from exposure_audit.net.quota import MemoryQuota
    from exposure_audit.store.quotas import StoredQuota

    clock = SystemClock()
    return StoredQuota(access.workspace, clock) if access.workspace else MemoryQuota(clock)


@contextmanager
def keeping_of(access: Access, order: Order, *, resume: bool, quiet: bool) -> Iterator[Keeping]:
    """Give the run its place; says afterwards what could not be kept. Raises `WorkspaceError`."""
    place, failure = _place_of(access, order, resume=resume)
    try:
        yield place
    finally:
        place.close()
    if not quiet:
        _say_after(place, failure)


def _place_of(
    access: Access, order: Order, *, resume: bool
) -> tuple[StoredRun | Unkept, WorkspaceError | None]:
    """Return a run's place, and why it is none in the workspace."""
    from exposure_audit import identity
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.keeping import Unkept
    from exposure_audit.limits import SystemClock
    from exposure_audit.store import stored_run

    clock = SystemClock()
    if access.workspace is None:
        if resume and access.why_not:
            raise access.why_not
        key = identity.workspace_key(os.environ)
        return Unkept(key=key, started=clock.now()), access.why_not
    opening = stored_run.Opening(order.subject, _choices(order), clock)
    if resume:
        return stored_run.go_on(access.workspace, opening), None
    try:
        return stored_run.begin(access.workspace, opening), None
    except WorkspaceError as unwritable:
        return stored_run.unkept(access.workspace, opening), unwritable


def _say_after(place: StoredRun | Unkept, failure: WorkspaceError | None) -> None:
    if failure:
        _say("This run is not kept", failure)
    elif place.failure:
        _say("This run, and what it sent, is not or not wholly kept", place.failure)
    elif place.unfinished:
        click.echo(
            "The run is not done. To go on with it: the same command with --resume", err=True
        )


def _say(words: str, why: WorkspaceError) -> None:
    click.echo(f"{words}: {why.problem}. {why.cure}", err=True)


def trusted_keys(workspace: Workspace | None, settings: Settings) -> frozenset[str]:
    """Return the public age keys in the user's list: those trusted, and the user's own."""
    from exposure_audit.cli.profiles import own_identities

    own = (identity.recipient for identity in own_identities(workspace))
    return frozenset((*settings.trust, *own))


def _choices(order: Order) -> bytes:
    """Return all that decides what a run looks at, beside the subject."""
    from exposure_audit import __version__
    from exposure_audit.store.encoding import dump

    ours = (name for name in order.environment if name.startswith("EXPOSURE_AUDIT_"))
    keys = sorted(name for name in ours if name.endswith("_KEY"))
    return dump([__version__, order.settings, order.only, order.skip, order.offline, keys])
