import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from exposure_audit.files.ignoring import NO_RULES, from_option
from exposure_audit.files.interface import Unread
from exposure_audit.files.walking import Walk

Outcome = dict[str, str]


def walked(*paths: Path, exclude: Sequence[str] = (), gitignore: bool = True) -> Outcome:
    """What comes of each file: "read" or the cause, by its path below the last path's parent."""
    rules = from_option(exclude) if exclude else NO_RULES
    base = paths[-1].parent
    return {
        item.path.relative_to(base).as_posix(): item.unread.name if item.unread else "read"
        for item in Walk(paths, rules, gitignore=gitignore).items()
    }


def grown(base: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return base


def test_every_file_comes_in_the_order_of_the_names(tmp_path: Path) -> None:
    names = ["a/z", "a.txt", "b/c/d", "b/c.txt", "B", "c"]
    site = grown(tmp_path / "site", dict.fromkeys(names, ""))
    (site / "empty").mkdir()
    assert list(walked(site)) == [
        f"site/{name}" for name in ("B", "a/z", "a.txt", "b/c/d", "b/c.txt", "c")
    ]


def test_an_ignored_folder_is_listed_once_and_not_opened(tmp_path: Path) -> None:
    files = {".gitignore": "drafts/\n*.bak\n", "drafts/a": "", "drafts/b": "", "x.bak": "", "y": ""}
    site = grown(tmp_path / "site", files)
    shutil.rmtree(site / "drafts")
    (site / "drafts").mkdir(mode=0)
    assert walked(site) == {
        "site/.gitignore": "read",
        "site/drafts": "IGNORED",
        "site/x.bak": "IGNORED",
        "site/y": "read",
    }


def test_without_gitignore_all_is_read(tmp_path: Path) -> None:
    site = grown(tmp_path / "site", {".gitignore": "*", "a": "", ".git/config": ""})
    assert walked(site)["site/a"] == "IGNORED"
    assert walked(site, gitignore=False) == {
        "site/.git": "OLD_STATES",
        "site/.gitignore": "read",
        "site/a": "read",
    }


def test_the_nearest_gitignore_decides_first(tmp_path: Path) -> None:
    files = {
        ".gitignore": "*.log",
        "a/.gitignore": "!keep.log",
        "a/keep.log": "",
        "a/b/keep.log": "",
        "a/b/other.log": "",
        "keep.log": "",
    }
    outcome = walked(grown(tmp_path / "site", files))
    assert outcome["site/a/keep.log"] == outcome["site/a/b/keep.log"] == "read"
    assert outcome["site/a/b/other.log"] == outcome["site/keep.log"] == "IGNORED"


def test_what_is_below_an_ignored_folder_cannot_be_taken_back(tmp_path: Path) -> None:
    files = {".gitignore": "drafts/\n!drafts/a", "drafts/a": ""}
    assert walked(grown(tmp_path / "site", files))["site/drafts"] == "IGNORED"


def test_the_rules_above_a_path_hold_up_to_the_repository(tmp_path: Path) -> None:
    files = {
        ".gitignore": "*.txt",
        "repo/.git/config": "",
        "repo/.gitignore": "*.log\n/site/top\ntop2",
        "repo/site/a.log": "",
        "repo/site/a.txt": "",
        "repo/site/top": "",
        "repo/site/deep/top": "",
        "repo/site/deep/top2": "",
    }
    grown(tmp_path, files)
    assert walked(tmp_path / "repo/site") == {
        "site/a.log": "IGNORED",
        "site/a.txt": "read",
        "site/deep/top": "read",
        "site/deep/top2": "IGNORED",
        "site/top": "IGNORED",
    }


@pytest.mark.parametrize("pattern", ["public/", "/out/public", "pub*", "out/"])
def test_a_path_given_by_name_is_read_though_ignored(tmp_path: Path, pattern: str) -> None:
    """The folder that a site generator fills is ignored as a rule, and is what goes online."""
    files = {
        "repo/.git/config": "",
        "repo/.gitignore": f"{pattern}\n*.pdf",
        "repo/out/public/a.pdf": "",
        "repo/out/public/.gitignore": "b",
        "repo/out/public/b": "",
    }
    public = grown(tmp_path, files) / "repo/out/public"
    assert walked(public / "a.pdf") == {"a.pdf": "read"}
    assert walked(public) == {
        "public/.gitignore": "read",
        "public/a.pdf": "read",
        "public/b": "IGNORED",
    }


def test_a_repository_inside_has_rules_of_its_own(tmp_path: Path) -> None:
    files = {".gitignore": "*.log", "lib/.git": "gitdir: elsewhere", "lib/a.log": "", "b.log": ""}
    outcome = walked(grown(tmp_path / "site", files))
    assert outcome["site/lib/a.log"] == "read"
    assert outcome["site/lib/.git"] == "HISTORY"
    assert outcome["site/b.log"] == "IGNORED"


def test_a_gitignore_that_is_no_small_file_is_not_followed(tmp_path: Path) -> None:
    site = grown(tmp_path / "site", {"a": "", "large/b": "", "large/.gitignore": "b\n" * 60_000})
    (tmp_path / "rules").write_text("*")
    (site / ".gitignore").symlink_to(tmp_path / "rules")
    outcome = walked(site)
    assert outcome["site/a"] == outcome["site/large/b"] == "read"


def test_more_patterns_than_can_be_asked_are_not_followed(tmp_path: Path) -> None:
    files = {".gitignore": "a\n" * 4_000, "a": "", "d/.gitignore": "b\n" * 1_001, "d/b": ""}
    outcome = walked(grown(tmp_path / "site", files))
    assert (outcome["site/a"], outcome["site/d/b"]) == ("IGNORED", "read")


def test_exclude_is_relative_to_each_path_and_comes_first(tmp_path: Path) -> None:
    files = {".gitignore": "a", "a": "", "b/c": "", "d/b/c": "", "e.css": ""}
    for name in ("one", "two"):
        grown(tmp_path / name, files)
    outcome = walked(
        tmp_path / "one", tmp_path / "two", exclude=["/b/", "*.css", "!/a", "!x", ".gitignore"]
    )
    expected = {"a": "read", "b": "EXCLUDED", "d/b/c": "read", "e.css": "EXCLUDED"}
    for name in ("one", "two"):
        assert outcome.pop(f"{name}/.gitignore") == "EXCLUDED"
        assert {path: outcome.pop(f"{name}/{path}") for path in expected} == expected
    assert not outcome


def test_exclude_holds_for_a_file_given_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(tmp_path, {"vendor/deep/a.js": "", "b.js": ""})
    monkeypatch.chdir(tmp_path)
    rules = from_option(["/vendor/", "c*"])
    paths = [Path("vendor/deep/a.js"), Path("b.js"), tmp_path / "vendor/deep/a.js"]
    causes = [item.unread for item in Walk(paths, rules, gitignore=True).items()]
    assert causes == [Unread.EXCLUDED, None, None]


def test_a_link_is_never_followed_out_and_never_twice(tmp_path: Path) -> None:
    site = grown(tmp_path / "site", {"a/page": "", "b/page": ""})
    grown(tmp_path / "outside", {"secret": ""})
    (site / "loop").symlink_to(site)
    (site / "to-file").symlink_to("a/page")
    (site / "to-folder").symlink_to("b")
    (site / "out-file").symlink_to(tmp_path / "outside/secret")
    (site / "out-folder").symlink_to("../outside")
    (site / "self").symlink_to("self")
    (site / "nowhere").symlink_to("gone")
    outcome = walked(site)
    assert {path.removeprefix("site/"): cause for path, cause in outcome.items()} == {
        "a/page": "read",
        "b/page": "read",
        "loop": "ALREADY",
        "to-file": "ALREADY",
        "to-folder": "ALREADY",
        "out-file": "OUTSIDE",
        "out-folder": "OUTSIDE",
        "self": "LOOP",
        "nowhere": "NOWHERE",
    }


def test_a_link_to_what_is_ignored_has_it_read_once(tmp_path: Path) -> None:
    """What the link's own name publishes would else be read under no name at all."""
    files = {".gitignore": "drafts\nsolo", "drafts/deep/a": "", "solo": "", ".git/config": ""}
    site = grown(tmp_path / "site", files)
    (site / "drafts/again").symlink_to("..")
    (site / "drafts/self").symlink_to("../drafts")
    (site / "one").symlink_to("drafts")
    (site / "two").symlink_to("drafts")
    (site / "three").symlink_to("solo")
    (site / "past").symlink_to(".git")
    outcome = walked(site)
    assert {path.removeprefix("site/"): cause for path, cause in outcome.items()} == {
        ".git": "HISTORY",
        ".gitignore": "read",
        "drafts": "IGNORED",
        "one/again": "ALREADY",
        "one/deep/a": "read",
        "one/self": "ALREADY",
        "past": "HISTORY",
        "solo": "IGNORED",
        "three": "read",
        "two": "ALREADY",
    }


def test_a_link_between_two_paths_given_is_inside(tmp_path: Path) -> None:
    grown(tmp_path, {"one/a": "", "two/b": ""})
    (tmp_path / "one/link").symlink_to("../two/b")
    assert walked(tmp_path / "one", tmp_path / "two")["one/link"] == "ALREADY"
    assert walked(tmp_path / "one")["one/link"] == "OUTSIDE"


def test_a_link_given_by_name_is_followed(tmp_path: Path) -> None:
    grown(tmp_path, {"releases/7/a": ""})
    (tmp_path / "current").symlink_to("releases/7")
    (tmp_path / "page").symlink_to("releases/7/a")
    (tmp_path / "gone").symlink_to("nothing")
    assert walked(tmp_path / "current") == {"current/a": "read"}
    (item,) = Walk([tmp_path / "page"], NO_RULES, gitignore=True).items()
    assert (item.unread, item.real) == (None, os.path.realpath(tmp_path / "releases/7/a"))
    assert walked(tmp_path / "gone") == {"gone": "NOWHERE"}


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.log"))
    path.touch()
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9.*")
    outcome = walked(tmp_path)
    assert outcome[f"{tmp_path.name}/{path.name}"] == "IGNORED"
