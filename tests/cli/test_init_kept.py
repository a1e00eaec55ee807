"""`init` keeps what is typed in the encrypted workspace, and nowhere else."""

import re
import stat
import tomllib
from pathlib import Path

import pytest

from exposure_audit.interview.choices import SELF_STATEMENT
from exposure_audit.sandbox.sandbox import Sandbox
from tests.cli.command import Command, holders
from tests.cli.terminal import CTRL_C, Terminal, at_a_terminal

FIRST = (
    *("y", "Tomasz Placeholder-Reed", "", ""),
    *("8 Wickerwork Close, Fennel Cross", "UA4 2LN", "", ""),
    *("01632 960412", "", "t.reed@letterbox.example"),
)
REST = ("", "", "fennelcross-first.example", *[""] * 10, *("y", "y", "n"), SELF_STATEMENT)
TYPED = ("Placeholder-Reed", "Wickerwork", "UA4 2LN", "960412", "t.reed@letterbox")
PASSPHRASE = "four random words here"
ASKED = "Passphrase of the workspace: "
NEW = "New passphrase of the workspace: "

KEYRING = """
import json, pathlib
from keyring.backend import KeyringBackend

FILE = pathlib.Path("keyring.json")

class Keyring(KeyringBackend):
    priority = 5

    def _entries(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, name):
        return self._entries().get(name)

    def set_password(self, service, name, secret):
        FILE.write_text(json.dumps({**self._entries(), name: secret}))

    def delete_password(self, service, name):
        left = {key: kept for key, kept in self._entries().items() if key != name}
        FILE.write_text(json.dumps(left))
"""
"""A keyring that is a file, for the tests."""


async def typed(terminal: Terminal, *answers: str) -> None:
    for answer in answers:
        await terminal.answers("> ", answer)


async def test_on_a_shared_device_a_passphrase_guards_every_answer(
    web: Sandbox, command: Command, tmp_path: Path
) -> None:
    for slug in web.profiles:
        (tmp_path / f"{slug}.toml").unlink()
    async with at_a_terminal(command, "init") as terminal:
        await terminal.answers("Does anyone else use this device? (y/n)\r\n> ", "y")
        await terminal.answers(NEW, "too short")
        await terminal.answers("The same again: ", "too short")
        await terminal.until("Not yet: at least 12 characters")
        await terminal.answers(NEW, PASSPHRASE)
        await terminal.answers("The same again: ", PASSPHRASE.upper())
        await terminal.answers(NEW, PASSPHRASE)
        await terminal.answers("The same again: ", PASSPHRASE)
        await typed(terminal, *FIRST, CTRL_C)
        assert await terminal.ends() == 130
    assert "kept in the encrypted workspace. Run init again to go on." in terminal.seen
    assert PASSPHRASE not in terminal.seen
    assert holders(tmp_path, (*TYPED, PASSPHRASE)) == set()

    assert (await command("init")).refuses("the workspace needs its passphrase")
    async with at_a_terminal(command, "init") as terminal:
        await terminal.answers(ASKED, PASSPHRASE)
        await typed(terminal, *REST)
        assert await terminal.ends() == 0
    assert "What is your full name?" not in terminal.seen
    assert "Now: exposure-audit run --out report" in terminal.seen
    assert holders(tmp_path, (*TYPED, PASSPHRASE)) == set()

    alone = await command("run", "--only", "dns", "--out", "report")
    assert alone.refuses("the workspace needs its passphrase, and nobody can be asked here")
    async with at_a_terminal(command, "run", "--only", "dns", "--out", "report") as terminal:
        await terminal.answers(ASKED, PASSPHRASE)
        assert await terminal.ends() == 0
    assert "One place shows your e-mail" in terminal.seen
    assert (tmp_path / "report/report.html").exists()
    assert holders(tmp_path, TYPED) == set()


@pytest.mark.usefixtures("web")
async def test_a_lone_candidate_is_asked_for_no_passphrase(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "kept_keyring.py").write_text(KEYRING)
    lone = command.having(PYTHON_KEYRING_BACKEND="kept_keyring.Keyring")
    async with at_a_terminal(lone, "init") as terminal:
        await typed(terminal, "perhaps", "n", *FIRST, *REST)
        assert await terminal.ends() == 0
    assert "assphrase" not in terminal.seen
    assert (await lone("run", "--only", "dns", "-q")).code == 0
    assert (await lone("workspace", "check", "--json")).json["holder"] == "keyring"
    assert (await command("workspace", "check")).refuses("its key is not here")
    assert (tmp_path / "keyring.json").read_text() != "{}"
    assert (await lone("workspace", "purge", "--everything", "--yes")).code == 0
    assert (tmp_path / "keyring.json").read_text() == "{}"


async def test_with_a_key_every_answer_is_kept_encrypted(keyed: Command, tmp_path: Path) -> None:
    stopped = await keyed.told("\n".join(FIRST) + "\n", "init")
    assert stopped.code == 130
    assert "kept in the encrypted workspace" in stopped.err
    assert holders(tmp_path, TYPED) == set()
    done = await keyed.told("\n".join(REST) + "\n", "init")
    assert (done.code, done.out) == (0, "")
    assert [path.name for path in (tmp_path / "config").iterdir()] == ["settings.toml"]
    assert holders(tmp_path, TYPED) == set()
    ran = await keyed("workspace", "export", "--profile", "--out", "p.toml")
    assert ran.code == 0
    made = tomllib.loads((tmp_path / "p.toml").read_text(encoding="utf-8"))
    assert made["phone"] == [{"label": "phone", "number": "01632 960412"}]
    assert made["domain"] == [{"label": "domain", "name": "fennelcross-first.example"}]


async def test_without_key_and_terminal_it_is_a_file_and_says_so(
    command: Command, tmp_path: Path
) -> None:
    ran = await command.told("\n".join(FIRST + REST) + "\n", "init")
    path = tmp_path / "config/profile.toml"
    assert ran.code == 0
    assert ran.err.startswith("Not encrypted. ")
    assert "there is no key to encrypt with" in ran.err
    assert f"The profile will be in {path}." in ran.err
    assert f"Now: exposure-audit run {path} --out report" in ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert holders(tmp_path, TYPED) == {"config/profile.toml"}
    assert not (tmp_path / "workspace").exists()
    again = await command.told("", "init")
    assert "there is a profile already" in again.err


@pytest.mark.usefixtures("web")
async def test_a_profile_from_a_file_is_kept_and_named_by_its_id(
    keyed: Command, tmp_path: Path
) -> None:
    ran = await keyed("init", "--from", "birch.toml")
    assert (ran.code, ran.out) == (0, "")
    assert "The file birch.toml is yours to delete." in ran.err
    (tmp_path / "birch.toml").rename(tmp_path / "page.txt")
    kept = await keyed("run", "--only", "dns", "--format", "json")
    assert (kept.code, kept.json["coverage"]["found"]) == (0, 1)
    subject = kept.json["subject"]["id"]
    scan = await keyed("scan", subject, "page.txt")
    assert (scan.code, "page.txt:15: your home address" in scan.out) == (1, True)
    unknown = "s-0123456789abcdef"
    for arguments in (("run", unknown), ("scan", unknown, "page.txt")):
        assert (await keyed(*arguments)).refuses(f"{unknown}: no such profile is kept here.")


@pytest.mark.usefixtures("web")
async def test_a_second_profile_is_for_another_person(keyed: Command) -> None:
    assert (await keyed("init", "--from", "amber.toml")).code == 0
    twice = await keyed("init")
    assert twice.refuses(
        "a profile is kept already. To change it: `exposure-audit workspace export"
    )
    assert "For another person: init --another." in twice.err
    another = await keyed.told("\n".join(FIRST + REST) + "\n", "init", "--another")
    assert another.code == 0
    subjects = (await keyed("workspace", "check", "--json")).json["subjects"]
    ids = [each["id"] for each in subjects if each["profile"]]
    assert len(ids) == 2
    several = await keyed("run", "--only", "dns")
    assert several.refuses("PROFILE: several profiles are kept here. Name one: s-")
    assert all(each in several.err for each in ids)
    assert (await keyed("run", ids[1], "--only", "dns", "-q")).code == 0


async def test_what_is_no_profile_is_refused_before_a_workspace_is_made(
    keyed: Command, command: Command, profile_file: Path, tmp_path: Path
) -> None:
    broken, empty = tmp_path / "broken.toml", tmp_path / "empty.toml"
    broken.write_text(profile_file.read_text(encoding="utf-8").replace("SE15 4QE", "SE15"))
    empty.touch()
    missing = tmp_path / "missing.toml"
    for path, says in (
        (broken, "postcode"),
        (empty, "missing"),
        (missing, "there is no such file"),
    ):
        ran = await keyed("init", "--from", path)
        assert ran.refuses(says)
        assert "SE15" not in ran.err
    assert (await command("init", "--from", profile_file)).refuses("there is no key")
    assert (await keyed("init", "--out", "x", "--another")).refuses("--out: it cannot be used with")
    assert not (tmp_path / "workspace").exists()


async def test_a_corrected_name_is_the_same_person_and_a_stranger_is_not(
    keyed: Command, profile_file: Path, tmp_path: Path
) -> None:
    """Who shares no name and no protected value with the kept profile is somebody else."""
    corrected, other = tmp_path / "corrected.toml", tmp_path / "other.toml"
    text = profile_file.read_text(encoding="utf-8")
    corrected.write_text(text.replace("Siân Example-Hughes", "Siân Example"), encoding="utf-8")
    head, _, _ = text.partition("[[address]]")
    stranger = re.sub(r"(?m)^(also_known_as|date_of_birth).*$", "", head)
    other.write_text(stranger.replace("Siân Example-Hughes", "Ann Other"), encoding="utf-8")
    for path in (profile_file, profile_file, corrected):
        assert (await keyed("init", "--from", path)).code == 0
    assert (await keyed("init", "--from", other)).refuses("somebody else's profile is kept here")
    written = tmp_path / "written.toml"
    assert (await keyed("workspace", "export", "--profile", "--out", written)).code == 0
    assert written.read_bytes() == corrected.read_bytes()
    assert (await keyed("init", "--from", other, "--another")).code == 0
    assert (await keyed("workspace", "export", "--profile", "--out", written)).refuses("several")
