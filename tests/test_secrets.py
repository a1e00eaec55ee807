"""Keys and declared values stand in nothing that a run writes, however much it is asked to say."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import re
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from exposure_audit.sandbox.faults import DNS, WHOIS, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from exposure_audit.sandbox.world import load_world
from tests.cli.command import Command, Ran
from tests.secrets_search import forms, leaks, written
from tests.test_end_to_end import written_forms

KEY = "0123456789abcdef" * 4
MAIL = "sian.eh@postbox.example"
TOKEN = "token-of-a-declared-page"

TALKATIVE = """
import logging, sys
logging.basicConfig(level=1, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
logging.Logger.setLevel = lambda *_: None
from exposure_audit.cli.main import main
main()
"""
"""The command line with every logger turned up, whatever it wishes for itself."""

CRASHING = """
import asyncio, logging, sys
import click
logging.basicConfig(level=1, stream=sys.stderr)
from exposure_audit.cli.main import cli, outcome

@cli.command()
@click.argument("value")
def crash(value):
    asyncio.run(ask(value))

async def ask(value):
    import aiohttp
    from exposure_audit.errors import GatherError
    from exposure_audit.model import Reason
    given = {"key": value}
    try:
        async with aiohttp.ClientSession() as session:
            await session.get("http://127.0.0.1:9/" + value, params=given, headers=given)
    except aiohttp.ClientError as error:
        raise RuntimeError(value) from GatherError(Reason.CONNECTION, value, value)

sys.exit(outcome(sys.argv[1:]))
"""
"""The command line with one command more, which fails with a value in all that it touched."""

PAGES = f"""
[[page]]
label = "profile"
url = "https://brackenmere-council.example/people/{MAIL}?key={TOKEN}"

[[page]]
label = "encoded"
url = "https://brackenmere-council.example/people/{MAIL.replace("@", "%40")}"
"""


@dataclass(frozen=True)
class User:
    """Somebody with an empty home, whose profile and files stand elsewhere."""

    home: Path
    elsewhere: Path
    command: Command
    sandbox: Sandbox

    async def __call__(self, *arguments: object) -> Ran:
        """Run a command, and keep what it prints in the home folder."""
        ran = await self.command(*arguments)
        handle, _ = tempfile.mkstemp(prefix="printed-", dir=self.home, text=True)
        with os.fdopen(handle, "w", encoding="utf-8") as printed:
            printed.write(ran.out + ran.err)
        return ran

    @property
    def own(self) -> tuple[object, ...]:
        """The options of every run."""
        return ("--settings", self.elsewhere / "settings.toml", "-v")


@asynccontextmanager
async def living(folder: Path, faults: Mapping[str, Fault]) -> AsyncIterator[User]:
    """Amber, with the sandbox as the web."""
    home, elsewhere = folder / "home", folder / "elsewhere"
    for made in (home, home / "tmp", elsewhere, elsewhere / "files"):
        made.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONUTF8": "1"}
    async with Sandbox.start(faults=dict(faults)) as sandbox:
        sandbox.write_settings(elsewhere / "settings.toml")
        profile = sandbox.profiles["amber"].replace("[candidacy]", PAGES + "\n[candidacy]")
        (elsewhere / "amber.toml").write_text(profile, encoding="utf-8")
        (elsewhere / "files/letter.txt").write_text(f"Write to {MAIL}.", encoding="utf-8")
        environment = {**kept, **own, **sandbox.keys, "EXPOSURE_AUDIT_KEY": KEY}
        talkative = Command(
            {**environment, "PYTHONASYNCIODEBUG": "1"}, home, (sys.executable, "-c", TALKATIVE)
        )
        yield User(home, elsewhere, talkative, sandbox)


def secrets(sandbox: Sandbox) -> set[str]:
    """All that must not be found: the keys, and every declared value as someone might write it."""
    keys = {KEY, TOKEN, *sandbox.keys.values(), *(f"{key}:" for key in sandbox.keys.values())}
    return keys | {form for slug in sandbox.profiles for form in written_forms(slug)}


def test_the_search_finds_a_planted_leak_in_every_form(tmp_path: Path) -> None:
    for number, form in enumerate(forms(MAIL)):
        (tmp_path / str(number)).write_bytes(b"before " + form + b" after")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", f"<{MAIL}>" * 9)
    (tmp_path / "zip").write_bytes(packed.getvalue())
    (tmp_path / "gzip").write_bytes(gzip.compress(packed.getvalue()))
    (tmp_path / f"of {MAIL}").write_bytes(b"")
    (tmp_path / "clean").write_bytes(b"nothing here")
    found = {name for name, _ in leaks(written(tmp_path), {MAIL})}
    assert found == {str(n) for n in range(number + 1)} | {"zip", "gzip", f"of {MAIL}"}


BROKEN = {
    "api.search.brave.com": Fault.RESET,
    "api.company-information.service.gov.uk": Fault.SHORT,
    "searxng.example": Fault.UNAUTHORIZED,
    "brackenmere-forward.example": Fault.LOGIN,
    "rdap.registry.example": Fault.BROKEN_JSON,
    DNS: Fault.ERROR,
    WHOIS: Fault.RATE_LIMITED,
}


async def run_and_report(folder: Path, faults: Mapping[str, Fault]) -> None:
    folder.mkdir()
    async with living(folder, faults) as user:
        profile = user.elsewhere / "amber.toml"
        ran = await user("run", profile, *user.own, "--out", user.home / "report")
        assert ran.code in {0, 3}, ran.err
        assert "DEBUG" in ran.err
        again = await user("report", "--out", user.home / "again")
        assert again.code == 0, again.err
        texts = written(user.home)
        assert {"report/report.html", "report/result.json", "again/report.html"} <= texts.keys()
        assert any(name.endswith("workspace.db") for name in texts)
        assert leaks(texts, secrets(user.sandbox)) == set()


async def test_a_run_and_its_report_tell_nothing_on_a_sound_web_and_on_a_broken_one(
    tmp_path: Path,
) -> None:
    await asyncio.gather(
        run_and_report(tmp_path / "sound", {}), run_and_report(tmp_path / "broken", BROKEN)
    )


async def test_the_other_commands_tell_nothing_either(tmp_path: Path) -> None:
    async with living(tmp_path, {}) as user:
        profile, files = user.elsewhere / "amber.toml", user.elsewhere / "files"
        ran = await asyncio.gather(
            user("demo", "--out", user.home / "demo"),
            user("scan", profile, files, "-v"),
            user("scan", profile, files, "--format", "json"),
            user("scan", profile, files, "--format", "sarif"),
            user("plan", profile, *user.own[:2]),
            user("run", profile, *user.own, "--format", "json", "--only", "web-search"),
            user("run", profile, "--skip", "everything"),
        )
        assert [each.code for each in ran] == [0, 1, 1, 1, 0, 0, 2], [each.err for each in ran]
        texts = written(user.home)
        assert "demo/birch/report.html" in texts
        assert leaks(texts, secrets(user.sandbox)) == set()


async def test_what_is_shown_on_purpose_is_found(tmp_path: Path) -> None:
    """The same search over the same folders: it would see a leak."""
    async with living(tmp_path, {}) as user:
        profile, files = user.elsewhere / "amber.toml", user.elsewhere / "files"
        await user("scan", profile, files, "--show-values")
        found = leaks(written(user.home), {MAIL})
    assert {(name.partition("-")[0], value) for name, value in found} == {("printed", MAIL)}


async def test_a_crash_tells_nothing(tmp_path: Path) -> None:
    async with living(tmp_path, {}) as user:
        program = (sys.executable, "-c", CRASHING)
        crashing = replace(user, command=replace(user.command, program=program))
        values = (MAIL, TOKEN, *user.sandbox.keys.values())
        for value in values:
            ran = await crashing("crash", value)
            assert ran.code == 70, ran.err
        texts = written(user.home)
        assert sum("exposure-audit-error" in name for name in texts) == len(values)
        assert leaks(texts, secrets(user.sandbox)) == set()


def test_the_values_that_are_looked_for_are_the_declared_ones() -> None:
    """What is declared in the profile is among them, whatever is added to it."""
    for slug, text in load_world().profiles.items():
        raw = tomllib.loads(text)
        looked_for = {re.sub(r"\W", "", form).casefold() for form in written_forms(slug)}
        kinds = ("phone", "number"), ("email", "address"), ("username", "name"), ("detail", "text")
        declared = {
            each[key] for kind, key in kinds for each in raw.get(kind, ()) if not each.get("public")
        }
        declared |= {each["postcode"] for each in raw["address"]}
        for value in declared:
            flat = re.sub(r"\W", "", value).casefold()
            assert any(flat.endswith(form) and len(form) > 4 for form in looked_for), slug
