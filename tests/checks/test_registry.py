from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from exposure_audit.checks.meta import Mode
from exposure_audit.checks.registry import code, load, metas
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


@pytest.mark.parametrize("check_id", metas())
def test_an_automatic_check_has_code_and_its_data_makes_sense(check_id: CheckId) -> None:
    registered = load()[check_id]
    assert registered.meta.mode is Mode.AUTOMATIC
    assert registered.check is code(check_id)
    assert set(registered.meta.routes) <= set(load_routes())
    assert registered.meta.rung in {Rung.HANDLES, Rung.NAMES}
    sent = {kind for kinds in registered.meta.sends.values() for kind in kinds}
    assert sent <= {Kind.NAME, Kind.DOMAIN, Kind.WEBSITE, Kind.COMPANY, Kind.PAGE}


def test_what_is_sent_and_the_keys() -> None:
    known = metas()
    house = known[CheckId("companies-house")]
    assert dict(house.sends) == {Rung.HANDLES: (Kind.COMPANY,), Rung.NAMES: (Kind.NAME,)}
    [key] = house.keys
    assert key.basic
    assert key.variable == "EXPOSURE_AUDIT_COMPANIES_HOUSE_KEY"
    search = known[CheckId("web-search")]
    assert search.rung is Rung.NAMES
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


def test_every_check_has_its_tests() -> None:
    for check_id in metas():
        assert (Path(__file__).parent / f"test_{check_id.replace('-', '_')}.py").is_file()


def test_a_check_is_short() -> None:
    for path in CHECKS.glob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 200, path.name
