from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from exposure_audit.checks.asking import Service
from exposure_audit.checks.meta import Mode
from exposure_audit.checks.registry import code, load, metas
from exposure_audit.checks.source import rung_of
from exposure_audit.errors import DataError
from exposure_audit.limits import Limits
from exposure_audit.model import CheckId, Kind, Rung
from exposure_audit.removal.routes import load_routes

CHECKS = Path(__file__).parents[2] / "checks"
PACKAGE = "exposure_audit.checks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(CHECKS, tmp_path / "checks")


def test_the_folder_is_the_list() -> None:
    assert list(metas()) == sorted(path.stem for path in CHECKS.glob("*.toml"))
    assert CheckId("website") in metas()
    assert set(load()) == set(metas())


AUTOMATIC = [meta.id for meta in metas().values() if meta.mode is Mode.AUTOMATIC]
GUIDED = [meta.id for meta in metas().values() if meta.mode is Mode.GUIDED]
EITHER_WAY = ("found", "clear", "withheld", "rate_limited", "malformed", "changed_layout")
"""How each automatic check is tested to end: one test at least begins with each of these."""


def test_there_are_enough_of_them() -> None:
    assert len(AUTOMATIC) >= 30
    assert len(GUIDED) >= 25


def test_everything_that_matters_most_is_covered() -> None:
    covered = {number for meta in metas().values() for number in meta.covers}
    assert covered == set(range(1, 26))


@pytest.mark.parametrize("check_id", metas())
def test_a_source_says_all_that_is_needed(check_id: CheckId) -> None:
    meta = load()[check_id].meta
    assert bool(meta.canaries) is not bool(meta.no_canary)
    assert meta.terms.link
    assert meta.terms.note.strip()
    assert meta.terms.read >= date(2026, 11, 1)
    assert meta.limits_of.strip()
    routes = load_routes()
    assert meta.routes
    assert set(meta.routes) <= set(routes)
    assert all(routes[route].evidence for route in meta.routes)
    for canary in meta.canaries:
        assert canary.known != canary.unknown
        words = canary.shows.casefold() or None
        assert not any(words and words in each.title.casefold() for each in meta.reads), meta.id


@pytest.mark.parametrize("check_id", AUTOMATIC)
def test_an_automatic_check_has_code_limits_and_a_rung(check_id: CheckId) -> None:
    registered = load()[check_id]
    meta = registered.meta
    assert registered.check is not None
    assert bool(meta.reads) is not (CHECKS / f"{check_id.replace('-', '_')}.py").is_file()
    assert meta.rung in {Rung.HANDLES, Rung.NAMES, Rung.CONTACTS}
    never = {Kind.DATE_OF_BIRTH, Kind.DETAIL}
    assert not never & {kind for kinds in meta.sends.values() for kind in kinds}
    assert Kind.ADDRESS not in meta.sends.get(Rung.CONTACTS, ())
    for rung, kinds in meta.sends.items():
        assert all(rung_of(kind) <= rung for kind in kinds)
    # A host of its own has limits of its own; the others are bounded by the attempt's.
    assert all(service.per_second <= 5 for service in meta.services)
    assert sum(ask.number for ask in meta.asks) > 0


def test_what_several_sources_say_of_one_host_is_the_same() -> None:
    said: dict[str, Service] = {}
    for meta in metas().values():
        for service in meta.services:
            assert said.setdefault(service.host, service) == service, meta.id


@pytest.mark.parametrize("check_id", GUIDED)
def test_a_guided_check_tells_what_to_do_and_sends_nothing(check_id: CheckId) -> None:
    registered = load()[check_id]
    assert registered.check is None
    guide = registered.meta.guide
    assert guide is not None
    assert not registered.meta.asks
    assert guide.look_for.strip()
    assert guide.when_found.strip()
    assert "{" not in guide.link


def test_what_is_sent_and_the_keys() -> None:
    known = metas()
    house = known[CheckId("companies-house")]
    assert dict(house.sends) == {Rung.HANDLES: (Kind.COMPANY,), Rung.NAMES: (Kind.NAME,)}
    [key] = house.keys
    assert key.basic
    assert key.variable == "EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY"
    search = known[CheckId("web-search")]
    assert search.rung is Rung.HANDLES
    assert search.key_stand_in == "searxng"


def test_the_numbers_in_the_words_are_those_of_the_limits() -> None:
    known, limits = metas(), Limits()
    site = known[CheckId("website")]
    assert f"{limits.pages_per_site} pages a site, {limits.crawl_depth} links deep" in site.how
    deep = f"up to {limits.deep_pages_per_site} pages are read"
    assert deep in site.how
    beyond = f"Beyond {limits.pages_per_site} pages without the proof"
    assert f"{beyond}, beyond {limits.deep_pages_per_site} with it" in site.limits_of
    house = known[CheckId("companies-house")].limits_of
    assert f"beyond its first {limits.register_entries} entries" in house
    search = known[CheckId("web-search")].limits_of
    assert f"the first {limits.results_per_query} results" in search


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("publisher =", "publishes_by =", 2, "publishes_by"),
        ('mode = "automatic"', 'mode = "magic"', 3, "mode"),
        ('handles = ["domain"]', 'handles = ["postcode"]', 39, "sends.handles"),
        ('handles = ["domain"]', 'shout = ["domain"]', 39, "sends.shout"),
        ("[sends]", "[sends", 38, "not TOML"),
        ('title = "Domain name records (DNS)"', 'title = " "', 1, "title"),
    ],
)
def test_a_broken_source_file_is_named_with_its_line(
    folder: Path, old: str, new: str, line: int, said: str
) -> None:
    path = folder / "dns.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as caught:
        metas(folder)
    assert f"dns.toml:{line}:" in str(caught.value)
    assert said in str(caught.value)


def test_needing_a_key_takes_a_key(folder: Path) -> None:
    path = folder / "dns.toml"
    path.write_text("needs_key = true\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(DataError, match="without any key"):
        metas(folder)


def test_an_automatic_source_without_code_is_an_error(folder: Path) -> None:
    (folder / "rdap.toml").rename(folder / "no-such.toml")
    (folder / "rdap.py").unlink()
    with pytest.raises(DataError, match=r"no-such\.toml: .* no code"):
        load(folder)


def test_code_without_a_source_file_is_an_error(folder: Path) -> None:
    (folder / "companies-house.toml").unlink()
    with pytest.raises(DataError, match=r"companies_house\.py: .*companies-house\.toml"):
        load(folder)


def test_code_that_holds_no_check_is_an_error() -> None:
    with pytest.raises(DataError, match="holds no CHECK"):
        code(CheckId("common"))
    with pytest.raises(DataError, match="no code"):
        code(CheckId("no-such"))


def test_the_list_alone_imports_no_check() -> None:
    program = (
        "import sys; from exposure_audit.checks.registry import metas; metas(); "
        "heavy = {'aiohttp', 'selectolax', 'PIL', 'pypdfium2', 'exposure_audit.checks.rdap'}; "
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("check_id", AUTOMATIC)
def test_every_automatic_check_is_tested_to_end_each_way(check_id: CheckId) -> None:
    stem = f"test_{check_id.replace('-', '_')}"
    paths = [
        path
        for path in Path(__file__).parent.glob(f"{stem}*.py")
        if path.stem == stem or path.stem.startswith(f"{stem}_")
    ]
    tests = "\n".join(path.read_text("utf-8") for path in paths)
    for way in EITHER_WAY:
        assert re.search(rf"^(async )?def test_{way}", tests, re.MULTILINE), way


def test_a_check_is_short() -> None:
    for path in CHECKS.glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 190, path.name
