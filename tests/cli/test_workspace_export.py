"""`workspace export`: what is kept about one person, in a file of the user's own."""

import json
from pathlib import Path

import pytest

from exposure_audit.cli.workspace_export import exported
from exposure_audit.reports.json_v1 import render
from exposure_audit.settings import Settings
from tests.cli.command import Command, keep_run
from tests.conftest import PROFILE
from tests.store.made import declared_forms

EXPORT = ("workspace", "export", "--out")


async def test_an_export_holds_labels(keyed: Command, tmp_path: Path) -> None:
    kept = await keep_run(keyed, with_profile=True)
    ran = await keyed(*EXPORT, "all.json")
    assert (ran.code, ran.out, ran.err) == (0, "", "It is in all.json\n")
    body = (tmp_path / "all.json").read_bytes()
    assert (tmp_path / "all.json").stat().st_mode & 0o777 == 0o600
    assert not any(form in body for form in declared_forms())
    document = json.loads(body)
    assert document["subject"] == {"id": kept.subject}
    assert document["runs"] == [json.loads(render(kept))]
    assert (document["profile"], document["cut_off"], document["recipients"]) == (None, [], [])
    (case,) = document["cases"]
    assert (case["finding"], case["state"]) == (kept.findings[0].id, "open")


async def test_values_are_shown_where_they_are_asked_for(keyed: Command, tmp_path: Path) -> None:
    await keep_run(keyed, with_profile=True)
    assert (await keyed(*EXPORT, "all.json", "--show-values")).code == 0
    document = json.loads((tmp_path / "all.json").read_text())
    assert document["profile"] == PROFILE
    assert "14 St Mary's Road" in document["runs"][0]["findings"][0]["excerpt"]
    assert (await keyed(*EXPORT, "p.toml", "--profile")).code == 0
    assert (tmp_path / "p.toml").read_text(encoding="utf-8") == PROFILE
    assert (tmp_path / "p.toml").stat().st_mode & 0o777 == 0o600


async def test_a_profile_is_changed_by_way_of_a_file(keyed: Command, tmp_path: Path) -> None:
    """As `init` says where one is kept already."""
    kept = await keep_run(keyed, with_profile=True)
    assert (await keyed(*EXPORT, "p.toml", "--profile")).code == 0
    changed = (tmp_path / "p.toml").read_text(encoding="utf-8").replace("SE15 4QE", "SE15 4QD")
    (tmp_path / "p.toml").write_text(changed, encoding="utf-8")
    assert (await keyed("init", "--from", "p.toml")).code == 0
    listed = (await keyed("workspace", "check", "--json")).json
    assert listed["subjects"] == [{"id": kept.subject, "profile": True, "runs": 1}]
    with keyed.workspace.open() as workspace:
        made = exported(workspace, Settings(), None, only_profile=True, show_values=True)
    assert made.text == changed


async def test_a_profile_alone_needs_one(keyed: Command, tmp_path: Path) -> None:
    await keep_run(keyed)
    assert (await keyed(*EXPORT, "p.toml", "--profile")).refuses("no profile is kept")
    assert not (tmp_path / "p.toml").exists()
    assert (await keyed(*EXPORT, "all.json")).code == 0


@pytest.mark.parametrize("option", ["--profile", "--show-values"])
async def test_values_are_refused_in_ci(keyed: Command, tmp_path: Path, option: str) -> None:
    ran = await keyed(*EXPORT, "x", option, CI="true")
    assert ran.refuses("refused where CI is set")
    assert not (tmp_path / "x").exists()
