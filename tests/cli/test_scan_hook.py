"""The hook and the examples call the command as it is."""

import re
import shlex
from pathlib import Path

import click
import pytest

from exposure_audit.cli.scan import scan
from exposure_audit.files.interface import FileStatus, Unread
from tests.cli.command import Command

ROOT = Path(__file__).parent.parent.parent
HOOK = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
PAGES = [
    "README.md",
    "docs/scan.md",
    "examples/campaign-site-gate.yml",
    "examples/campaign-site-gate.gitlab-ci.yml",
    "examples/pre-commit-config.yaml",
]


def of_hook(key: str) -> str:
    """A value of the one hook."""
    (value,) = re.findall(rf"^  {key}: (.*)$", HOOK, re.MULTILINE)
    return str(value)


async def test_the_hook_stops_a_commit_that_would_publish_a_fact(
    command: Command, profile_file: Path, tmp_path: Path
) -> None:
    program, *entry = shlex.split(of_hook("entry"))
    arguments = re.findall(r'"([^"]*)"', of_hook("args"))
    assert program == "exposure-audit"
    (tmp_path / "-page.html").write_text("Nothing.")
    variable = {"EXPOSURE_AUDIT_PROFILE": str(profile_file)}
    asked = (*entry, *arguments, "-page.html")
    assert (await command(*asked, **variable)).code == 0
    (tmp_path / "-page.html").write_text("Call 07700 900123")
    assert (await command(*asked, **variable)).code == 1
    unset = await command(*asked)
    assert unset.code == 2
    assert "EXPOSURE_AUDIT_PROFILE" in unset.err


def test_the_examples_name_the_hook() -> None:
    hook = re.search(r"^- id: (\S+)$", HOOK, re.MULTILINE)
    assert hook
    for page in ("docs/scan.md", "examples/pre-commit-config.yaml"):
        assert f"- id: {hook[1]}\n" in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_option_of_a_scan_in_the_pages_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ")
    calls = re.findall(r"exposure-audit scan [^\n`#]*", text)
    known = {name for each in scan.params for name in (*each.opts, *each.secondary_opts)}
    for call in calls:
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", call)) <= known, call


def test_the_page_names_every_option_status_and_reason() -> None:
    text = (ROOT / "docs/scan.md").read_text(encoding="utf-8")
    for option in scan.params:
        if isinstance(option, click.Option) and option.name not in {"verbose", "quiet"}:
            assert any(name in text for name in (*option.opts, *option.secondary_opts))
    for status in FileStatus:
        assert f"`{status.value}`" in text
    for cause in Unread:
        assert f"`{cause.value.reason.value}`" in text
