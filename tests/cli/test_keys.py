"""`keys new|list|trust`."""

import stat
import tomllib
from pathlib import Path

import pytest

from exposure_audit.age_keys import Identity
from tests.cli.command import Command

MINE, THEIRS = Identity.new(), Identity.new()


async def test_own_keys_and_trusted_ones_are_listed(keyed: Command, tmp_path: Path) -> None:
    assert (await keyed("keys", "list")).out == ""
    assert not (tmp_path / "workspace").exists()
    made = await keyed("keys", "new")
    assert (made.code, made.err) == (0, "")
    own = made.out.strip()
    assert (await keyed("keys", "trust", THEIRS.recipient)).code == 0
    listed = await keyed("keys", "list")
    assert listed.out == f"{own}  yours\n{THEIRS.recipient}  trusted\n"
    assert (await keyed("keys", "list", "--json")).json == {
        "schema": 1,
        "own": [own],
        "trusted": [THEIRS.recipient],
    }
    # No command prints the secret half.
    with keyed.workspace.open() as workspace:
        secret = workspace.owner.read(
            lambda found: found.execute("SELECT secret FROM identities").fetchone()[0]
        )
    assert Identity.parse(secret).recipient == own
    assert "SECRET" not in made.out + listed.out


async def test_a_key_of_an_identity_file_is_the_users_own(command: Command, tmp_path: Path) -> None:
    (tmp_path / "id.txt").write_text(f"# mine\n{MINE.secret}\n")
    ran = await command("keys", "list", EXPOSURE_AUDIT_IDENTITY="id.txt")
    assert (ran.code, ran.out) == (0, f"{MINE.recipient}  yours\n")
    missing = await command("keys", "list", EXPOSURE_AUDIT_IDENTITY="di.txt")
    assert missing.refuses("di.txt: there is no such file")


async def test_trust_leaves_the_other_settings_as_they_are(
    command: Command, tmp_path: Path
) -> None:
    settings = tmp_path / "config/settings.toml"
    settings.parent.mkdir()
    text = '# mine\nvisit = ["council.example"]  # so\n\n[net]\ndns = ["127.0.0.1:5399"]\n'
    settings.write_text(text)
    for key in (MINE.recipient, THEIRS.recipient.upper(), THEIRS.recipient):
        ran = await command("keys", "trust", key)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
    kept = settings.read_text()
    assert tomllib.loads(kept) == {
        **tomllib.loads(text),
        "trust": [MINE.recipient, THEIRS.recipient],
    }
    assert [line for line in kept.splitlines() if not line.startswith("trust")] == text.splitlines()
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("age1", "KEY: a public age key starts with age1"),
        (MINE.recipient[:-1], "KEY: a public age key starts with age1"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ", "no SSH or plug-in key"),
        (MINE.secret, "this is the secret half of a key: give the public one"),
    ],
    ids=["short", "cut", "ssh", "secret"],
)
async def test_a_bad_key_is_refused(command: Command, tmp_path: Path, key: str, says: str) -> None:
    ran = await command("keys", "trust", key)
    assert ran.refuses(says)
    assert MINE.secret not in ran.err
    assert not (tmp_path / "config").exists()


async def test_a_key_of_ones_own_needs_a_workspace(command: Command, tmp_path: Path) -> None:
    assert (await command("keys", "new")).refuses("there is no key to encrypt with")
    assert not list(tmp_path.iterdir())


async def test_broken_settings_are_named_and_left(command: Command, tmp_path: Path) -> None:
    settings = tmp_path / "config/settings.toml"
    settings.parent.mkdir()
    settings.write_text('trust = ["nobody"]\n')
    for arguments in (("trust", MINE.recipient), ("list",)):
        assert (await command("keys", *arguments)).refuses("settings.toml")
    assert settings.read_text() == 'trust = ["nobody"]\n'
