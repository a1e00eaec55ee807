from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from exposure_audit.errors import DataError
from exposure_audit.sandbox.services import read_services
from exposure_audit.sandbox.world import WORLD_FILE, LoadedWorld, load_world, shipped

DRAMA = ("447700900", "441632960", "442079460")
"""Ofcom's numbers for drama use: 07700 900xxx, 01632 960xxx, 020 7946 0xxx."""
PHONE_LIKE = re.compile(r"(?<![\d.])(?:\+44|0)[\d ().-]{8,}\d")
UNASSIGNED = ("YE", "UA", "JA", "RA")
POSTCODE = re.compile(r"\b([A-Z]{1,2})\d[A-Z\d]? ?\d[A-Z]{2}\b")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(str(shipped()), tmp_path / "world"))


def change(folder: Path, old: str, new: str) -> int:
    """Replace the first occurrence and return the line on which it stood."""
    path = folder / WORLD_FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('file = "amber-home.html"', 'file = "gone.html"', "no file gone.html"),
        ('file = "amber-home.html"', 'fil = "amber-home.html"', "unknown key"),
        ('company = "99000015"', 'company = "99000099"', "no company 99000099"),
        ('number = "99000021"', 'number = "01234567"', "number"),
        ("records = '''", "records = '''\n@ 3600 IN MX ten mx.example.", "(line 1 of its records)"),
        ('subject = "amber"', 'subject = "nobody"', "no candidate nobody"),
        ("[outcomes.cedar]", "[outcomes.nobody]", "no candidate nobody"),
        ('host = "quayside-notes.example"', 'host = "quayside-notes.org"', "host"),
        ('parts = ["gps"]', 'parts = ["satellite"]', "parts"),
        ("[keys]", "[keys", "is not TOML"),
    ],
)
def test_a_broken_copy_is_refused_with_file_and_line(
    copy: Path, old: str, new: str, problem: str
) -> None:
    line = change(copy, old, new)
    with pytest.raises(DataError, match=re.escape(problem)) as caught:
        load_world(copy)
    place = re.search(rf"{WORLD_FILE}:(\d+)", str(caught.value))
    assert place
    assert int(place[1]) == line


def test_the_same_host_twice_is_refused(copy: Path) -> None:
    change(copy, 'host = "quayside-notes.example"', 'host = "brackenmere-forward.example"')
    with pytest.raises(DataError, match=r"world\.toml:\d+: .* stands here twice"):
        load_world(copy)


def test_a_page_with_two_bodies_is_refused(copy: Path) -> None:
    change(copy, 'redirect = "/contact/"', 'redirect = "/contact/"\ntext = "both"')
    with pytest.raises(DataError, match="exactly one of file, text and redirect"):
        load_world(copy)


def test_a_candidate_is_one_more_file(copy: Path) -> None:
    shutil.copy(copy / "cedar.toml", copy / "rowan.toml")
    assert set(load_world(copy).profiles) == {"amber", "birch", "cedar", "rowan"}


def test_a_candidates_file_is_named_by_a_slug(copy: Path) -> None:
    shutil.copy(copy / "cedar.toml", copy / "Ngozi W.toml")
    with pytest.raises(DataError, match="slug"):
        load_world(copy)


def test_every_profile_is_toml_with_consent_and_a_home(loaded: LoadedWorld) -> None:
    assert set(loaded.profiles) >= {"amber", "birch", "cedar"}
    for text in loaded.profiles.values():
        profile = tomllib.loads(text)
        assert profile["consent"]["given_by"] == "self"
        assert profile["address"][0]["role"] == "home"


NOBODYS = {"users.noreply.github.com", "noreply.codeberg.org", "hibp-integration-tests.com"}
"""Where operators give out mailboxes that reach nobody, in place of a hidden one or for tests."""


def texts(loaded: LoadedWorld) -> str:
    files = [shipped() / WORLD_FILE, *(file.path for file in read_services(shipped()))]
    written = (file.read_text(encoding="utf-8") for file in files)
    # What is packed has numbers of its own: offsets, lengths, check sums.
    plain = (each for each in loaded.bodies.values() if not each.startswith((b"%PDF", b"PK")))
    pages = (body.decode("utf-8", "replace") for body in plain)
    return "\n".join((*written, *loaded.profiles.values(), *pages))


def test_every_phone_number_is_a_drama_number(loaded: LoadedWorld) -> None:
    found = PHONE_LIKE.findall(texts(loaded))
    assert len(found) >= 6
    for written in found:
        digits = re.sub(r"\D", "", written)
        assert ("44" + digits[1:] if digits[0] == "0" else digits).startswith(DRAMA), written


def test_every_postcode_lies_in_an_area_that_is_not_assigned(loaded: LoadedWorld) -> None:
    areas = POSTCODE.findall(texts(loaded))
    assert len(areas) >= 10
    assert set(areas) <= set(UNASSIGNED)


def test_every_host_and_mailbox_is_under_example(loaded: LoadedWorld) -> None:
    text = texts(loaded)
    assert all(host.endswith(".example") for host in loaded.world.hosts)
    mailboxes = re.findall(r"[\w.-]+@([\w.-]+\w)", text)
    assert mailboxes
    assert {domain for domain in mailboxes if not domain.endswith(".example")} <= NOBODYS


def test_what_is_planted_names_a_declared_fact(loaded: LoadedWorld) -> None:
    for planted in loaded.world.planted:
        profile = tomllib.loads(loaded.profiles[planted.subject])
        kind, _, label = planted.fact.partition(":")
        if kind == "date-of-birth":
            assert "date_of_birth" in profile["subject"]
        else:
            assert label in {entry["label"] for entry in profile[kind]}, planted.fact


def test_no_locator_holds_a_name(loaded: LoadedWorld) -> None:
    names = {
        word.lower()
        for text in loaded.profiles.values()
        for word in re.findall(r"\w{4,}", tomllib.loads(text)["subject"]["name"])
    } - {"example"}
    for planted in loaded.world.planted:
        assert not names & set(re.findall(r"\w+", planted.at.lower())), planted.at


def test_the_home_address_stands_in_many_kinds_of_place(loaded: LoadedWorld) -> None:
    places = {
        (planted.check, planted.parts)
        for planted in loaded.world.planted
        if (planted.subject, planted.fact) == ("amber", "address:home")
    }
    assert len(places) >= 8
    assert {check for check, _ in places} >= {
        "website",
        "pages",
        "rdap",
        "companies-house",
        "web-search",
    }


def test_nothing_is_planted_for_cedar(loaded: LoadedWorld) -> None:
    assert not [planted for planted in loaded.world.planted if planted.subject == "cedar"]
    assert set(loaded.world.outcomes["cedar"].values()) == {"clear"}
