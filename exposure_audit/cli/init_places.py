"""Where `init` keeps answers and the profile: the encrypted workspace, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from exposure_audit.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Collection

    from exposure_audit.interview.draft import Kept
    from exposure_audit.model import Subject
    from exposure_audit.store.locked import LockedWorkspace
    from exposure_audit.store.workspace import Workspace


class Place(Protocol):
    """Keeps the answers of an interview, then the profile."""

    @property
    def words(self) -> str:
        """How a message names it."""

    @property
    def next_step(self) -> str:
        """What to run next."""

    def answers(self) -> Kept:
        """Return the answers so far; raises `OptionError`."""

    def keep_answers(self, text: str) -> None:
        """Keep the answers so far; raises `InputError`."""

    def keep(self, text: str) -> None:
        """Keep the profile, and drop the answers.

        Raises `InputError`, also for answers that do not go together: kept, and to be mended.
        """


class FilePlace:
    """A file that the user names, for its owner alone."""

    def __init__(self, path: Path) -> None:
        from exposure_audit.cli.products import prepare_folder
        from exposure_audit.errors import OptionError

        if path.exists():
            raise OptionError(path, "there is a profile already", "Edit it, or name another --out.")
        prepare_folder(path.parent)
        self._path = path
        self._draft = path.with_name(f"{path.name}.draft")
        self.words = str(self._draft)
        self.next_step = f"Your profile is in {path}. Now: exposure-audit run {path} --out report"

    def answers(self) -> Kept:
        """See `Place.answers`."""
        from exposure_audit.errors import OptionError
        from exposure_audit.interview import draft
        from exposure_audit.user_file import read_text

        if not self._draft.exists():
            return draft.Kept()
        return draft.loads(read_text(self._draft, draft.MAX_BYTES, OptionError), self._draft)

    def keep_answers(self, text: str) -> None:
        """See `Place.keep_answers`."""
        from exposure_audit.cli.products import write_private

        write_private(self._draft, text)

    def keep(self, text: str) -> None:
        """See `Place.keep`."""
        from exposure_audit import profile
        from exposure_audit.cli.products import write_private
        from exposure_audit.limits import SystemClock

        write_private(self._path, text)
        self._draft.unlink(missing_ok=True)
        profile.parse(text, str(self._path), SystemClock().now().date())


class WorkspacePlace:
    """The encrypted workspace."""

    words = "the encrypted workspace"
    next_step = "Your profile is kept encrypted. Now: exposure-audit run --out report"

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def answers(self) -> Kept:
        """See `Place.answers`."""
        from exposure_audit.interview import draft
        from exposure_audit.store.subjects import draft_of

        text = draft_of(self._workspace.owner)
        return draft.loads(text, self.words) if text else draft.Kept()

    def keep_answers(self, text: str) -> None:
        """See `Place.keep_answers`."""
        from exposure_audit.store.subjects import keep_draft

        keep_draft(self._workspace.owner, text)

    def keep(self, text: str) -> None:
        """See `Place.keep`."""
        import tomllib

        from exposure_audit import identity, profile
        from exposure_audit.limits import SystemClock

        name = tomllib.loads(text)["subject"]["name"]
        subject = identity.subject_id(self._workspace.ids_key, name)
        self._keep(text, subject, ())
        profile.parse(text, f"the profile of {subject}", SystemClock().now().date())

    def replace(self, text: str, made: Subject, *, another: bool) -> None:
        """Keep a whole profile in the place of an earlier one of the same person.

        Raises `WorkspaceError` where only others are kept, unless `another` is to be added.
        """
        from exposure_audit.store.stored_run import subject_of
        from exposure_audit.store.subjects import profiles_in

        subject = subject_of(self._workspace, made)
        kept = profiles_in(self._workspace.owner)
        same = [each.subject for each in kept if each.subject == subject or _same(each.text, made)]
        if another:
            # One more, whoever it is; only their own is replaced.
            same = [each for each in same if each == subject]
        elif kept and not same:
            cure = "For another person: add --another."
            raise WorkspaceError(kept[0].subject, "somebody else's profile is kept here", cure)
        self._keep(text, subject, same)

    def _keep(self, text: str, subject: str, instead_of: Collection[str]) -> None:
        from exposure_audit.limits import SystemClock
        from exposure_audit.store.subjects import KeptProfile, keep_profile

        now = SystemClock().now()
        keep_profile(self._workspace.owner, KeptProfile(subject, text), now, instead_of)


def _same(text: str, made: Subject) -> bool:
    """Whether a kept profile is about the same person under another spelling of the name."""
    from exposure_audit import profile
    from exposure_audit.errors import ProfileError
    from exposure_audit.limits import SystemClock

    try:
        kept = profile.parse(text, "the kept profile", SystemClock().now().date())
    except ProfileError:
        return False
    return not profile.telling_values(kept).isdisjoint(profile.telling_values(made))


def refuse_second(workspace: Workspace) -> None:
    """Raise `WorkspaceError` where a profile is kept already: `init` never replaces one."""
    from exposure_audit.store.subjects import subjects_of

    kept = [row.id for row in subjects_of(workspace.owner) if row.has_profile]
    if kept:
        cure = (
            "To change it: `exposure-audit workspace export --profile --out FILE`, edit the file, "
            "`exposure-audit init --from FILE`. For another person: init --another."
        )
        raise WorkspaceError(kept[0], "a profile is kept already", cure)


def begun_workspace(locked: LockedWorkspace, ask: Question) -> Workspace:
    """Open the workspace, or make one with the user; raises `NoKey`, `WorkspaceError`.

    Where nobody else uses the device the OS keyring is given a key without more ado; on a shared
    device, or where there is no keyring, a passphrase is the way.
    """
    from exposure_audit.store.holders import HolderName
    from exposure_audit.store.key_files import SEALED_KEY
    from exposure_audit.store.locked import NoKey

    passphrase = locked.keychain.of(HolderName.PASSPHRASE)
    there = locked.exists() or (locked.folder / SEALED_KEY).exists()
    if there or not locked.keychain.asks or locked.keychain.held():
        return locked.open_or_create()
    if ask(_SHARED):
        click.echo(_RECOMMENDED, err=True)
        return locked.open_or_create(passphrase)
    try:
        return locked.open_or_create()
    except NoKey:
        click.echo(_NO_KEYRING, err=True)
        return locked.open_or_create(passphrase)


class Question(Protocol):
    """Asks something that is answered with yes or no."""

    def __call__(self, text: str) -> bool:
        """Return whether the answer was yes."""


_SHARED = "Does anyone else use this device?"
_RECOMMENDED = (
    "Then choose a passphrase: whoever else uses it cannot open what is kept here. Four random\n"
    "words are good. Write it down on paper: without it nobody can open this again, nor can we."
)
_NO_KEYRING = (
    "What is kept here is encrypted. This computer has no keyring that we could use for the key\n"
    "(installing exposure-audit[keyring] may give it one), so choose a passphrase. Four random\n"
    "words are good. Write it down on paper: without it nobody can open this again, nor can we."
)
