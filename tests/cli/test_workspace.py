"""`workspace check|rekey|purge`, as a user types them."""

from pathlib import Path

from tests.cli.command import KEY, OTHER_KEY, Command, keep_run
from tests.cli.terminal import at_a_terminal
from tests.conftest import PROFILE

OTHER = PROFILE.replace("Example-Hughes", "Specimen")


async def ids(command: Command) -> tuple[list[str], list[str]]:
    """The kept subjects and runs."""
    listed = (await command("workspace", "check", "--json")).json
    assert listed["problems"] == 0
    return [each["id"] for each in listed["subjects"]], [each["id"] for each in listed["runs"]]


async def test_check_lists_what_is_kept_without_a_value(keyed: Command) -> None:
    kept = await keep_run(keyed)
    ran = await keyed("workspace", "check", "--json")
    listed = ran.json
    assert (listed["schema"], listed["holder"], listed["problems"]) == (1, "variable", 0)
    assert listed["subjects"] == [{"id": kept.subject, "profile": False, "runs": 1}]
    started = kept.run.started.isoformat()
    assert listed["runs"] == [
        {"id": kept.run.id, "subject": kept.subject, "started": started, "state": "finished"}
    ]
    words = await keyed("workspace", "check")
    for shown in (listed["path"], "key kept by: variable", "sound", kept.run.id, kept.subject):
        assert shown in words.out
    assert "Hughes" not in ran.out + words.out


async def test_where_nothing_is_kept_nothing_is_made(command: Command, tmp_path: Path) -> None:
    for arguments in (("check",), ("rekey",), ("export", "--out", "x"), ("purge", "s-1", "--yes")):
        ran = await command("workspace", *arguments, EXPOSURE_AUDIT_KEY=KEY)
        assert ran.refuses("nothing is kept here yet. `exposure-audit init` begins one.")
    assert not (tmp_path / "workspace").exists()


async def test_rekey_takes_the_new_key_from_a_second_variable(
    keyed: Command, command: Command
) -> None:
    kept = await keep_run(keyed)
    assert (await keyed("workspace", "rekey")).refuses(
        "EXPOSURE_AUDIT_NEW_KEY: the new key is not set"
    )
    ran = await keyed("workspace", "rekey", EXPOSURE_AUDIT_NEW_KEY=OTHER_KEY)
    assert (ran.code, ran.out) == (0, "")
    assert "set EXPOSURE_AUDIT_KEY to what EXPOSURE_AUDIT_NEW_KEY holds" in ran.err
    assert (await keyed("workspace", "check")).refuses("EXPOSURE_AUDIT_KEY does not open")
    renewed = command.having(EXPOSURE_AUDIT_KEY=OTHER_KEY)
    assert await ids(renewed) == ([kept.subject], [kept.run.id])
    # Ids outlive the key: what is known stays known.
    assert (await keep_run(renewed)).subject == kept.subject


async def test_rekey_gives_a_key_file_a_new_key(command: Command, tmp_path: Path) -> None:
    key = tmp_path / "key"
    named = command.having(EXPOSURE_AUDIT_KEY_FILE=str(key))
    mine = (await named("keys", "new")).out
    old = key.read_text()
    ran = await named("workspace", "rekey")
    assert (ran.code, ran.out) == (0, "")
    assert key.read_text() != old
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("key*")] == ["key"]
    assert old.strip() not in ran.err
    assert (await named("keys", "list")).out == f"{mine.strip()}  yours\n"
    assert (await command("keys", "list", EXPOSURE_AUDIT_KEY=old.strip())).code == 2


async def test_rekey_moves_the_key_to_another_holder(
    command: Command, keyed: Command, tmp_path: Path
) -> None:
    assert (await keyed("keys", "new")).code == 0
    refused = [
        await keyed("workspace", "rekey", "--to", to) for to in ("file", "keyring", "passphrase")
    ]
    for ran, says in zip(
        refused,
        ("Name the file in EXPOSURE_AUDIT_KEY_FILE", "it does not keep a key", "nobody to ask"),
        strict=True,
    ):
        assert ran.refuses(says)
    named = command.having(EXPOSURE_AUDIT_KEY_FILE=str(tmp_path / "key"))
    moved = named.having(EXPOSURE_AUDIT_KEY=KEY)
    assert (await moved("workspace", "rekey", "--to", "file")).code == 0
    assert (await keyed("workspace", "check")).code == 2
    assert (await named("workspace", "check", "--json")).json["holder"] == "file"


async def test_purge_forgets_one_person_and_no_other(keyed: Command, tmp_path: Path) -> None:
    first = await keep_run(keyed, with_profile=True)
    second = await keep_run(keyed, OTHER, with_profile=True)
    before = await keyed("report", second.run.id, "--format", "json")
    purge = ("workspace", "purge", first.subject)
    assert (await keyed(*purge)).refuses("nobody can be asked here. Say --yes if you are sure.")
    ran = await keyed(*purge, "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert await ids(keyed) == ([second.subject], [second.run.id])
    assert await keyed("report", "--format", "json") == before
    assert (await keyed("workspace", "export", "--profile", "--out", "p")).code == 0
    assert (tmp_path / "p").read_text(encoding="utf-8") == OTHER
    assert (await keyed(*purge, "--yes")).refuses("nobody is kept under this id")
    for gone in (("run", first.subject), ("report", first.run.id)):
        assert (await keyed(*gone)).code == 2


async def test_purge_needs_to_know_whom(keyed: Command) -> None:
    for wrong in ((), ("s-0123456789abcdef", "--everything")):
        ran = await keyed("workspace", "purge", *wrong, "--yes")
        assert ran.refuses("name a SUBJECT, or --everything")


async def test_purge_everything_needs_no_key(
    keyed: Command, command: Command, tmp_path: Path
) -> None:
    await keyed("keys", "new")
    everything = ("workspace", "purge", "--everything")
    assert (await command(*everything)).refuses("Say --yes if you are sure.")
    assert keyed.workspace.exists()
    ran = await command(*everything, "--yes")
    assert (ran.code, ran.out) == (0, "")
    assert not (tmp_path / "workspace").exists()
    assert (await command(*everything, "--yes")).code == 0


async def test_purge_everything_takes_a_damaged_workspace(keyed: Command, tmp_path: Path) -> None:
    keyed.workspace.open_or_create().close()
    keyed.workspace.path.write_bytes(b"damaged")
    (tmp_path / "workspace/mine.txt").write_text("not ours")
    assert (await keyed("workspace", "purge", "--everything", "--yes")).code == 0
    assert [path.name for path in (tmp_path / "workspace").iterdir()] == ["mine.txt"]


async def test_purge_asks_at_a_terminal(keyed: Command) -> None:
    keyed.workspace.open_or_create().close()
    for answer, code in (("n", 130), ("y", 0)):
        async with at_a_terminal(keyed, "workspace", "purge", "--everything") as terminal:
            await terminal.answers("This cannot be undone. Go on? [y/N]: ", answer)
            assert await terminal.ends() == code
        assert keyed.workspace.exists() == (answer == "n")
