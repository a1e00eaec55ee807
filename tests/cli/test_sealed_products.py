"""Files about somebody who names a key: sealed, if the key is in the user's list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from exposure_audit.age_keys import Identity
from exposure_audit.sealing import seal, unseal
from tests.cli.command import Command, Ran

pytestmark = pytest.mark.usefixtures("web")

RUN = ("run", "birch.toml", "--only", "dns", "--out", "report")
NOT_SEALED = "Not sealed: the profile names a key that is not in your list."
SEALED = {"report.html.age", "result.json.age"}
PLAIN = {"report.html", "result.json"}

NeedProgram = Callable[[str, str], Path]


@dataclass(frozen=True)
class Sealing:
    """Birch, who asks that files about them are sealed to a key of theirs."""

    key: Identity
    command: Command
    folder: Path

    def files(self) -> set[str]:
        return {path.name for path in (self.folder / "report").iterdir()}

    def opened(self, name: str) -> str:
        path = self.folder / name
        assert path.stat().st_mode & 0o777 == 0o600
        return unseal(path.read_bytes(), name, [self.key], None).decode()

    async def trust(self) -> None:
        assert (await self.command("keys", "trust", self.key.recipient)).code == 0


@pytest.fixture
def sealing(keyed: Command, tmp_path: Path) -> Sealing:
    key = Identity.new()
    # As it may be typed: upper case is the same key (BIP 173).
    asks = f'[consent]\nrecipient = "{key.recipient.upper()}"'
    profile = tmp_path / "birch.toml"
    text = profile.read_text(encoding="utf-8").replace("[consent]", asks, 1)
    profile.write_text(text, encoding="utf-8")
    return Sealing(key, keyed, tmp_path)


def says_unsealed(ran: Ran, key: Identity) -> bool:
    line = f"{NOT_SEALED} If it is theirs: exposure-audit keys trust {key.recipient}"
    return line in ran.err.splitlines()


async def test_what_was_open_is_sealed_once_the_key_is_trusted(sealing: Sealing) -> None:
    run = sealing.command
    ran = await run(*RUN)
    assert (ran.code, says_unsealed(ran, sealing.key)) == (0, True)
    assert sealing.files() == PLAIN
    await sealing.trust()
    ran = await run(*RUN, "--show-values")
    assert (ran.code, NOT_SEALED in ran.err) == (0, False)
    assert "The report is in report/report.html.age" in ran.err
    # The open ones of the first run do not stay beside them.
    assert sealing.files() == SEALED
    assert "t.reed@letterbox.example" in sealing.opened("report/result.json.age")
    assert sealing.opened("report/report.html.age").startswith("<!DOCTYPE html>")


async def test_reports_and_exports_are_sealed_as_well(sealing: Sealing, tmp_path: Path) -> None:
    run = sealing.command
    assert (await run("init", "--from", "birch.toml")).code == 0
    assert (await run("run", "--only", "dns", "-q")).code == 0
    profile = ("workspace", "export", "--profile", "--out", "p.toml")
    for arguments in (("report", "--out", "report"), profile):
        assert says_unsealed(await run(*arguments), sealing.key)
    await sealing.trust()
    ran = await run("report", "--out", "report")
    assert (ran.code, sealing.files()) == (0, SEALED)
    assert "t.reed" not in sealing.opened("report/result.json.age")
    assert (await run(*profile)).err == "It is in p.toml.age\n"
    assert not (tmp_path / "p.toml").exists()
    assert sealing.opened("p.toml.age") == (tmp_path / "birch.toml").read_text(encoding="utf-8")
    assert (await run("workspace", "export", "--out", "all.json")).code == 0
    assert sealing.opened("all.json.age").startswith('{\n  "schema": 1')
    assert not (tmp_path / "all.json").exists()


async def test_what_is_sealed_to_the_user_opens_by_itself(sealing: Sealing, tmp_path: Path) -> None:
    """A profile that somebody sealed to a key of `keys new`."""
    run = sealing.command
    own = (await run("keys", "new")).out.strip()
    profile = tmp_path / "birch.toml"
    sealed = tmp_path / "birch.toml.age"
    sealed.write_bytes(seal(profile.read_bytes(), [own]))
    scan = await run("scan", "birch.toml.age", "birch.toml", "--format", "json")
    assert (scan.code, len(scan.json["files"][0]["sightings"]) > 3) == (1, True)
    profile.unlink()
    assert (await run("init", "--from", "birch.toml.age")).code == 0
    kept = await run("run", "--only", "dns", "--format", "json")
    assert (kept.code, kept.json["coverage"]["found"]) == (0, 1)
    # Without the workspace's key, the secret half is out of reach.
    locked = await run("scan", "birch.toml.age", "amber.toml", EXPOSURE_AUDIT_KEY="")
    assert locked.refuses("its key is not here")


async def test_a_sealed_profile_that_does_not_open_is_said(
    sealing: Sealing, command: Command, tmp_path: Path
) -> None:
    sealed = tmp_path / "birch.toml.age"
    whole = seal((tmp_path / "birch.toml").read_bytes(), [sealing.key.recipient])
    (tmp_path / "id.txt").write_text(sealing.key.secret + "\n")
    mine = command.having(EXPOSURE_AUDIT_IDENTITY="id.txt")
    for body, who, says in (
        (whole, command, "it is sealed to a key that is not among yours"),
        (whole[:300], mine, "the sealed file is cut short or damaged"),
        (seal(b"[subject]\nname = 7\n", [sealing.key.recipient]), mine, "[consent] is missing"),
    ):
        sealed.write_bytes(body)
        assert (await who("run", sealed, "--only", "dns")).refuses(says), says


@pytest.mark.server
async def test_debians_age_opens_what_a_run_writes(
    keyed: Command, need_program: NeedProgram, tmp_path: Path
) -> None:
    """And `EXPOSURE_AUDIT_IDENTITY` what Debian's age seals."""
    keygen = replace(keyed, program=(str(need_program("age-keygen", "age")),))
    age = replace(keyed, program=(str(need_program("age", "age")),))
    made = await keygen("-o", "id.txt")
    recipient = made.err.split()[-1]
    text = (tmp_path / "birch.toml").read_text(encoding="utf-8")
    asks = f'[consent]\nrecipient = "{recipient}"'
    (tmp_path / "birch.toml").write_text(text.replace("[consent]", asks, 1), encoding="utf-8")
    assert (await age("-a", "-r", recipient, "-o", "birch.toml.age", "birch.toml")).code == 0
    (tmp_path / "birch.toml").unlink()
    mine = keyed.having(EXPOSURE_AUDIT_IDENTITY="id.txt")
    # A key of one's own needs no trust.
    assert (await mine("run", "birch.toml.age", "--only", "dns", "--out", "report")).code == 0
    opened = await age("-d", "-i", "id.txt", "report/result.json.age")
    assert (opened.code, opened.json["coverage"]["found"]) == (0, 1)
    assert opened.out + "\n" == (await mine("report", "--format", "json")).out
