"""`run --resume`: a run that was cut off goes on, and asks nothing twice."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from exposure_audit.sandbox.faults import Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.store.journal import earlier_of
from tests.cli.command import Command, Ran

RUN = ("run", "amber.toml", "--only", "dns", "--only", "rdap", "--only", "pages")
RESUME = (*RUN, "--resume", "--format", "json")
SLOW = "brackenmere-council.example"
"""Whose page the check "pages" waits for."""


def attempts(ran: Ran) -> dict[str, Any]:
    return {attempt["check"]: attempt for attempt in ran.json["attempts"]}


@asynccontextmanager
async def run_under_way(
    web: Sandbox, command: Command
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A run whose first two attempts have ended, and whose third never does."""
    web.faults[SLOW] = Fault.SLOW
    process = await command.start(*RUN, "-v", "--format", "json")
    assert process.stderr is not None
    seen = b""
    while not (b"dns: found" in seen and b"rdap: found" in seen):
        line = await asyncio.wait_for(process.stderr.readline(), 30)
        assert line, seen
        seen += line
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def cut_off(web: Sandbox, command: Command, by: signal.Signals) -> Ran:
    """A run that was cut off when two of its three attempts had ended."""
    async with run_under_way(web, command) as process:
        process.send_signal(by)
        out, err = await asyncio.wait_for(process.communicate(), 30)
    web.faults.clear()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


async def test_an_interrupted_run_goes_on(web: Sandbox, keyed: Command) -> None:
    first = await cut_off(web, keyed, signal.SIGINT)
    assert first.code == 130
    assert first.json["run"]["interrupted"] is True
    # A part of a run is shown as what it is, and a later whole run is another one.
    shown = await keyed("report", "--format", "json")
    assert shown.json == first.json
    second = await keyed(*RESUME)
    assert (second.code, second.err) == (0, "")
    assert {**second.json["run"], "finished": 0} == {
        **first.json["run"],
        "finished": 0,
        "interrupted": False,
    }
    before, after = attempts(first), attempts(second)
    assert [after[check] for check in ("dns", "rdap")] == [
        before[check] for check in ("dns", "rdap")
    ]
    assert (before["pages"]["reason"], after["pages"]["status"]) == ("budget", "found")
    assert {found["id"] for found in first.json["findings"]} < {
        found["id"] for found in second.json["findings"]
    }
    assert {found["status"] for found in second.json["findings"]} == {"new"}
    assert first.json["disclosures"] == second.json["disclosures"][: len(first.json["disclosures"])]
    assert (await keyed("report", "--format", "json")).json == second.json
    (kept,) = (await keyed("workspace", "check", "--json")).json["runs"]
    assert (kept["id"], kept["state"]) == (second.json["run"]["id"], "finished")


async def test_a_killed_run_goes_on(web: Sandbox, keyed: Command, tmp_path: Path) -> None:
    first = await cut_off(web, keyed, signal.SIGKILL)
    assert (first.code, first.out) == (-signal.SIGKILL, "")
    (kept,) = (await keyed("workspace", "check", "--json")).json["runs"]
    assert (await keyed("report", kept["id"])).refuses("cut off before it had a result")
    with keyed.workspace.open() as workspace:
        journal = workspace.owner.read(lambda found: earlier_of(found, kept["id"]))
    assert {"dns"} <= journal.keys() <= {"dns", "rdap"}
    second = await keyed(*RESUME)
    assert second.code == 0
    assert second.json["run"]["id"] == kept["id"]
    assert second.json["run"]["started"] == kept["started"][:19] + "Z"
    assert second.json["run"]["interrupted"] is False
    for check, ended in journal.items():
        assert attempts(second)[check]["seconds"] == ended.attempt.seconds
    assert {attempt["status"] for attempt in attempts(second).values()} == {"found"}
    assert not list((tmp_path / "workspace").glob("r-*"))


async def test_only_the_same_run_goes_on(web: Sandbox, keyed: Command, tmp_path: Path) -> None:
    first = await cut_off(web, keyed, signal.SIGINT)
    other = "the profile or the choices are not those of the interrupted run"
    assert (await keyed(*RESUME, "--disclose", "handles")).refuses(other)
    profile = tmp_path / "amber.toml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("+44 7700 900123", "+44 7700 900124"), encoding="utf-8")
    assert (await keyed(*RESUME)).refuses(other)
    # What was refused is still there to go on with.
    assert (await keyed("report", "--format", "json")).json == first.json


async def test_nothing_to_go_on_with(command: Command, keyed: Command, web: Sandbox) -> None:
    assert web.profiles
    assert (await command(*RESUME)).refuses("there is no key to encrypt with")
    assert (await keyed(*RESUME)).refuses("there is no interrupted run to go on with")


async def test_a_run_under_way_is_left_alone(
    web: Sandbox, keyed: Command, command: Command, tmp_path: Path
) -> None:
    everything = ("workspace", "purge", "--everything", "--yes")
    async with run_under_way(web, keyed):
        assert (await keyed(*RESUME)).refuses("there is no interrupted run to go on with")
        assert (await command(*everything)).refuses("this run is still going on. Stop it first.")
        (run,) = (await keyed("workspace", "check", "--json")).json["runs"]
        assert run["state"] == "running"
    assert (await command(*everything)).code == 0
    assert not (tmp_path / "workspace").exists()
