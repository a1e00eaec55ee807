import asyncio
import json
import os
import signal
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from exposure_audit.sandbox.faults import EVERYWHERE, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from tests.cli.command import WITHOUT_ROOTS_POWERS, Command, Ran


async def test_help_and_version_import_nothing_but_click() -> None:
    listing = (
        "import sys; before = set(sys.modules)\n"
        "from exposure_audit.cli.main import outcome\n"
        "code = outcome(sys.argv[1:])\n"
        "names = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(names - sys.stdlib_module_names), file=sys.stderr); sys.exit(code)"
    )
    for arguments in (["--help"], ["--version"], ["run", "--help"], ["demo", "--help"]):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", listing, *arguments, stdout=-1, stderr=-1
        )
        out, err = await process.communicate()
        assert process.returncode == 0
        assert out
        assert err.decode().strip() == "['click', 'exposure_audit']"


async def test_the_version_is_the_packages_own(command: Command) -> None:
    from exposure_audit import __version__

    ran = await command("--version")
    assert (ran.code, ran.out) == (0, f"exposure-audit, version {__version__}\n")


SECRET = "14 St Mary's Road"


def one_line(ran: Ran) -> bool:
    return len(ran.err.strip().splitlines()) == 1 and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["walk"], "No such command"),
        (["run"], "PROFILE: there is no key"),
        (["run", "missing.toml"], "there is no such file"),
        (["run", "."], "this is a folder"),
        (["run", "broken.toml"], "not a TOML file"),
        (["run", "unknown.toml"], "adress is not a known key. Did you mean address?"),
        (["run", "postcode.toml"], "postcode"),
        (["run", "consentless.toml"], "[consent] is missing"),
        (["run", "expired.toml"], "expired"),
        (["run", "profile.toml", "--only", "nothing"], "there is no such check"),
        (["run", "profile.toml", "--origin", "x"], "--origin"),
        (["run", "profile.toml", "--settings", "missing.toml"], "no such file"),
        (["run", "profile.toml", "--fail-on", "bad"], "--fail-on"),
        (["run", "profile.toml", "--out", "profile.toml"], "--out"),
        (["scan", "profile.toml", "missing"], "missing: there is no such file or folder"),
        (["run", "profile.toml", "--max-minutes", "nan"], "--max-minutes"),
        (["run", "profile.toml", "--visit", "nowhere"], "--visit"),
        (["run", "profile.toml", "--out", ""], "an empty path names nothing"),
        (["run", "profile.toml", "--out", "taken"], "a folder stands where the file should go"),
    ],
)
async def test_a_wrong_input_gives_one_line_and_2(
    command: Command, profile_file: Path, profile_text: str, arguments: list[str], says: str
) -> None:
    folder = profile_file.parent
    (folder / "taken/report.html").mkdir(parents=True)
    (folder / "broken.toml").write_text("name = ")
    (folder / "unknown.toml").write_text(profile_text.replace("[[address]]", "[[adress]]"))
    (folder / "postcode.toml").write_text(profile_text.replace("SE15 4QE", "SE15"))
    (folder / "consentless.toml").write_text(profile_text.replace("[consent]", "[[detail]]"))
    expired = profile_text.replace("date = 2026-11-01", "date = 2020-01-01\nexpires = 2020-02-01")
    (folder / "expired.toml").write_text(expired)
    ran = await command(*arguments)
    assert ran.code == 2
    assert one_line(ran), ran.err
    assert says in ran.err
    assert not ran.out


async def test_a_profile_that_may_not_be_read(command: Command, profile_file: Path) -> None:
    profile_file.chmod(0)
    prefix = WITHOUT_ROOTS_POWERS if os.geteuid() == 0 else ()
    ran = await replace(command, program=(*prefix, *command.program))("run", profile_file)
    assert ran.code == 2
    assert one_line(ran), ran.err
    assert "cannot be read" in ran.err


async def test_a_crash_gives_one_line_and_70_and_no_value(crashing: Command) -> None:
    ran = await crashing("crash", SECRET)
    assert ran.code == 70
    assert one_line(ran)
    details = Path(ran.err.strip().rpartition(" ")[2])
    text = details.read_text()
    assert "RuntimeError" in text
    assert "in crash" in text
    assert SECRET not in text + ran.err
    assert stat.S_IMODE(details.stat().st_mode) == 0o600


async def test_a_closed_pipe_is_silent_and_141(command: Command, profile_file: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    process = await asyncio.create_subprocess_exec(
        *(*command.program, "scan", str(profile_file), str(profile_file)),
        stdout=write,
        stderr=asyncio.subprocess.PIPE,
        env=dict(command.environment),
        cwd=command.folder,
    )
    os.close(write)
    _, err = await process.communicate()
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
async def test_a_stream_that_is_closed_from_the_start_costs_nothing(
    command: Command, profile_file: Path, closed: str
) -> None:
    shell = ("sh", "-c", f'exec "$@" {closed}', "sh", *command.program)
    ran = await replace(command, program=shell)("scan", profile_file, profile_file)
    assert ran.code == 1
    assert "Traceback" not in ran.err


async def test_a_full_disk_gives_one_line_and_70(command: Command, profile_file: Path) -> None:
    shell = ("sh", "-c", 'exec "$@" > /dev/full', "sh", *command.program)
    ran = await replace(command, program=shell)("scan", profile_file, profile_file)
    assert ran.code == 70
    assert ran.err == "The output could not be written: is the disk full?\n"


async def test_ctrl_c_ends_the_demo_with_130(command: Command, tmp_path: Path) -> None:
    process = await command.start("demo", "--out", tmp_path / "demo")
    assert process.stdout is not None
    assert (await asyncio.wait_for(process.stdout.readline(), 60)).startswith(b"amber")
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 130


def profile_of(sandbox: Sandbox, slug: str, folder: Path) -> Path:
    path = folder / f"{slug}.toml"
    path.write_text(sandbox.profiles[slug], encoding="utf-8")
    sandbox.write_settings(folder / "settings.toml")
    return path


async def test_findings_are_1_only_where_asked(command: Command, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        profile = profile_of(sandbox, "amber", tmp_path)
        arguments = ("run", profile, "--settings", "settings.toml", "--only", "rdap")
        ran = await command(*arguments, "--out", "report")
        assert ran.code == 0
        assert (await command(*arguments, "--fail-on", "note", "-q")).code == 1
        assert (await command(*arguments, "--fail-on", "critical", "-q")).code == 0
    report, result = tmp_path / "report/report.html", tmp_path / "report/result.json"
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (report, result)} == {0o600}
    assert json.loads(result.read_text())["coverage"]["found"] == 1


async def test_3_where_nothing_could_be_checked(command: Command, tmp_path: Path) -> None:
    async with Sandbox.start(faults={EVERYWHERE: Fault.FORBIDDEN}) as sandbox:
        profile = profile_of(sandbox, "cedar", tmp_path)
        ran = await command("run", profile, "--settings", "settings.toml", "--format", "json")
    assert ran.code == 3
    assert {attempt["status"] for attempt in json.loads(ran.out)["attempts"]} <= {
        "inconclusive",
        "skipped",
    }


async def test_strict_is_3_where_one_place_could_not_be_checked(
    command: Command, tmp_path: Path
) -> None:
    async with Sandbox.start(faults={"dns": Fault.ERROR}) as sandbox:
        profile = profile_of(sandbox, "cedar", tmp_path)
        arguments = (
            "run",
            profile,
            "--settings",
            "settings.toml",
            "--only",
            "dns",
            "--only",
            "rdap",
        )
        assert (await command(*arguments)).code == 0
        assert (await command(*arguments, "--strict")).code == 3
        sandbox.faults.clear()
        assert (await command(*arguments, "--strict")).code == 0


async def test_a_request_that_would_disclose_too_much_is_4(
    command: Command, tmp_path: Path
) -> None:
    """An alias that holds the protected phone would carry it into a search for names."""
    async with Sandbox.start() as sandbox:
        profile = profile_of(sandbox, "amber", tmp_path)
        text = profile.read_text(encoding="utf-8")
        phone = next(line for line in text.splitlines() if line.startswith('number = "+44'))
        alias = f"also_known_as = [{phone.partition('= ')[2]}]\n"
        lines = [line for line in text.splitlines() if not line.startswith("also_known_as")]
        profile.write_text("\n".join(lines).replace("[subject]", f"[subject]\n{alias}", 1))
        ran = await command(
            *("run", profile, "--settings", "settings.toml", "--only", "companies-house"),
            *("--format", "json"),
            **sandbox.keys,
        )
    assert ran.code == 4
    (attempt,) = json.loads(ran.out)["attempts"]
    assert attempt["reason"] == "guard-egress"


async def test_ctrl_c_keeps_what_was_gathered_and_is_130(command: Command, tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        profile = profile_of(sandbox, "amber", tmp_path)
        sandbox.faults["dns"] = Fault.SLOW
        process = await command.start(
            *("run", profile, "--settings", "settings.toml", "--only", "rdap", "--only", "dns"),
            *("--out", "report", "-v"),
        )
        assert process.stderr is not None
        seen = b""
        while b"rdap: found" not in seen:
            line = await asyncio.wait_for(process.stderr.readline(), 30)
            assert line, seen
            seen += line
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 130
    result = json.loads((tmp_path / "report/result.json").read_text())
    attempts = {attempt["check"]: attempt for attempt in result["attempts"]}
    assert attempts["rdap"]["status"] == "found"
    assert (attempts["dns"]["status"], attempts["dns"]["reason"]) == ("inconclusive", "budget")
