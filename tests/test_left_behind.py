"""Whatever a run leaves in a user's folders shows nothing: workspace, cache, temporary files, logs.

The workspace is encrypted, so what a search of it proves is that it is; `store/test_purging.py`
looks into one that is not.
"""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exposure_audit.sandbox.sandbox import Sandbox
from tests.cli.command import CRASH, Command
from tests.test_end_to_end import written_forms

KEY = "0123456789abcdef" * 4


@dataclass(frozen=True)
class User:
    """Somebody with a home folder, whose profile and settings stand elsewhere."""

    home: Path
    command: Command
    profile: Path
    arguments: tuple[object, ...]


@pytest.fixture
async def user(tmp_path: Path) -> AsyncIterator[User]:
    """Amber, with the sandbox as the web."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home, home / "tmp", elsewhere):
        folder.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONUTF8": "1"}
    async with Sandbox.start() as sandbox:
        settings, profile = elsewhere / "settings.toml", elsewhere / "amber.toml"
        sandbox.write_settings(settings)
        profile.write_text(sandbox.profiles["amber"], encoding="utf-8")
        environment = {**kept, **own, **sandbox.keys, "EXPOSURE_AUDIT_KEY": KEY}
        yield User(
            home=home,
            command=Command(environment, home),
            profile=profile,
            arguments=("--settings", settings, "--out", home / "report", "-v"),
        )


def encodings(form: str) -> Iterator[bytes]:
    """A value in the encodings in which a file might hold it."""
    for text in {form, form.lower(), form.upper()}:
        plain = text.encode()
        yield plain
        yield from (text.encode("utf-16-le"), text.encode("utf-16-be"))
        if len(plain) > 8:
            yield plain.hex().encode()
            # Base64 from any of the three places at which a value may begin.
            for shift in range(3):
                yield base64.b64encode(b"\0" * shift + plain)[(4 * shift + 2) // 3 + 1 : -4]


def files_of(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def shows(home: Path) -> set[tuple[str, str]]:
    """Each file in a home folder that holds a value, in its name or its content."""
    found = set()
    for path, body in files_of(home).items():
        whole = str(path.relative_to(home)).encode() + b"\n" + body
        for form in written_forms("amber"):
            if any(each in whole for each in encodings(form)):
                found.add((path.name, form))
    return found


def test_the_search_itself_finds_what_is_there(tmp_path: Path) -> None:
    form = next(written_forms("amber"))
    for number, body in enumerate(encodings(form)):
        (tmp_path / str(number)).write_bytes(b"before " + body + b" after")
    assert len({name for name, _ in shows(tmp_path)}) == number + 1


async def test_a_whole_run_leaves_no_value(user: User) -> None:
    ran = await user.command("run", user.profile, *user.arguments)
    assert ran.code == 0, ran.err
    names = {path.name for path in files_of(user.home)}
    assert {"workspace.db", "report.html", "result.json"} <= names
    assert shows(user.home) == set()
    assert not any(form in ran.out + ran.err for form in written_forms("amber"))


async def test_a_kept_profile_a_report_and_an_export_leave_no_value(user: User) -> None:
    for arguments in (
        ("init", "--from", user.profile),
        ("run", "--only", "dns", *user.arguments),
        ("report", "--out", user.home / "again"),
        ("workspace", "export", "--out", user.home / "export.json"),
        ("workspace", "check"),
    ):
        ran = await user.command(*arguments)
        assert ran.code == 0, ran.err
    assert (user.home / "export.json").stat().st_size > 1_000
    assert shows(user.home) == set()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_a_run_that_is_stopped_leaves_no_value(user: User, how: signal.Signals) -> None:
    process = await user.command.start("run", user.profile, *user.arguments)
    assert process.stderr
    await asyncio.wait_for(process.stderr.readline(), 30)
    process.send_signal(how)
    await asyncio.wait_for(process.communicate(), 30)
    names = {path.name for path in files_of(user.home)}
    assert "workspace.db" in names
    assert shows(user.home) == set()


async def test_a_crash_leaves_no_value(user: User) -> None:
    value = next(written_forms("amber"))
    crashing = Command(user.command.environment, user.home, (sys.executable, "-c", CRASH))
    ran = await crashing("crash", value)
    assert ran.code == 70
    assert any("error" in path.name for path in files_of(user.home))
    assert shows(user.home) == set()
