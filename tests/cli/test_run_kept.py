"""A run is kept where there is a key; without one it is as good, and nothing stays."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import KEY, WITHOUT_ROOTS_POWERS, Command, Ran

pytestmark = pytest.mark.usefixtures("web")

RUN = ("run", "amber.toml", "--only", "dns", "--format", "json")


def findings(ran: Ran) -> list[Any]:
    found: list[Any] = ran.json["findings"]
    return found


def first_seen(ran: Ran) -> dict[str, str]:
    return {finding["id"]: finding["first_seen"] for finding in findings(ran)}


async def test_without_a_key_nothing_is_kept_and_one_line_says_so(
    command: Command, tmp_path: Path
) -> None:
    ran = await command(*RUN)
    assert ran.code == 0
    assert findings(ran)
    (line,) = ran.err.splitlines()
    assert line.startswith("This run is not kept: there is no key to encrypt with.")
    quiet = await command(*RUN, "-q", "--fail-on", "note")
    assert (quiet.code, quiet.err) == (1, "")
    assert not (tmp_path / "workspace").exists()


async def test_a_second_run_knows_what_the_first_found(keyed: Command) -> None:
    first, second = await keyed(*RUN), await keyed(*RUN)
    assert {finding["status"] for finding in findings(first)} == {"new"}
    assert {finding["status"] for finding in findings(second)} == {"open"}
    assert first_seen(second) == first_seen(first)
    assert first.json["run"]["id"] != second.json["run"]["id"]
    assert first.json["subject"] == second.json["subject"]


async def test_a_key_that_the_user_gives_makes_the_same_ids_in_every_workspace(
    keyed: Command, tmp_path: Path
) -> None:
    """As in CI, where each job begins with an empty disk."""
    here = await keyed(*RUN)
    there = await keyed(*RUN, EXPOSURE_AUDIT_WORKSPACE=str(tmp_path / "there"))
    assert first_seen(here).keys() == first_seen(there).keys()
    assert here.json["subject"] == there.json["subject"]


async def test_two_runs_at_once_are_both_kept(keyed: Command) -> None:
    """The workspace is made by one of them."""
    both = await asyncio.gather(keyed(*RUN, "-q"), keyed(*RUN, "-q"))
    assert [(ran.code, ran.err) for ran in both] == [(0, ""), (0, "")]
    kept = (await keyed("workspace", "check", "--json")).json
    assert {run["id"] for run in kept["runs"]} == {ran.json["run"]["id"] for ran in both}
    assert {run["state"] for run in kept["runs"]} == {"finished"}


async def test_a_workspace_that_cannot_be_written_costs_no_run(
    keyed: Command, tmp_path: Path
) -> None:
    first = await keyed(*RUN)
    workspace = tmp_path / "workspace"
    before = {path.name: path.read_bytes() for path in workspace.iterdir()}
    workspace.chmod(0o500)
    ran = await replace(keyed, program=(*WITHOUT_ROOTS_POWERS, *keyed.program))(*RUN)
    workspace.chmod(0o700)
    assert ran.code == 0
    (line,) = ran.err.splitlines()
    assert line.startswith("This run is not kept: the workspace cannot be written.")
    assert first_seen(ran) == first_seen(first)
    assert {path.name: path.read_bytes() for path in workspace.iterdir()} == before


async def test_a_key_that_cannot_be_used_is_no_missing_key(
    command: Command, tmp_path: Path, profile_file: Path
) -> None:
    """Else whoever set it would believe that their runs are kept."""
    arguments = ("run", profile_file, "--only", "dns", "-q")
    ran = await command(*arguments, EXPOSURE_AUDIT_KEY="x" * 31)
    assert ran.refuses("EXPOSURE_AUDIT_KEY: the key has too few characters")
    key = tmp_path / "key"
    key.write_text(KEY)
    key.chmod(0o644)
    ran = await command(*arguments, EXPOSURE_AUDIT_KEY_FILE=str(key))
    assert ran.refuses(f"Run: chmod 600 {key}")
    assert not (tmp_path / "workspace").exists()


async def test_a_folder_that_others_can_read_is_refused_at_first_use(
    keyed: Command, tmp_path: Path, profile_file: Path
) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir(mode=0o755)
    ran = await keyed("run", profile_file, "--only", "dns", "-q")
    assert ran.refuses(f"Run: chmod 700 {workspace}")
    assert not list(workspace.iterdir())
