"""The pages are true: examples load, generated pages are up to date, all is documented."""

import re
import runpy
from datetime import date
from pathlib import Path

import click
import pytest

from exposure_audit import profile, settings
from exposure_audit.checks import registry
from exposure_audit.checks.meta import Mode
from exposure_audit.cli.exit_codes import ExitCode
from exposure_audit.cli.main import cli
from exposure_audit.model import Kind, Reason

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)
PAGES = runpy.run_path(str(ROOT / "docs/generate.py"))["PAGES"]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def example(name: str) -> str:
    found = re.search(r"```toml\n(.*?)```", page(name), re.DOTALL)
    assert found
    return found[1]


def test_the_example_profile_loads_and_shows_every_kind() -> None:
    subject = profile.parse(example("docs/profile.md"), "profile.md", TODAY)
    assert {fact.kind for fact in subject.facts} == set(Kind)


def test_the_example_settings_load() -> None:
    chosen = settings.parse(example("docs/settings.md"), "settings.md")
    assert chosen.allow_hosts == (("192.168.0.2", 8080),)


def test_the_examples_are_those_of_the_pages() -> None:
    assert page("examples/profile.toml") == example("docs/profile.md")
    assert page("examples/settings.toml") == example("docs/settings.md")


def test_every_key_variable_is_documented() -> None:
    text = page("docs/settings.md")
    for meta in registry.metas().values():
        for key in meta.keys:
            assert f"`{key.variable}`" in text


def test_every_exit_code_is_in_the_readme() -> None:
    documented = {
        int(code) for code in re.findall(r"^\| (\d+) \|", page("README.md"), re.MULTILINE)
    }
    assert documented == {int(code) for code in ExitCode}


def test_every_command_is_in_the_readme_and_has_help() -> None:
    text = page("README.md")
    for name, command in cli.commands.items():
        assert f"exposure-audit {name}" in text
        assert command.help
        assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_generated_pages_are_up_to_date(name: str) -> None:
    assert page(f"docs/{name}") == PAGES[name](), "run: make docs"


def test_every_reason_is_documented() -> None:
    text = page("docs/outcomes.md")
    assert all(f"`{reason.value}`" in text for reason in Reason)


def test_the_readme_counts_the_sources() -> None:
    modes = [meta.mode for meta in registry.metas().values()]
    automatic, guided = modes.count(Mode.AUTOMATIC), modes.count(Mode.GUIDED)
    readme = page("README.md")
    assert f"At {automatic} sources by itself, and at {guided} places with you." in readme
