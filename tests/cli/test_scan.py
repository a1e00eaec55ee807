import asyncio
import json
import os
import pty
import signal
from collections.abc import Mapping
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


async def test_what_may_be_listed_and_not_opened_is_told_apart(
    command: Command, profile_file: Path, tmp_path: Path, site: Path
) -> None:
    for name, mode in (("listed", 0o400), ("locked", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.txt").touch()
        (tmp_path / name).chmod(mode)
    (tmp_path / "link").symlink_to("locked/b.txt")
    prefix = WITHOUT_ROOTS_POWERS if os.geteuid() == 0 else ()
    scan = replace(command, program=(*prefix, *command.program))
    ran = await scan("scan", profile_file, site, "listed", "locked", "link", "-q")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        "listed/b.txt: failed (blocked: it may not be opened)",
        "locked: failed (blocked: it may not be opened)",
        "link: failed (blocked: it may not be opened)",
    ]


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


async def test_what_is_ignored_is_listed_and_fails_no_strict_scan(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / ".gitignore").write_text("drafts/\n*.fifo")
    (site / "drafts").mkdir()
    (site / "drafts/b.txt").write_text("Call 07700 900123")
    os.mkfifo(site / "c.fifo")
    (site / "d.txt").write_text("Call 07700 900123")
    asked = ("scan", profile_file, site, "--strict", "--exclude", "d.*")
    ran = await command(*asked)
    assert ran.code == 0, ran
    assert "drafts: skipped (not-applicable: ignored by a .gitignore)" in ran.out
    assert "d.txt: skipped (not-applicable: left out by --exclude)" in ran.out
    assert ran.err == (
        "2 of 5 files or folders were not read, as a .gitignore says; --no-gitignore reads them.\n"
    )
    assert (await command(*asked, "--no-gitignore")).code == 1
    (site / "drafts/b.txt").unlink()
    assert (await command(*asked, "--no-gitignore")).code == 3, "a pipe is never read"
    assert (await command(*asked, "--exclude", "*")).code == 3, "nothing was read"


@pytest.mark.parametrize("pattern", ["", "a[b", "# drafts"])
async def test_a_pattern_that_fits_nothing_is_a_mistake(
    command: Command, profile_file: Path, site: Path, pattern: str
) -> None:
    ran = await command("scan", profile_file, site, "--exclude", pattern)
    assert ran.code == 2
    assert ran.err.startswith("--exclude: ")
    assert not ran.out


async def test_pictures_alone_are_looked_through(
    command: Command, profile_file: Path, site: Path
) -> None:
    Image.new("RGB", (4, 4)).save(site / "photo.png")
    assert (await command("scan", profile_file, site / "photo.png", "--strict")).code == 0


async def test_quiet_prints_the_sightings_and_nothing_else(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / "b.txt").write_text("Call 07700 900123")
    (site / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    ran = await command("scan", profile_file, site, "-q")
    assert ran.code == 1
    assert ran.err == ""
    assert len(ran.out.splitlines()) == 2
    assert (await command("scan", profile_file, site / "a.txt", "-q")).out == ""


async def test_verbose_says_each_file_and_no_value(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / "07700 900123.txt").write_text("x")
    ran = await command("scan", profile_file, site, "-v")
    assert f"{site.as_posix()}/a.txt: read" in ran.err
    assert "900123" not in ran.out + ran.err
    assert "\r" not in ran.err


async def test_a_terminal_sees_how_far_it_is(
    command: Command, profile_file: Path, site: Path
) -> None:
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *(*command.program, "scan", str(profile_file), str(site), "--format", "json"),
        stdout=asyncio.subprocess.PIPE,
        stderr=theirs,
        env={**command.environment, "TERM": "xterm", "NO_COLOR": "1"},
        cwd=command.folder,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    os.close(theirs)
    seen = os.read(ours, 10_000)
    os.close(ours)
    assert len(json.loads(out)["files"]) == 1
    assert b"looked at 1 file: 0 sightings" in seen
    assert b"\x1b" not in seen
    assert seen.endswith(b" \r"), "nothing is left on the screen"


async def test_ctrl_c_keeps_the_list_so_far(
    command: Command, profile_file: Path, site: Path
) -> None:
    for number in range(2_000):
        (site / f"{number:04}.txt").write_text("Call 07700 900123")
    process = await command.start("scan", profile_file, site, "--format", "json", "-v")
    assert process.stderr is not None
    assert await asyncio.wait_for(process.stderr.readline(), 60)
    process.send_signal(signal.SIGINT)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 130
    document = json.loads(out)
    assert document["interrupted"] is True
    assert 0 < len(document["files"]) < 2_000
    assert b"Traceback" not in err
    assert err.endswith(b"Stopped: the list ends where the scan was interrupted.\n")


async def log(command: Command, *arguments: object, **more: str) -> Mapping[str, object]:
    """The one run of a SARIF log."""
    ran = await command("scan", *arguments, "--format", "sarif", **more)
    assert "900123" not in ran.out
    run: Mapping[str, object]
    (run,) = json.loads(ran.out)["runs"]
    return run


async def test_sarif_is_keyed_where_there_is_a_key(
    command: Command, profile_file: Path, site: Path
) -> None:
    (site / "b.txt").write_text("Call 07700 900123")
    plain = await log(command, profile_file, "site")
    keyed = await log(command, profile_file, "site", EXPOSURE_AUDIT_KEY="a key")
    assert "partialFingerprints" not in json.dumps(plain)
    assert "exposureAudit/v1" in json.dumps(keyed)
    assert '"uri": "site/b.txt"' in json.dumps(plain)
    again = await log(command, profile_file, "site", EXPOSURE_AUDIT_KEY="a key")
    assert again == keyed


@pytest.mark.parametrize("written", ["$MY_PROFILE", "~/profile.toml", "${HOME}/profile.toml"])
async def test_a_profile_as_a_hook_has_it(
    command: Command, profile_file: Path, site: Path, written: str
) -> None:
    folder = profile_file.parent
    ran = await command(
        "scan", written, "--", site / "a.txt", MY_PROFILE=str(profile_file), HOME=str(folder)
    )
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("more", [{}, {"MY_PROFILE": ""}])
async def test_a_variable_that_is_not_set_is_said(
    command: Command, site: Path, more: Mapping[str, str]
) -> None:
    ran = await command("scan", "$MY_PROFILE", site, **more)
    assert ran.code == 2
    assert ran.err.startswith("$MY_PROFILE: there is no such environment variable")


async def test_a_file_whose_name_is_a_value_stands_there_as_its_label(
    command: Command, profile_file: Path, site: Path
) -> None:
    """What was declared under a name on the command line is masked in every form of the list."""
    (site / "07700 900123.txt").write_text("x")
    for form in ("text", "json", "sarif"):
        ran = await command("scan", profile_file, site, "--format", form)
        assert ran.code == 1
        assert "900123" not in ran.out + ran.err
