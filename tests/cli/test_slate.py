"""A folder of profiles in one go: a report each, counts for all, and nobody stops the others."""

import asyncio
import json
import os
import re
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from exposure_audit.age_keys import Identity
from exposure_audit.sandbox.faults import Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sealing import seal, unseal
from tests.cli.command import WITHOUT_ROOTS_POWERS, Command
from tests.cli.terminal import at_a_terminal
from tests.test_end_to_end import written_forms

pytestmark = pytest.mark.usefixtures("web", "folder")

SLATE = ("slate", "slate", "--out", "out", "--only", "dns")
CONSENT = """[consent]
given_by = "subject"
date = {date}
expires = {expires}
organisation = "Example Party"
reference = "consent form 17"
scope = ["handles", "names", "staff-details"]
"""
PERSON = """
[subject]
name = "{name}"

[[domain]]
label = "campaign"
name = "nowhere.example"
"""
COUNT = {"type": "integer", "minimum": 0}
REASONS = {"type": "object", "additionalProperties": COUNT}


def counts(*names: str) -> dict[str, Any]:
    return shape(dict.fromkeys(names, COUNT))


def shape(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


STATUSES = counts("found", "clear", "inconclusive", "skipped", "manual")
SEVERITIES = ("note", "low", "medium", "high", "critical")
TEXT = {"type": "string"}
SUMMARY = shape(
    {
        "schema": {"const": 1},
        "tool": shape({"name": {"const": "exposure-audit"}, "version": TEXT, "built": TEXT}),
        "slate": shape(
            {
                "started": TEXT,
                "finished": TEXT,
                "disclose": {"enum": ["nothing", "handles", "names", "contacts", "address"]},
                "interrupted": {"type": "boolean"},
                "offline": {"type": "boolean"},
            }
        ),
        "profiles": counts("read", "refused", "left_out"),
        "subjects": counts(
            "audited", "interrupted", "failed", "not_begun", "not_written", "withheld", "not_kept"
        ),
        "attempts": STATUSES,
        "findings": counts(*SEVERITIES),
        "worst": counts("none", *SEVERITIES),
        "doors": shape(
            {
                "declared": COUNT,
                "within": {"type": "array", "items": counts("steps", "doors")},
            }
        ),
        "sources": {
            "type": "array",
            "items": shape(
                {
                    "check": TEXT,
                    "requests": COUNT,
                    "attempts": STATUSES,
                    "not_checked": REASONS,
                    "partly": REASONS,
                }
            ),
        },
    }
)
"""The shape of summary.json, as docs/slate.md says it."""


def consent(days: int = 100) -> str:
    """A consent that ends after so many days."""
    today = datetime.now(UTC).date()
    return CONSENT.format(date=today - timedelta(200), expires=today + timedelta(days))


def person(name: str, more: str = "") -> str:
    return PERSON.format(name=name) + consent() + more


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sandbox's three candidates as staff would have them, one named after the person."""
    made = tmp_path / "slate"
    made.mkdir()
    for slug, name in (("amber", "candidate-1"), ("birch", "candidate-2"), ("cedar", "cedar")):
        text = (tmp_path / f"{slug}.toml").read_text(encoding="utf-8")
        staff = re.sub(r"\[consent\]\n(?:(?!\[).*\n)*", consent() + "\n", text)
        (made / f"{name}.toml").write_text(staff, encoding="utf-8")
    return made


def summary(out: Path) -> dict[str, Any]:
    text = (out / "summary.json").read_text(encoding="utf-8")
    assert (out / "summary.json").stat().st_mode & 0o777 == 0o600
    found: dict[str, Any] = json.loads(text)
    Draft202012Validator(SUMMARY).validate(found)
    return found


async def test_a_report_each_and_a_summary_in_counts(command: Command, tmp_path: Path) -> None:
    ran = await command(*SLATE, "--json")
    assert ran.code == 0, ran.err
    told = summary(tmp_path / "out")
    assert ran.json == told
    assert told["profiles"] == {"read": 3, "refused": 0, "left_out": 0}
    assert told["subjects"] == {
        "audited": 3,
        "interrupted": 0,
        "failed": 0,
        "not_begun": 0,
        "not_written": 0,
        "withheld": 0,
        "not_kept": 3,
    }
    results = [json.loads(path.read_text()) for path in (tmp_path / "out").glob("*/result.json")]
    assert len({result["subject"]["id"] for result in results}) == 3
    (source,) = told["sources"]
    assert source["check"] == "dns"
    assert source["requests"] == sum(result["attempts"][0]["requests"] for result in results)
    assert sum(told["findings"].values()) == sum(len(result["findings"]) for result in results) > 0
    assert sum(told["worst"].values()) == sum(told["attempts"].values()) == 3
    assert told["doors"]["declared"] > 0


def test_the_shape_is_the_documented_one() -> None:
    page = (Path(__file__).parents[2] / "docs/slate.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example
    Draft202012Validator(SUMMARY).validate(json.loads(example[1]))


async def test_reports_are_for_their_owner_alone(command: Command, tmp_path: Path) -> None:
    assert (await command(*SLATE, "-q")).code == 0
    out = tmp_path / "out"
    folders = {path.name for path in out.iterdir()} - {"summary.json"}
    assert {"candidate-1", "candidate-2", "cedar"} == folders
    assert out.stat().st_mode & 0o777 == 0o700
    for name in folders:
        assert (out / name).stat().st_mode & 0o777 == 0o700
        made = {path.name: path.stat().st_mode & 0o777 for path in (out / name).iterdir()}
        assert made == {"report.html": 0o600, "result.json": 0o600}


async def test_nothing_that_is_told_of_all_says_who_or_where(
    command: Command, tmp_path: Path
) -> None:
    ran = await command("slate", "slate", "--out", "out", "--only", "dns", "--only", "rdap", "-v")
    told = ran.out + ran.err + (tmp_path / "out/summary.json").read_text(encoding="utf-8")
    assert "3 of 3 done" in ran.err
    assert "Worst finding" in ran.out
    assert "cedar" not in told
    assert "candidate" not in told
    for slug in ("amber", "birch", "cedar"):
        for form in written_forms(slug):
            assert form.casefold() not in told.casefold()
    results = [json.loads(path.read_text()) for path in (tmp_path / "out").glob("*/result.json")]
    for finding in (finding for result in results for finding in result["findings"]):
        assert finding["locator"] not in told
        assert finding["id"] not in told
    assert all(host not in told for result in results for host in result["hosts"])


@pytest.fixture
def bad(folder: Path, tmp_path: Path) -> dict[str, str]:
    """Files that are no usable profile, and what is said of each."""
    outside = tmp_path / "outside.toml"
    outside.write_text(person("Vera Outside"), encoding="utf-8")
    texts = {
        "expired.toml": (PERSON.format(name="Tom Late") + consent(-1), "the consent has expired"),
        "none.toml": (PERSON.format(name="Tom None"), "the table [consent] is missing"),
        "self.toml": (
            person("Tom Own").replace('"subject"', '"self"'),
            "the consent is that of somebody who audits themself",
        ),
        "key.toml": (person("Tom Key", "\n[adress]\n"), "adress is not a known key"),
        "twin-1.toml": (person("Ann Twin"), "the person has the same name as the one in twin-2"),
        "twin-2.toml": (person("ann TWIN"), "the person has the same name as the one in twin-1"),
        "broken.toml": ("[subject", "this is not a TOML file"),
    }
    for name, (text, _) in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "latin.toml").write_bytes(person("Zo\u00eb").encode("latin-1"))
    (folder / "huge.toml").write_bytes(b"#" * 1_000_001)
    os.truncate(folder / "huge.toml", 3_000_000_000)
    (folder / "locked.toml").write_text(person("Tom Locked"), encoding="utf-8")
    (folder / "locked.toml").chmod(0)
    (folder / "sealed.toml.age").write_bytes(
        seal(person("Tom Sealed").encode(), [Identity.new().recipient])
    )
    os.mkfifo(folder / "pipe.toml")
    (folder / "deep.toml").mkdir()
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / ".hidden.toml").write_text(person("Tom Hidden"), encoding="utf-8")
    (folder / "out.toml").symlink_to(outside)
    (folder / "same.toml").symlink_to("cedar.toml")
    return {
        **{name: says for name, (_, says) in texts.items()},
        "latin.toml": "the file is not UTF-8 text",
        "huge.toml": "the file is too large",
        "locked.toml": "the file cannot be read",
        "sealed.toml.age": "it is sealed to a key that is not among yours",
        "pipe.toml": "this is not an ordinary file",
        "deep.toml": "this is a folder, not a file",
        "loop.toml": "the file cannot be read",
        ".hidden.toml": "left out: a hidden file",
        "out.toml": "left out: a link that leads out of the folder",
        "same.toml": "left out: a link to another profile here",
    }


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 3)])
async def test_a_bad_profile_is_named_and_stops_nobody(
    command: Command,
    folder: Path,
    bad: dict[str, str],
    tmp_path: Path,
    options: tuple[str, ...],
    code: int,
) -> None:
    (folder / "below").mkdir()
    (folder / "below/deep.toml").write_text(person("Tom Below"), encoding="utf-8")
    (folder / "notes.txt").write_text("not a profile", encoding="utf-8")
    powerless = replace(command, program=(*WITHOUT_ROOTS_POWERS, *command.program))
    ran = await powerless(*SLATE, "-q", *options)
    assert (ran.code, ran.out) == (code, ""), ran.err
    lines = ran.err.splitlines()
    assert len(lines) == len(bad)
    for name, says in bad.items():
        (line,) = (line for line in lines if line.startswith(f"slate/{name}"))
        assert says in line
    told = summary(tmp_path / "out")
    assert told["profiles"] == {"read": 3, "refused": len(bad) - 3, "left_out": 3}
    assert told["subjects"]["audited"] == 3


async def test_without_any_usable_profile_nobody_is_asked(command: Command, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    none = ("slate", "none", "--out", "out")
    assert (await command(*none)).refuses("none: no profile in it can be used. Put *.toml")
    (tmp_path / "none/own.toml").write_text("[subject]", encoding="utf-8")
    ran = await command(*none)
    assert (ran.code, ran.out) == (2, "")
    assert "own.toml: the table [consent] is missing" in ran.err
    assert ran.err.splitlines()[-1].startswith("none: no profile in it can be used. Mend")
    assert not (tmp_path / "out/summary.json").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("slate", "missing", "--out", "out"), "missing: there is no such folder"),
        (("slate", "amber.toml", "--out", "out"), "amber.toml: this is not a folder"),
        (("slate", "slate"), "Missing option '--out'"),
        ((*SLATE, "--skip", "dsn"), "--skip: there is no such check"),
        (("slate", "slate", "--out", "taken"), "summary.json: a folder stands where the file"),
    ],
)
async def test_a_mistake_in_the_command_is_one_line(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "taken/summary.json").mkdir(parents=True)
    assert (await command(*arguments)).refuses(says)


async def test_a_folder_tells_nobodys_name_and_nobody_shares_one(
    command: Command, tmp_path: Path
) -> None:
    made = tmp_path / "names"
    made.mkdir()
    names = {"jo-sample": "Jo Sample", "One": "Ann Uno", "one": "Bea Uno", "a.b": "Cy Dot"}
    for stem, name in {
        **names,
        "summary.json": "Di Sum",
        "s-0123456789abcdef": "Ed Id",
        "con": "Fay Dev",
        "hare-17": "Gus Hare",
    }.items():
        (made / f"{stem}.toml").write_text(person(name), encoding="utf-8")
    ran = await command("slate", "names", "--out", "out", "--disclose", "nothing", "-q")
    assert (ran.code, ran.err) == (3, "")
    folders = {path.name for path in (tmp_path / "out").iterdir()} - {"summary.json"}
    assert len(folders) == 8
    assert {name for name in folders if not re.fullmatch("s-[0-9a-f]{16}", name)} == {"One"}
    shown = (made / "one.toml").read_text(encoding="utf-8").replace("Bea Uno", "Bea Due")
    (made / "one.toml").write_text(shown, encoding="utf-8")
    assert (await command("slate", "names", "--out", "two", "--disclose", "nothing")).code == 3
    assert len([*(tmp_path / "two").iterdir()]) == 9


async def test_what_is_sealed_is_opened_with_the_users_key_and_sealed_to_the_subjects(
    keyed: Command, folder: Path, tmp_path: Path
) -> None:
    own, theirs = (await keyed("keys", "new")).out, Identity.new()
    recipient = re.search("age1[0-9a-z]+", own)
    assert recipient
    cedar = (folder / "cedar.toml").read_text(encoding="utf-8")
    cedar = cedar.replace("[consent]", f'[consent]\nrecipient = "{theirs.recipient}"')
    (folder / "cedar.toml.age").write_bytes(seal(cedar.encode(), [recipient[0]]))
    (folder / "cedar.toml").unlink()
    ran = await keyed(*SLATE)
    assert ran.code == 0
    assert "1 reports are not sealed" in ran.err
    assert (tmp_path / "out/cedar/report.html").exists()
    assert (await keyed("keys", "trust", theirs.recipient)).code == 0
    ran = await keyed(*SLATE)
    assert (ran.code, ran.err) == (0, "")
    made = tmp_path / "out/cedar"
    assert {path.name for path in made.iterdir()} == {"report.html.age", "result.json.age"}
    opened = unseal((made / "result.json.age").read_bytes(), "result", [theirs], None)
    assert json.loads(opened)["attempts"][0]["check"] == "dns"


async def test_without_staff_details_a_report_is_sealed_or_not_written(
    keyed: Command, folder: Path, tmp_path: Path
) -> None:
    theirs = Identity.new()
    cedar = (folder / "cedar.toml").read_text(encoding="utf-8")
    cedar = cedar.replace(', "staff-details"', f']\nrecipient = "{theirs.recipient}"#')
    (folder / "cedar.toml").write_text(cedar, encoding="utf-8")
    ran = await keyed(*SLATE, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["subjects"]["audited"], ran.json["subjects"]["withheld"]) == (3, 1)
    assert not (tmp_path / "out/cedar").exists()
    assert len([*(tmp_path / "out").glob("*/report.html")]) == 2
    assert (await keyed("keys", "trust", theirs.recipient)).code == 0
    ran = await keyed(*SLATE, "--json")
    assert ran.json["subjects"]["withheld"] == 0
    made = {path.name for path in (tmp_path / "out/cedar").iterdir()}
    assert made == {"report.html.age", "result.json.age"}


async def test_a_key_of_the_users_own_seals_nothing_from_them(
    keyed: Command, folder: Path, tmp_path: Path
) -> None:
    assert (await keyed(*SLATE)).code == 0
    assert (tmp_path / "out/cedar/report.html").exists()
    own = (await keyed("keys", "new")).out.strip()
    cedar = (folder / "cedar.toml").read_text(encoding="utf-8")
    cedar = cedar.replace(', "staff-details"', f']\nrecipient = "{own}"#')
    (folder / "cedar.toml").write_text(cedar, encoding="utf-8")
    ran = await keyed(*SLATE, "--json")
    assert ran.json["subjects"]["withheld"] == 1
    assert [*(tmp_path / "out/cedar").iterdir()] == []


async def test_what_an_earlier_slate_left_is_said(
    keyed: Command, folder: Path, tmp_path: Path
) -> None:
    assert (await keyed(*SLATE)).err == ""
    (folder / "cedar.toml").unlink()
    ran = await keyed(*SLATE)
    assert "1 folders hold reports of an earlier slate" in ran.err
    assert (tmp_path / "out/cedar/report.html").exists()


async def test_each_run_is_kept_with_its_own_subject(keyed: Command) -> None:
    first, second = await keyed(*SLATE, "--json"), await keyed(*SLATE, "--json")
    assert first.json["subjects"]["not_kept"] == second.json["subjects"]["not_kept"] == 0
    kept = (await keyed("workspace", "check", "--json")).json
    assert len(kept["runs"]) == 6
    assert len({run["subject"] for run in kept["runs"]}) == 3
    assert {run["state"] for run in kept["runs"]} == {"finished"}


@pytest.mark.parametrize(
    ("options", "code"), [(("--fail-on", "note"), 1), (("--fail-on", "critical"), 0)]
)
async def test_the_worst_of_all_findings_counts(
    command: Command, options: tuple[str, ...], code: int
) -> None:
    assert (await command(*SLATE, "-q", *options)).code == code


async def test_offline_nothing_is_sent(command: Command, tmp_path: Path) -> None:
    ran = await command(*SLATE, "--offline", "--json", "-q")
    assert ran.code == 3
    told = summary(tmp_path / "out")
    assert told["slate"]["offline"] is True
    assert told["sources"][0]["requests"] == 0
    assert told["sources"][0]["not_checked"] == {"offline": 3}


SLOW = "brackenmere-forward.example"
"""One candidate's own site."""
WAITING = ("slate", "slate", "--out", "out", "--only", "dns", "--only", "website")


async def test_ctrl_c_keeps_who_is_done_and_writes_who_is_under_way(
    web: Sandbox, keyed: Command, tmp_path: Path
) -> None:
    web.faults[SLOW] = Fault.SLOW
    process = await keyed.start(*WAITING, "-v", "--json")
    assert process.stderr is not None
    seen = b""
    while b"2 of 3 done" not in seen:
        line = await asyncio.wait_for(process.stderr.readline(), 30)
        assert line, seen
        seen += line
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 130, err
    told = summary(tmp_path / "out")
    assert told["slate"]["interrupted"] is True
    assert (told["subjects"]["audited"], told["subjects"]["interrupted"]) == (3, 1)
    cut = json.loads((tmp_path / "out/candidate-1/result.json").read_text())
    assert cut["run"]["interrupted"] is True
    assert {each["check"]: each["status"] for each in cut["attempts"]}["dns"] == "found"
    runs = (await keyed("workspace", "check", "--json")).json["runs"]
    assert sorted(run["state"] for run in runs) == ["finished", "finished", "unfinished"]


async def test_the_time_bounds_the_whole(web: Sandbox, keyed: Command) -> None:
    web.faults[SLOW] = Fault.SLOW
    ran = await keyed(*WAITING, "--json", "--max-minutes", "0.04", "-q")
    assert ran.code == 0
    assert ran.json["subjects"]["audited"] == 3
    assert ran.json["slate"]["interrupted"] is False
    (site,) = (source for source in ran.json["sources"] if source["check"] == "website")
    assert site["not_checked"]["budget"] == 1


async def test_on_a_terminal_it_says_how_far_it_is(command: Command) -> None:
    async with at_a_terminal(command.having(TERM="xterm"), *SLATE) as terminal:
        assert await terminal.ends() == 0
    assert "3 of 3 done" in terminal.seen


async def test_where_nothing_can_be_written_it_is_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/cedar").write_text("a file", encoding="utf-8")
    ran = await command(*SLATE, "--json", "-q")
    assert ran.code == 2
    assert "out/cedar" in ran.err
    assert ran.json["subjects"]["not_written"] == 1
    assert ran.json["subjects"]["audited"] == 3
