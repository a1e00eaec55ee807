"""The given names that stand before or after a surname, as a reader takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exposure_audit.facts.name_words import NO_NAME, PARTICLES, TITLES
from exposure_audit.facts.text import Text

_REACH = 80
_NAME = r"[^\W\d_][\w'\-]{0,24}"
_TOKEN = re.compile(r"[^\W\d_][\w'\-]*\.?")
_BEFORE = re.compile(rf"(?<![\w@\-'])(?:{_NAME}\.?[\s\u00b7\"()]{{1,3}}){{1,4}}\Z")
_COMMA_TURN = re.compile(rf",\s{{0,3}}((?:{_NAME}\.?(?:\s{{1,3}}|(?=\W)|\Z)){{1,4}})")
_CELL_TURN = re.compile(rf"\s{{0,2}}[\n|/]\s{{0,3}}((?:{_NAME}\.?(?:[ ]{{1,2}}|(?=\W)|\Z)){{1,3}})")
_BARE_TURN = re.compile(rf"\s{{1,3}}((?:{_NAME}\.?(?:[ ]{{1,2}}|(?=\W)|\Z)){{1,3}})")
_GLUE = r"[\s:;,|=.\"'\-]{1,6}"
_FORENAME_LABEL = r"(?:first|given|fore|christian)[\s\-_]?names?(?:\(s\))?"
_SURNAME_LABEL = r"(?:last|family|sur)[\s\-_]?names?"
_NAMES = rf"(?P<names>{_NAME}(?:\s[^\W\d_][\w'\-.]{{0,24}}){{0,2}})"
_LABEL_BEFORE = re.compile(
    rf"(?<!\w){_FORENAME_LABEL}{_GLUE}{_NAMES}"
    rf"(?:{_GLUE}(?:middle|other)[\s\-_]?names?{_GLUE}{_NAME})?{_GLUE}{_SURNAME_LABEL}{_GLUE}\Z"
)
_LABEL_AFTER = re.compile(rf"{_GLUE}{_FORENAME_LABEL}{_GLUE}{_NAMES}")
_LABELLED = re.compile(rf"{_SURNAME_LABEL}{_GLUE}\Z")
_FIRST_LABEL = re.compile(rf"(?<!\w)(?:(?P<given>{_FORENAME_LABEL})|{_SURNAME_LABEL})(?!\w)")
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_][\w'\-]*\.?) {1,2}\Z")
_CELL_START = re.compile(r"(?:\A|[\n|/,;:(\"])\s{0,3}\Z")
_MOST_OTHERS = 3
_WRAPPED = 20
"""Characters of a line that was broken because it was full."""


@dataclass(frozen=True, slots=True)
class Given:
    """Given names beside a surname."""

    names: tuple[str, ...]
    """Folded; the first is the forename."""
    start: int
    end: int
    bare_turn: bool = False
    """They stand after the surname with nothing but a space between."""


def given_before(text: Text, at: int) -> Iterator[Given]:
    """Yield each way to read the words before a surname as given names, longest last."""
    before = text.before(at, _REACH)
    labelled = _LABEL_BEFORE.search(before)
    if labelled and _forename_first(text):
        names = tuple(labelled["names"].split())
        yield Given(names, at - len(before) + labelled.start(), at)
    found = _BEFORE.search(before)
    if found is None:
        return
    begun = at - len(before) + found.start()
    tokens = [(begun + one.start(), one[0]) for one in _TOKEN.finditer(found[0])]
    for first in range(len(tokens) - 1, max(-1, len(tokens) - 2 - _MOST_OTHERS), -1):
        start, name = tokens[first]
        others = tokens[first + 1 :]
        if _one_person(text, start, name, others) and _one_line(text, start, at, others):
            yield Given((name, *(other for _, other in others)), start, at)


def given_after(text: Text, start: int, end: int) -> Iterator[Given]:
    """Yield each way to read the words after a surname as given names."""
    folded = text.folded[end : end + _REACH]
    labelled = _LABEL_AFTER.match(folded)
    if labelled and _LABELLED.search(text.before(start, 30)) and not _forename_first(text):
        yield Given(tuple(labelled["names"].split()), start, end + labelled.end("names"))
    turned = _turned(text, start, folded)
    bare = None if turned else _BARE_TURN.match(folded)
    found = turned or bare
    if found is None or (bare and not _in_capitals(text.raw[start:end])):
        return
    tokens = [(end + found.start(1) + one.start(), one[0]) for one in _TOKEN.finditer(found[1])]
    while tokens and tokens[0][1].rstrip(".") in TITLES:
        tokens.pop(0)
    for most in range(1, len(tokens) + 1):
        last, name = tokens[most - 1]
        if bare and _in_capitals(text.raw[tokens[0][0] : last + len(name)]):
            continue
        names = tuple(name for _, name in tokens[:most])
        yield Given(names, start, last + len(name), bare_turn=bare is not None)


def _turned(text: Text, start: int, folded: str) -> re.Match[str] | None:
    """Return what follows a surname that stands first: after a comma, or in the next cell."""
    cell = _CELL_TURN.match(folded)
    if cell:
        return cell if _CELL_START.search(text.before(start, 6)) else None
    comma = _COMMA_TURN.match(folded)
    return comma if comma and not _second_name(text, start) else None


def _second_name(text: Text, start: int) -> bool:
    """Whether a capitalised word stands right before, so that a list of people goes on."""
    found = _WORD_BEFORE.search(text.before(start, 30))
    if found is None or found[1].rstrip(".") in TITLES | NO_NAME | PARTICLES:
        return False
    return text.raw[start - len(found[0])].isupper() and not found[1].endswith(".")


def _forename_first(text: Text) -> bool:
    """Whether a form or record names the forename before the surname."""
    found = _FIRST_LABEL.search(text.folded)
    return found is not None and found["given"] is not None


def _one_line(text: Text, start: int, end: int, others: list[tuple[int, str]]) -> bool:
    """Whether a name over a line's end is one: two cells, or a line that was wrapped."""
    border = text.folded.rfind("\n", start, end)
    if border < 0:
        return True
    begun = text.folded.rfind("\n", 0, start) + 1
    if border - begun >= _WRAPPED:
        return True
    return not others and not text.folded[begun:start].strip(" |,;:([\"'")


def _one_person(text: Text, start: int, name: str, others: list[tuple[int, str]]) -> bool:
    """Whether words between forename and surname can be given names: capitalised as these are."""
    capital = text.raw[start : start + 1].isupper()
    if name.endswith(".") and len(name) > 2:
        return False
    for at, other in others:
        bare = other.rstrip(".")
        if bare in NO_NAME or (other.endswith(".") and len(bare) > 2):
            return False
        if capital and text.raw[at : at + 1].islower() and bare not in PARTICLES:
            return False
    return True


def _in_capitals(written: str) -> bool:
    kept = [char for char in written if char.isalpha()]
    return len(kept) > 1 and all(char.isupper() for char in kept)
