"""`checks`: the real command, over the fictional web's real sockets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from exposure_audit.checks.registry import metas
from exposure_audit.limits import SystemClock
from exposure_audit.model import CheckId
from exposure_audit.result import Proof
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.store.proofs import keep_proof
from tests.cli.command import Command

FIELDS = {
    "id": str,
    "title": str,
    "publisher": str,
    "mode": str,
    "rung": str,
    "kinds": list,
    "jurisdictions": list,
    "needs_key": bool,
}


async def test_the_list_has_the_shape_that_scripts_rely_on(command: Command) -> None:
    done = await command("checks", "list", "--json")
    assert done.code == 0
    listed = json.loads(done.out)
    assert listed["schema"] == 1
    assert [each["id"] for each in listed["checks"]] == list(metas())
    for each in listed["checks"]:
        assert all(isinstance(each[name], kind) for name, kind in FIELDS.items())
        assert each["last_proof"] is None
    modes = [each["mode"] for each in listed["checks"]]
    assert modes.count("automatic") >= 30
    assert modes.count("guided") >= 25


@pytest.mark.usefixtures("web")
async def test_the_list_of_a_person_is_ranked_without_what_cannot_fit(
    command: Command,
) -> None:
    done = await command("checks", "list", "cedar.toml", "--json")
    ids = [each["id"] for each in json.loads(done.out)["checks"]]
    assert "us-people-search" not in ids
    assert ids.index("companies-house") < ids.index("bluesky")
    plain = await command("checks", "list", "cedar.toml")
    assert "Looked at by you, with instructions" in plain.out


@pytest.mark.parametrize("check", ["companies-house", "google", "github"])
async def test_all_that_is_known_of_a_source_is_shown(command: Command, check: str) -> None:
    done = await command("checks", "show", check)
    assert done.code == 0
    meta = metas()[CheckId(check)]
    assert meta.title in done.out
    for heading in ("What stands there", "Why it matters", "Terms", "Removal routes", "anary"):
        assert heading in done.out
    assert meta.terms.link in done.out


async def test_one_that_is_not_there_is_said_in_one_line(command: Command) -> None:
    for words in (("show", "no-such"), ("test", "no-such"), ("answer", "no-such", "clear")):
        done = await command("checks", *words)
        assert done.code == 2
        assert "there is no such check" in done.err
        assert len(done.err.strip().splitlines()) == 1
        assert len(done.err) < 120
    near = await command("checks", "show", "gogle")
    assert "Did you mean `google`?" in near.err
    done = await command("checks", "answer", "rdap", "clear")
    assert done.code == 2
    assert "only a run answers it" in done.err


async def test_a_proof_is_recorded_and_listed(keyed: Command, web: Sandbox) -> None:
    keyed = keyed.having(**web.keys)
    done = await keyed("checks", "test", "companies-house")
    assert (done.code, done.out.split(":")[1].split()[0]) == (0, "works")
    listed = json.loads((await keyed("checks", "list", "--json")).out)["checks"]
    proofs = {each["id"]: each["last_proof"] for each in listed}
    assert proofs["companies-house"].startswith(f"{SystemClock().now():%Y-%m-%d}")
    assert proofs["rdap"] is None
    assert "Last proof: works" in (await keyed("checks", "show", "companies-house")).out


@pytest.mark.usefixtures("web")
async def test_without_its_key_a_check_cannot_be_asked(keyed: Command) -> None:
    done = await keyed("checks", "test", "companies-house", "--json")
    assert done.code == 3
    (told,) = json.loads(done.out)["tests"]
    assert (told["works"], told["reason"], told["hosts"]) == (None, "no-key", [])


@pytest.mark.usefixtures("web")
async def test_a_stale_proof_turns_an_all_clear_into_could_not_check(keyed: Command) -> None:
    check = CheckId("rdap")
    for age, works, status, reason in (
        (1, True, "clear", None),
        (8, True, "inconclusive", "stale"),
        (1, False, "inconclusive", "canary-failed"),
    ):
        with keyed.workspace.open_or_create() as workspace:
            proved = SystemClock().now() - timedelta(days=age)
            keep_proof(workspace.owner, Proof(check, proved, works=works))
        done = await keyed("run", "cedar.toml", "--only", "rdap", "--format", "json")
        (attempt,) = json.loads(done.out)["attempts"]
        assert (attempt["status"], attempt["reason"]) == (status, reason)


@pytest.mark.usefixtures("web")
async def test_an_answer_is_shown_as_what_the_user_said(keyed: Command) -> None:
    done = await keyed("checks", "answer", "google", "found", "cedar.toml")
    assert done.code == 0
    assert "noted that you said found" in done.err
    assert done.out.strip()
    run = await keyed("run", "cedar.toml", "--only", "rdap", "--out", "out")
    assert run.code == 0
    manual = json.loads((keyed.folder / "out/result.json").read_text())["manual"]
    (google,) = (each for each in manual if each["check"] == "google")
    assert google["said"] == "found"
    assert google["said_on"].startswith(f"{SystemClock().now():%Y-%m-%d}")
    page = (keyed.folder / "out/report.html").read_text()
    assert "you said that something stands there" in page


@pytest.mark.usefixtures("web")
async def test_what_shows_that_a_site_is_yours(keyed: Command) -> None:
    done = await keyed("checks", "own", "amber.toml")
    assert done.code == 0
    assert "https://brackenmere-forward.example/.well-known/exposure-audit.txt" in done.out
    assert "TXT record of quayside-notes.example" in done.out
    tokens = [line.strip() for line in done.out.splitlines() if line.startswith("    ea-")]
    assert len(set(tokens)) == 2
    assert (await keyed("checks", "own", "amber.toml")).out == done.out


@pytest.mark.usefixtures("web")
async def test_a_note_is_exported_only_with_the_values(keyed: Command) -> None:
    await keyed("run", "cedar.toml", "--only", "rdap", "-q")
    given = "third result, on the second page\n"
    done = await keyed.told(given, "checks", "answer", "bing", "clear", "cedar.toml", "--note")
    assert done.code == 0
    await keyed("workspace", "export", "--out", "labels.json")
    await keyed("workspace", "export", "--out", "values.json", "--show-values", CI="")
    (plain,) = json.loads((keyed.folder / "labels.json").read_text())["answers"]
    assert (plain["check"], plain["said"], plain["note"]) == ("bing", "clear", None)
    (shown,) = json.loads((keyed.folder / "values.json").read_text())["answers"]
    assert shown["note"] == "third result, on the second page"
