"""What a `.gitignore` or `--exclude` leaves out, by the rules of gitignore(5).

A pattern becomes a regular expression in which each asterisk commits to its first fit (an atomic
group), so that no pattern and no name makes it run for long. Names are compared as bytes: as Git
does, and because a name need not be text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exposure_audit.files.globs import NeverFits, segment, segments

MOST_BYTES = 100_000
"""Of one `.gitignore`; a larger one is not followed, so that more is read, not less."""
_MOST_PATTERN = 4_000
_UNCLEAR = re.compile(rb"\\/|[^/]\*\*/")
"""A slash behind a backslash, and `**/` that touches another sign: there Git (2.39) departs from
its own manual, so that a file with such a pattern is not followed: more is read, not less."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern."""

    fits: re.Pattern[bytes]
    ignores: bool
    """Not so for a pattern that begins with `!`: what it fits is read after all."""
    folders_only: bool
    anchored: bool
    """Whether it is compared with the whole path below its folder, not with the last name."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of one file, or of the command line; the last that fits decides."""

    rules: tuple[Rule, ...] = ()

    def ignore(self, names: tuple[bytes, ...], *, folder: bool) -> bool | None:
        """Return whether a path below these rules' folder is left out; none where none fits."""
        path = b"/".join(names)
        for rule in reversed(self.rules):
            if rule.folders_only and not folder:
                continue
            if rule.fits.fullmatch(path if rule.anchored else names[-1]):
                return rule.ignores
        return None


NO_RULES = Rules()


def parse(text: bytes) -> Rules:
    """Return the rules of a `.gitignore`; a pattern that can fit nothing is no rule.

    None where one of them is unclear, see `_UNCLEAR`.
    """
    lines = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if any(_UNCLEAR.search(line.removeprefix(b"!")) for line in lines if line[:1] != b"#"):
        return NO_RULES
    return Rules(tuple(_rules(line.removesuffix(b"\r") for line in lines)))


def from_option(patterns: Iterable[str]) -> Rules:
    """Return the rules of `--exclude`, one pattern each; raises `NeverFits`."""
    lines = [os.fsencode(pattern) for pattern in patterns]
    rules = [rule for line in lines for rule in _rules([line])]
    if len(rules) < len(lines):
        raise NeverFits
    return Rules(tuple(rules))


def _rules(lines: Iterable[bytes]) -> Iterator[Rule]:
    for line in lines:
        if line.startswith(b"#") or len(line) > _MOST_PATTERN:
            continue
        try:
            yield _rule(_trimmed(line))
        except NeverFits:
            continue


def _trimmed(line: bytes) -> bytes:
    """Cut the spaces at the end, all but one that is written with a backslash."""
    bare = line.rstrip(b" ")
    slashes = len(bare) - len(bare.rstrip(b"\\"))
    return line[: len(bare) + 1] if slashes % 2 else bare


def _rule(pattern: bytes) -> Rule:
    ignores = not pattern.startswith(b"!")
    pattern = pattern if ignores else pattern[1:]
    folders_only = pattern.endswith(b"/")
    pattern = pattern[:-1] if folders_only else pattern
    anchored = b"/" in pattern
    source = _path(segments(pattern.removeprefix(b"/"))) if anchored else segment(pattern)
    return Rule(re.compile(source, re.DOTALL), ignores, folders_only, anchored)


def _path(names: list[bytes]) -> bytes:
    """Return the expression of a pattern with slashes; `**` stands for any number of folders."""
    first, *rest = _runs(names)
    if not rest:
        return first
    *middle, last = rest
    source = first + b"/" if first else b""
    source += b"".join(b"(?>(?:[^/]+/)*?" + run + b"/)" for run in middle if run)
    return source + (b"(?:[^/]+/)*" + last if last else b".+")


def _runs(names: list[bytes]) -> Iterator[bytes]:
    """Yield the expression of each stretch between two `**`; empty where one begins or ends."""
    run: list[bytes] = []
    for each in names:
        if len(each) > 1 and not each.strip(b"*"):
            yield b"/".join(run)
            run = []
        else:
            run.append(segment(each))
    yield b"/".join(run)
