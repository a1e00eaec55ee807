"""A workspace that cannot be used is said in one line, with its cure, and left as it was."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exposure_audit.store import migrating
from exposure_audit.store.locked import LockedWorkspace
from exposure_audit.store.workspace import FILE
from tests.cli.command import OTHER_KEY, WITHOUT_ROOTS_POWERS, Command

NOBODY = 65534

NEXT = len(migrating.shipped()) + 1
"""The version of a workspace that a later exposure-audit made."""


def contents(folder: Path) -> dict[str, bytes]:
    """The workspace's own files; the lock that its processes share is none."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


@pytest.fixture
def kept(keyed: Command, profile_file: Path) -> Path:
    """The folder of a workspace that is there; a profile lies at hand."""
    assert profile_file.name == "profile.toml"
    keyed.workspace.open_or_create().close()
    return keyed.workspace.folder


def cut_short(locked: LockedWorkspace) -> None:
    os.truncate(locked.path, 50_000)


def cut_to_the_start(locked: LockedWorkspace) -> None:
    os.truncate(locked.path, 100)


def garbage(locked: LockedWorkspace) -> None:
    locked.path.write_bytes(bytes(range(256)) * 200)


def newer(locked: LockedWorkspace) -> None:
    LockedWorkspace(locked.keychain, (*locked.scripts, "CREATE TABLE later (x);")).open().close()


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("workspace", "check"),
    ("run", "profile.toml", "--only", "dns", "-q"),
    ("keys", "new"),
    ("init", "--from", "profile.toml"),
    ("scan", "s-0123456789abcdef", "profile.toml"),
)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (cut_short, "the workspace file is damaged"),
        (cut_to_the_start, "the workspace file is damaged"),
        (garbage, "EXPOSURE_AUDIT_KEY does not open the workspace"),
        (newer, f"a newer exposure-audit made this workspace (version {NEXT}). Install the newest"),
    ],
)
async def test_what_cannot_be_opened_is_left_as_it_was(
    keyed: Command,
    kept: Path,
    spoil: Callable[[LockedWorkspace], None],
    says: str,
) -> None:
    spoil(keyed.workspace)
    before = contents(kept)
    for arguments in COMMANDS[:2]:
        assert (await keyed(*arguments)).refuses(says), arguments
        assert contents(kept) == before


async def test_a_wrong_key_opens_nothing(command: Command, kept: Path) -> None:
    before = contents(kept)
    for arguments in COMMANDS:
        ran = await command(*arguments, EXPOSURE_AUDIT_KEY=OTHER_KEY)
        assert ran.refuses("EXPOSURE_AUDIT_KEY does not open the workspace."), arguments
        assert OTHER_KEY not in ran.err
    ran = await command("workspace", "check", EXPOSURE_AUDIT_KEY="too-short")
    assert ran.refuses("At least 32, random: such as the output of `openssl rand -hex 32`.")
    assert "too-short" not in ran.err
    assert contents(kept) == before


@pytest.mark.usefixtures("kept")
async def test_a_key_that_is_missing_is_an_error_but_for_a_run(command: Command) -> None:
    for arguments in (("workspace", "check"), ("report",), ("keys", "new"), ("init",)):
        assert (await command(*arguments)).refuses(
            "the workspace is locked, and its key is not here"
        )


@pytest.mark.parametrize(("name", "mode", "right"), [("", 0o755, "700"), (FILE, 0o644, "600")])
async def test_what_others_can_read_is_refused_with_the_line_that_mends_it(
    keyed: Command, kept: Path, name: str, mode: int, right: str
) -> None:
    path = kept / name
    path.chmod(mode)
    for arguments in COMMANDS[:2]:
        ran = await keyed(*arguments)
        assert ran.refuses(f"{path}: other people on this machine can read it."), arguments
        line = ran.err.partition("Run: ")[2]
        assert line == f"chmod {right} {path}\n"
    assert (await replace(keyed, program=("sh", "-c"))(line)).code == 0
    assert (await keyed("workspace", "check")).code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
async def test_somebody_elses_workspace_is_refused(keyed: Command, kept: Path) -> None:
    before = contents(kept)
    for path in (kept, *kept.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    as_another = replace(keyed, program=(*WITHOUT_ROOTS_POWERS, *keyed.program))
    for arguments in COMMANDS[:2]:
        assert (await as_another(*arguments)).refuses("the workspace cannot be looked at")
    kept.chmod(0o755)
    assert (await as_another(*COMMANDS[0])).refuses("this belongs to another account")
    # Root, who can read it, does not use it either.
    assert (await keyed(*COMMANDS[0])).refuses("this belongs to another account")
    assert contents(kept) == before


async def test_a_key_file_is_made_once_for_its_owner_alone(
    command: Command, tmp_path: Path, profile_file: Path
) -> None:
    named = command.having(EXPOSURE_AUDIT_KEY_FILE=str(tmp_path / "keys"))
    assert (await named("keys", "new")).code == 0
    key = (tmp_path / "keys").read_text()
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    assert len(key.strip()) == 64
    assert (await named("workspace", "check", "--json")).json["holder"] == "file"
    misspelt = command.having(EXPOSURE_AUDIT_KEY_FILE=str(tmp_path / "kyes"))
    assert (await misspelt("workspace", "check")).refuses("its key is not here")
    ran = await misspelt("run", profile_file, "--only", "dns", "--disclose", "nothing")
    assert "This run is not kept: the workspace is locked" in ran.err
    assert not (tmp_path / "kyes").exists()
    assert (tmp_path / "keys").read_text() == key


async def test_a_key_file_that_others_can_read_is_refused(command: Command, tmp_path: Path) -> None:
    key = tmp_path / "key"
    named = command.having(EXPOSURE_AUDIT_KEY_FILE=str(key))
    assert (await named("keys", "new")).code == 0
    key.chmod(0o644)
    ran = await named("workspace", "check")
    assert ran.refuses("other people on this machine can read it. Run: chmod 600")
    assert (await replace(named, program=("sh", "-c"))(ran.err.partition("Run: ")[2])).code == 0
    assert (await named("workspace", "check")).code == 0


async def test_a_workspace_can_be_carried_to_another_place(
    keyed: Command, kept: Path, tmp_path: Path
) -> None:
    shutil.copytree(kept, tmp_path / "backup")
    ran = await keyed("workspace", "check", EXPOSURE_AUDIT_WORKSPACE=str(tmp_path / "backup"))
    assert ran.code == 0
