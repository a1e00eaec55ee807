import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.command import WITHOUT_ROOTS_POWERS, Command


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.txt").write_text("Nothing here.")
    return folder


async def test_nothing_found_is_0_and_a_sighting_is_1(
    command: Command, profile_file: Path, site: Path
) -> None:
    assert (await command("scan", profile_file, site, "--strict")).code == 0
    (site / "b.txt").write_text("Call 07700 900123")
    ran = await command("scan", profile_file, site)
    assert ran.code == 1
    assert "your phone (mobile)" in ran.out
    assert "900123" not in ran.out


async def test_a_folder_that_cannot_be_opened_is_listed(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / "locked").mkdir(mode=0)
    prefix = WITHOUT_ROOTS_POWERS if os.geteuid() == 0 else ()
    scan = replace(command, program=(*prefix, *command.program))
    ran = await scan("scan", profile_file, site, "--format", "json", "--strict")
    files = json.loads(ran.out)["files"]
    assert [(Path(each["path"]).name, each["status"], each["reason"]) for each in files] == [
        ("a.txt", "read", None),
        ("locked", "failed", "blocked"),
    ]
    assert ran.code == 3


@pytest.mark.parametrize("strict", [(), ("--strict",)])
async def test_a_folder_without_files_is_no_all_clear(
    command: Command, profile_file: Path, tmp_path: Path, strict: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    assert (await command("scan", profile_file, tmp_path / "empty", *strict)).code == 3


async def test_values_are_shown_on_request_and_never_in_ci(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / "b.txt").write_text("Call 07700 900123")
    asked = ("scan", profile_file, site, "--format", "json", "--show-values")
    assert "07700 900123" in (await command(*asked)).out
    refused = await command(*asked, CI="true")
    assert refused.code == 2
    assert "900123" not in refused.out + refused.err


async def test_a_picture_does_not_fail_a_strict_scan_and_a_broken_file_does(
    command: Command, profile_file: Path, site: Path
) -> None:
    Image.new("RGB", (4, 4)).save(site / "photo.png")
    assert (await command("scan", profile_file, site, "--strict")).code == 0
    (site / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    ran = await command("scan", profile_file, site)
    assert ran.code == 0
    assert "1 of 3 files could not be wholly read" in ran.err
    assert (await command("scan", profile_file, site, "--strict")).code == 3


async def test_an_empty_path_is_not_this_folder(command: Command, profile_file: Path) -> None:
    ran = await command("scan", profile_file, "")
    assert ran.code == 2
    assert "an empty path names nothing" in ran.err
