import os
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exposure_audit.files import ignoring
from exposure_audit.files.globs import NeverFits
from exposure_audit.files.ignoring import Rules, from_option, parse
from exposure_audit.files.walking import Walk


def ignores(patterns: str, path: str) -> bool | None:
    """Whether a `.gitignore` leaves out a path; a final slash makes it a folder."""
    names = tuple(os.fsencode(path.rstrip("/")).split(b"/"))
    return parse(os.fsencode(patterns)).ignore(names, folder=path.endswith("/"))


@pytest.mark.parametrize(
    ("pattern", "fits", "leaves"),
    [
        ("drafts", "drafts deep/drafts drafts/", "draft drafts2"),
        ("drafts/", "drafts/ deep/drafts/", "drafts deep/drafts"),
        ("/drafts", "drafts drafts/", "deep/drafts"),
        ("deep/drafts", "deep/drafts", "drafts more/deep/drafts"),
        ("*.log", "a.log deep/a.log .log", "a.log.txt"),
        ("/*.log", "a.log", "deep/a.log"),
        ("deep/*.log", "deep/a.log", "deep/more/a.log a.log"),
        ("a?c", "abc", "ac abbc"),
        ("a[bc]d", "abd acd", "add a[bc]d"),
        ("a[!bc]d", "add", "abd a/d"),
        ("a[^b-x]d", "ayd", "abd amd"),
        ("a[]-]d", "a]d a-d", "abd"),
        ("a[[:digit:]x]d", "a1d axd", "ayd"),
        ("a[\\]]d", "a]d", "a\\d"),
        ("[x/]a/b", "xa/b", "/a/b a/b"),
        ("[x/]a", "xa", "deep/xa"),
        ("**/foo", "foo deep/foo very/deep/foo", "deep/foo2"),
        ("**/foo/bar", "foo/bar deep/foo/bar", "foo/x/bar bar"),
        ("foo/**", "foo/a foo/a/b", "foo deep/foo/a"),
        ("a/**/b", "a/b a/x/b a/x/y/b", "a/bc ab x/a/b"),
        ("a/**/b/**/c", "a/b/c a/b/x/b/c a/x/b/y/c", "a/c a/b/x"),
        ("**", "a a/b", ""),
        ("a**b", "ab axb deep/axxb", "a/b"),
        ("\\#a", "#a", "a \\#a"),
        ("\\!a", "!a", "a"),
        ("a\\*b", "a*b", "axb"),
        ("a\\ ", "a\\x20", "a"),
        ("a  ", "a", ""),
        ("a\r", "a", ""),
        ("caf\u00e9", "caf\u00e9", "cafe"),
        ("# a", "", "a #"),
        ("\ufeffa", "a", ""),
    ],
)
def test_each_way_of_writing_a_pattern(pattern: str, fits: str, leaves: str) -> None:
    for path in fits.split():
        assert ignores(pattern, path.replace("\\x20", " ")) is True, path
    for path in leaves.split():
        assert ignores(pattern, path) is None, path


@pytest.mark.parametrize("line", ["a\\/b", "***\\/a", "!b***/**", "x**/y", "***/a"])
def test_where_git_departs_from_its_manual_all_is_read(line: str) -> None:
    assert parse(f"*.html\n{line}\n".encode()) == Rules()
    assert parse(f"*.html\n#{line}\n".encode()) != Rules()


def test_the_last_pattern_that_fits_decides() -> None:
    assert ignores("*.html\n!index.html", "index.html") is False
    assert ignores("!index.html\n*.html", "index.html") is True


@pytest.mark.parametrize(
    "pattern", ["", "!", "/", "//", "a//b", "a\\", "a[b", "a[b/c", "a/[/]", "[[:word:]]", "#a"]
)
def test_a_pattern_that_fits_nothing_is_no_rule_and_no_option(pattern: str) -> None:
    assert parse(pattern.encode()) == Rules()
    with pytest.raises(NeverFits):
        from_option([pattern])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 60 + "b", "a" * 255),
        ("/" + "*a" * 60 + "b", "a" * 255),
        ("**/a/" * 60 + "b", "/".join("a" * 1000)),
        ("**/a*a*a*a/" * 20 + "b", "/".join(["a" * 60] * 60)),
        ("a*" * 1900, "a" * 255 + "b"),
    ],
)
def test_no_pattern_runs_for_long(pattern: str, path: str) -> None:
    """An expression that tries each way again would not end before the sun does."""
    assert not ignores(pattern, path)


def said_by_git(*arguments: str, folder: Path, git: Path) -> bytes:
    """What Git itself says, without any setting of whoever runs the tests."""
    environment = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        [git, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        check=True,
    ).stdout


NAMES = st.sampled_from(["a", "b", "ab", "ba", "a.b", ".a", "a]", "#a", "!b"])
PATHS = st.lists(NAMES, min_size=1, max_size=4)
PIECES = st.sampled_from(
    [
        "a",
        "b",
        "*",
        "**",
        "?",
        ".",
        "[ab]",
        "[!a]",
        "[a-",
        "[",
        "]",
        "\\*",
        "\\",
        "a.b",
        ".a",
        "#",
        "!",
    ]
)
SEGMENTS = st.lists(PIECES, min_size=1, max_size=3).map("".join)
# Git takes `x**/` for the special form where `x` has no sign of its own, against its own manual.
PATTERNS = st.builds(
    lambda no, start, segments, end: no + start + "/".join(segments) + end,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/", "**/"]),
    st.lists(st.one_of(SEGMENTS, st.just("**")), min_size=1, max_size=3),
    st.sampled_from(["", "", "/", "/**", " ", "\\ "]),
).filter(
    lambda pattern: all(set(each) <= {"*", "!"} for each in pattern.split("/") if "**" in each)
)
FILES = st.lists(PATTERNS, max_size=4).map("\n".join)


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A new empty folder for each example."""
    base, numbers = tmp_path_factory.mktemp("trees"), count()

    def fresh() -> Path:
        folder = base / str(next(numbers))
        folder.mkdir()
        return folder

    return fresh


@given(paths=st.lists(PATHS, min_size=1, max_size=8), top=FILES, deeper=FILES)
def test_what_is_read_is_what_git_would_add(
    paths: list[list[str]],
    top: str,
    deeper: str,
    fresh_folder: Callable[[], Path],
    need_program: Callable[[str, str], Path],
) -> None:
    git, folder = need_program("git", "git"), fresh_folder()
    said_by_git("init", "-q", folder=folder, git=git)
    for names in paths:
        path = folder.joinpath(*names)
        if not any(each.is_file() for each in path.parents) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    (folder / ".gitignore").write_text(top)
    if (folder / "a").is_dir():
        (folder / "a/.gitignore").write_text(deeper)
    listed = said_by_git(
        "ls-files", "-oz", "--exclude-per-directory=.gitignore", folder=folder, git=git
    )
    ours = Walk([folder], Rules(), gitignore=True).items()
    read = {os.fsencode("/".join(item.names)) for item in ours if item.unread is None}
    published = set(filter(None, listed.split(b"\0")))
    assert published <= read
    lines = f"{top}\n{deeper}".encode().split(b"\n")
    unclear = any(ignoring._UNCLEAR.search(line.removeprefix(b"!")) for line in lines)
    assert unclear or read == published
