from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from exposure_audit.errors import DataError
from exposure_audit.result import Possible, Status
from exposure_audit.sandbox.proof import expectations
from exposure_audit.sandbox.world import WORLD_FILE, load_world, shipped

LAMPS = """\
host = "api.lamps.example"

[key]
variable = "EXPOSURE_AUDIT_LAMPS_KEY"
header = "x-lamps-key"
value = "sandbox-lamps-key"
refused = { status = 401 }

[needs]
headers = ["user-agent"]
status = 403

[missing]
status = 404

[quota]
most = 5
seconds = 300

[[answer]]
path = "/lamps"
query = { q = "lanternfish79" }
body = '{"name": "lanternfish79"}'

[[answer]]
path = "/page"
file = "services/lamp.html"

[[planted]]
subject = "amber"
fact = "username:forum"
check = "lamps"
at = "https://lamps.example/"

[[possible]]
subject = "birch"
publisher = "Lamps"
count = 3

[outcomes.amber]
lamps = "found"

[outcomes.cedar]
lamps = "clear"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped world with one service in the place of its own."""
    folder = tmp_path / "world"
    shutil.copytree(str(shipped()), folder, ignore=shutil.ignore_patterns("services"))
    (folder / "services").mkdir()
    (folder / "services" / "lamp.html").write_text("<p>A lamp</p>", encoding="utf-8")
    write(folder, "lamps", LAMPS)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / "services" / f"{name}.toml").write_text(text, encoding="utf-8")


def refusal(folder: Path, file: str) -> tuple[str, int]:
    """Load a world that has to be refused: what is said of that file, and the line."""
    with pytest.raises(DataError) as caught:
        load_world(folder)
    found = re.search(rf"services/{file}\.toml:(\d+): (.*)", str(caught.value))
    assert found, str(caught.value)
    return found[2], int(found[1])


def test_what_a_service_plants_is_expected_of_an_audit(folder: Path) -> None:
    shutil.move(folder / "services" / "lamps.toml", folder.parent)
    before = load_world(folder)
    shutil.move(folder.parent / "lamps.toml", folder / "services")
    loaded = load_world(folder)
    assert [planted.check for planted in loaded.world.planted] == [
        *(planted.check for planted in before.world.planted),
        "lamps",
    ]
    expected = expectations(loaded.world, tuple(loaded.profiles))
    assert Possible("Lamps", 3) in expected["birch"].possible
    assert expected["cedar"].outcomes["lamps"] is Status.CLEAR
    assert expected["amber"].outcomes == {**before.world.outcomes["amber"], "lamps": Status.FOUND}
    assert loaded.world.outcomes["birch"] == before.world.outcomes["birch"]


def test_the_services_are_read_in_the_order_of_their_files(folder: Path) -> None:
    write(folder, "kites", 'host = "kites.example"\n')
    write(folder, "lamps-more", 'host = "api.lamps.example"\n')
    loaded = load_world(folder)
    hosts = [service.host for service in loaded.services]
    assert hosts == ["kites.example", "api.lamps.example", "api.lamps.example"]
    assert loaded.bodies["services/lamp.html"] == b"<p>A lamp</p>"


def test_a_world_can_do_without_services(folder: Path) -> None:
    shutil.rmtree(folder / "services")
    assert load_world(folder).services == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('path = "/lamps"', 'pth = "/lamps"', "answer 1.pth: unknown key"),
        ('header = "x-lamps-key"', 'heading = "x"', "key.heading: unknown key"),
        ("most = 5", "mst = 5", "quota.most: is missing"),
        ('host = "api.lamps.example"', 'host = "https://lamps.example/"', "host: String should"),
        ('value = "sandbox-lamps-key"', 'value = "aBcD1234"', "key.value: String should"),
        ('"sandbox-lamps-key"', '"sandbox-lamps-key"\nbasic = true', "exactly one of header"),
        ('header = "x-lamps-key"', 'query = "k"\nprefix = "x"', "a prefix needs a header"),
        ('path = "/lamps"', 'path = "lamps"', "answer 1.path: String should"),
        ('path = "/lamps"', 'path = "/lamps?q=1"', "answer 1.path: String should"),
        ('path = "/lamps"', 'path = "/lamps"\npath_pattern = "/"', "exactly one of path"),
        ('path = "/lamps"', "status = 200", "exactly one of path"),
        ('path = "/lamps"', 'path_pattern = "("', "is no regular expression"),
        ('path = "/lamps"', 'path = "/lamps"\nstatus = 700', "answer 1.status"),
        ('path = "/lamps"', 'path = "/lamps"\nmethod = "PUT"', "answer 1.method"),
        ('path = "/lamps"', 'path = "/lamps"\nform = { a = "b" }', "a form needs method"),
        ('path = "/lamps"', 'path = "/"\ntype = "text/html"\ntemplate = true', "body of JSON"),
        ('path = "/page"', 'path = "/page"\nbody = "x"', "both a body and a file"),
        ('path = "/page"', 'path = "/page"\nheaders = { Content-Type = "x" }', "belongs in type"),
        ('path = "/page"', 'path = "/page"\nheaders = { a = "b\\r\\nc" }', "headers"),
        ('"services/lamp.html"', '"services/gone.html"', "no file services/gone.html"),
        ('"services/lamp.html"', '"../../lamp.html"', "answer 2.file"),
        ('subject = "amber"', 'subject = "nobody"', "no candidate nobody"),
        ('subject = "birch"', 'subject = "nobody"', "no candidate nobody"),
        ("[outcomes.cedar]", "[outcomes.nobody]", "no candidate nobody"),
        ('lamps = "found"', 'lamps = "fine"', "outcomes.amber.lamps"),
        ('lamps = "found"', 'website = "found"', "how website ends for amber stands elsewhere"),
        ("[quota]", "[quota", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    folder: Path, old: str, new: str, problem: str
) -> None:
    assert LAMPS.count(old) >= 1
    write(folder, "lamps", LAMPS.replace(old, new, 1))
    said, line = refusal(folder, "lamps")
    assert problem in said
    begins = LAMPS[: LAMPS.index(old)].count("\n") + 1
    table = LAMPS[: LAMPS.index(old)].rfind("\n[")
    within = range(LAMPS[: table + 1].count("\n") + 1, begins + 3)
    assert line in within, "the key's line, or that of its table where they clash"


def test_an_outcome_of_two_services_is_refused_in_the_second(folder: Path) -> None:
    write(folder, "lanterns", 'host = "b.example"\n\n[outcomes.amber]\nlamps = "clear"\n')
    said, line = refusal(folder, "lanterns")
    assert said == "how lamps ends for amber stands elsewhere too"
    assert line == 4


def test_entries_are_counted_in_one_file(folder: Path) -> None:
    entry = '\n[[possible]]\nsubject = "amber"\npublisher = "Companies House"\ncount = 1\n'
    write(folder, "lanterns", f'host = "b.example"\n{entry}')
    said, line = refusal(folder, "lanterns")
    assert said == "entries of Companies House for amber are counted elsewhere too"
    assert line == 3


@pytest.mark.parametrize("variable", ["EXPOSURE_AUDIT_LAMPS_KEY", "EXPOSURE_AUDIT_BRAVE_KEY"])
def test_a_variable_holds_one_key(folder: Path, variable: str) -> None:
    text = f"""\
host = "b.example"

[key]
variable = "{variable}"
basic = true
refused = {{ status = 401 }}
value = "sandbox-other-key"
"""
    write(folder, "lanterns", text)
    said, line = refusal(folder, "lanterns")
    assert said == f"another file has another value for {variable}"
    assert line == 7


def test_two_files_may_share_a_key(folder: Path) -> None:
    write(folder, "lamps-more", LAMPS[: LAMPS.index("[[answer]]")])
    assert len(load_world(folder).services) == 2


def test_the_world_itself_is_read_before_its_services(folder: Path) -> None:
    write(folder, "lamps", "host")
    (folder / WORLD_FILE).write_text("[keys", encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(WORLD_FILE)):
        load_world(folder)


def test_the_example_in_the_docs_is_one(folder: Path) -> None:
    docs = Path(__file__).parents[2] / "docs" / "sandbox.md"
    example = docs.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    write(folder, "lamps", example)
    (folder / "services" / "lamps.html").write_text("<p>Lamps</p>", encoding="utf-8")
    (service,) = load_world(folder).services
    assert len(service.answer) == 3
