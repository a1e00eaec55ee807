"""`plan`: what a run would ask, for people and for programs."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from exposure_audit.checks import registry
from exposure_audit.checks.meta import Mode
from exposure_audit.sandbox.faults import EVERYWHERE, Fault
from exposure_audit.sandbox.sandbox import Sandbox
from tests.cli.command import Command
from tests.conftest import PROFILE

KEYS = {"EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY": "key-4711", "EXPOSURE_AUDIT_BRAVE_KEY": "key-4712"}
ENTRY = {
    "hosts": {"type": "array", "items": {"type": "string"}},
    "like": {"type": "string"},
    "country": {"type": "string", "minLength": 1},
    "number": {"type": "integer", "minimum": 1},
    "exact": {"type": "boolean"},
    "facts": {"type": "array", "items": {"type": "string"}},
    "why": {"type": "string", "minLength": 1},
    "account": {"type": ["string", "null"]},
}
SCHEMA = {
    "type": "object",
    "properties": ENTRY,
    "required": list(ENTRY),
    "additionalProperties": False,
}


async def test_a_plan_says_whom_how_often_with_what_and_why(
    command: Command, profile_file: Path
) -> None:
    ran = await command("plan", profile_file, "--disclose", "names", **KEYS)
    assert (ran.code, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    assert "Nothing was sent to make this list." in words
    assert "api.company-information.service.gov.uk (country: United Kingdom)" in words
    assert "EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY: this account is in your name" in words
    assert "- up to 7 requests with your company (consultancy):" in words
    assert "- up to 102 requests with your name:" in words
    assert "- 2 requests with your name: the first 20 results" in words
    assert "council.example (country: its host's)" in words
    assert not any(value in ran.out + ran.err for value in KEYS.values())
    assert all(len(line) <= 100 for line in ran.out.splitlines())


async def test_what_is_left_out_is_said_with_what_would_change_it(
    command: Command, profile_file: Path
) -> None:
    ran = await command("plan", profile_file, EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY="k")
    words = " ".join(ran.out.split())
    assert (
        "Companies House (companies-house) is not asked with your name; --disclose names" in words
    )
    assert "Web search (web-search): what it needs is not sent at this level" in words
    named = await command("plan", profile_file, "--disclose", "names")
    words = " ".join(named.out.split())
    keys = "set EXPOSURE_AUDIT_BRAVE_KEY or EXPOSURE_AUDIT_MOJEEK_KEY or `searxng`"
    assert f"Web search (web-search): it needs an account key; {keys} in your settings" in words
    assert words.count("holds nothing to ask") == 1
    silent = await command("plan", profile_file, "--disclose", "nothing")
    assert silent.out.startswith('A run would ask nobody anything at the level "nothing".')


async def test_the_engine_for_contacts_is_none_for_names(
    command: Command, profile_file: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "settings.toml"
    only = ("--only", "contact-search", "--only", "web-search")
    told = ("--disclose", "contacts", "--allow", "contact-search", "--settings", chosen)
    asked = ("plan", profile_file, *only, *told)
    chosen.write_text("")
    words = " ".join((await command(*asked)).out.split())
    both = "EXPOSURE_AUDIT_MOJEEK_KEY or EXPOSURE_AUDIT_BRAVE_KEY or `searxng` in your settings"
    assert f"set {both}, and `contact_search` to its engine" in words
    chosen.write_text('contact_search = "brave"')
    words = " ".join((await command(*asked)).out.split())
    need = "it needs an account key; set"
    assert f"Contact search (contact-search): {need} EXPOSURE_AUDIT_BRAVE_KEY" in words
    assert f"Web search (web-search): {need} EXPOSURE_AUDIT_MOJEEK_KEY or `searxng`" in words


async def test_a_plan_for_programs(command: Command, profile_file: Path) -> None:
    ran = await command("plan", profile_file, "--disclose", "names", "--json", **KEYS)
    made = ran.json
    assert (made["schema"], made["disclose"]) == (1, "names")
    metas = registry.metas().values()
    automatic = {meta.id for meta in metas if meta.mode is Mode.AUTOMATIC}
    assert {each["check"] for each in made["checks"]} == automatic
    asks = [ask for each in made["checks"] for ask in each["asks"]]
    for ask in asks:
        Draft202012Validator(SCHEMA).validate(ask)
    (search,) = (each for each in made["checks"] if each["check"] == "web-search")
    brave = next(ask for ask in search["asks"] if ask["hosts"] == ["api.search.brave.com"])
    assert brave == brave | {"number": 2, "exact": True, "facts": ["name"], "account": "brave"}


async def test_only_a_sources_own_consent_ceiling_counts(command: Command, tmp_path: Path) -> None:
    text = PROFILE.replace('given_by = "self"', 'given_by = "self"\nscope = ["handles"]')
    (tmp_path / "p.toml").write_text(text)
    ran = await command("plan", "p.toml", "--disclose", "address", "--json", **KEYS)
    assert ran.json["disclose"] == "handles"
    assert "name" not in {
        fact for each in ran.json["checks"] for ask in each["asks"] for fact in ask["facts"]
    }


async def test_no_value_of_the_profile_but_its_places_stands_in_a_plan(
    command: Command, profile_file: Path
) -> None:
    for more in ([], ["--json"]):
        ran = await command("plan", profile_file, "--disclose", "address", *more, **KEYS)
        for value in ("Siân", "Hughes", "SE15", "900123", "sianh79", "1979", "01234567"):
            assert value not in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--allow", "hibq"], "--allow: there is no such check"),
        (["--only", "x"], "--only: there is no such check"),
        (["--visit", "/"], "--visit"),
    ],
)
async def test_a_wrong_choice_is_one_line(
    command: Command, profile_file: Path, arguments: list[str], says: str
) -> None:
    assert (await command("plan", profile_file, *arguments)).refuses(says)


async def test_the_kept_profile_is_taken_where_none_is_named(command: Command) -> None:
    assert (await command("plan")).refuses("PROFILE: there is no key")


async def test_a_run_offline_finds_what_is_kept_and_clears_nobody(
    keyed: Command, web: Sandbox
) -> None:
    first = await keyed("run", "amber.toml", "--only", "pages", "--format", "json")
    assert first.code == 0
    web.faults[EVERYWHERE] = Fault.ERROR
    again = await keyed("run", "amber.toml", "--only", "pages", "--offline", "--format", "json")
    online, offline = json.loads(first.out), json.loads(again.out)
    found = {finding["id"] for finding in online["findings"]}
    assert found
    assert {finding["id"] for finding in offline["findings"]} == found
    assert offline["run"]["offline"]
    (attempt,) = offline["attempts"]
    assert (attempt["status"], attempt["requests"]) == ("found", 0)
    assert not attempt["complete"]
    assert online["run"]["started"] <= attempt["as_of"] <= online["run"]["finished"]
    assert offline["hosts"] == []
    said = await keyed("run", "amber.toml", "--only", "pages", "--offline")
    assert "kept" in said.out


@pytest.mark.usefixtures("web")
async def test_offline_without_anything_kept_covers_nothing(command: Command) -> None:
    ran = await command("run", "amber.toml", "--only", "pages", "--offline", "--format", "json")
    assert ran.code == 3
    (attempt,) = ran.json["attempts"]
    assert (attempt["status"], attempt["reason"]) == ("inconclusive", "offline")


async def test_a_private_user_name_in_a_hosts_name_is_not_shown(
    command: Command, tmp_path: Path
) -> None:
    page = '[[page]]\nlabel = "blog"\nurl = "https://sianh79.blogs.example/about"\n'
    (tmp_path / "p.toml").write_text(f"{PROFILE}\n{page}")
    for more in ([], ["--json"]):
        ran = await command("plan", "p.toml", *more)
        assert ran.code == 0
        assert "sianh79" not in ran.out
        assert "user name" in ran.out
