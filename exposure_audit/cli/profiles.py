"""PROFILE as every command takes it: a TOML file, a sealed one, or one that is kept."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exposure_audit.age_keys import Identity
    from exposure_audit.cli.workspace_access import Access
    from exposure_audit.model import Subject
    from exposure_audit.store.workspace import Workspace

IDENTITY_VARIABLE = "EXPOSURE_AUDIT_IDENTITY"
"""Names an age identity file of the user's own."""
_SUBJECT_ID = re.compile(r"s-[0-9a-f]{16}")


def plain_profile(path: Path | None) -> Subject | None:
    """Read a profile that needs no key, or return None for one that does.

    Before anybody is asked for a passphrase: a broken profile is said first.
    Raises `ProfileError`.
    """
    from exposure_audit import profile
    from exposure_audit.limits import SystemClock

    text = None if path is None or _is_kept(path) else plain_text(path)
    if text is None:
        return None
    return profile.parse(text, str(path), SystemClock().now().date())


def plain_text(path: Path) -> str | None:
    """Return the text of a profile's file, or None for a sealed one; raises `ProfileError`."""
    from exposure_audit import profile, sealing
    from exposure_audit.errors import ProfileError
    from exposure_audit.user_file import decoded, read_bytes

    body = read_bytes(path, sealing.MAX_SEALED_BYTES, ProfileError)
    if sealing.is_sealed(body):
        return None
    return decoded(body, path, profile.MAX_BYTES, ProfileError)


def locked_profile(path: Path | None, access: Access) -> Subject:
    """Read a sealed or a kept profile; raises `InputError`."""
    from exposure_audit import profile
    from exposure_audit.errors import WorkspaceError
    from exposure_audit.limits import SystemClock
    from exposure_audit.store.subjects import profile_of

    today = SystemClock().now().date()
    if path is not None and not _is_kept(path):
        return profile.parse(unsealed(path, access.workspace), str(path), today)
    if access.workspace is None:
        problem = access.why_not.problem if access.why_not else "no profile is kept here"
        cure = "Name a profile's file, or make one with `exposure-audit init`."
        raise WorkspaceError("PROFILE", problem, cure)
    kept = profile_of(access.workspace.owner, str(path) if path else None)
    return profile.parse(kept.text, f"the profile of {kept.subject}", today)


def unsealed(path: Path, workspace: Workspace | None) -> str:
    """Return the text of a sealed file; raises `InputError`."""
    from exposure_audit import profile, sealing
    from exposure_audit.cli.workspace_access import asker
    from exposure_audit.errors import ProfileError
    from exposure_audit.user_file import decoded, read_bytes

    body = read_bytes(path, sealing.MAX_SEALED_BYTES, ProfileError)
    someone = asker()
    ask = someone.secret if someone else None
    opened = sealing.unseal(body, str(path), own_identities(workspace), ask)
    return decoded(opened, path, profile.MAX_BYTES, ProfileError)


def own_identities(workspace: Workspace | None) -> Sequence[Identity]:
    """Return the user's age keys: of the workspace, and of the file that the user names."""
    from exposure_audit import age_keys
    from exposure_audit.errors import SealError
    from exposure_audit.store.identities import identities_of
    from exposure_audit.user_file import read_text

    kept = identities_of(workspace.owner) if workspace else ()
    named = os.environ.get(IDENTITY_VARIABLE)
    if not named:
        return kept
    text = read_text(Path(named), age_keys.MAX_IDENTITY_FILE_BYTES, SealError)
    return (*kept, *age_keys.identities_in(text, named))


def load(path: Path) -> Subject:
    """Read a PROFILE for a command that keeps nothing; raises `InputError`."""
    from exposure_audit.cli.workspace_access import Access, locked_workspace

    subject = plain_profile(path)
    if subject is not None:
        return subject
    locked = locked_workspace()
    if not locked.exists():
        return locked_profile(path, Access(None))
    with locked.open() as workspace:
        return locked_profile(path, Access(workspace))


def plain_or_kept(path: Path | None) -> Subject:
    """Read a PROFILE, or the one that is kept where none is named; raises `InputError`."""
    from exposure_audit.cli.workspace_access import workspace_if_any

    subject = plain_profile(path)
    if subject is not None:
        return subject
    with workspace_if_any() as access:
        return locked_profile(path, access)


def _is_kept(path: Path) -> bool:
    return bool(_SUBJECT_ID.fullmatch(str(path))) and not path.exists()
