"""Names: they make no findings, they link them.

Recognised in the given order, with other given names as whole words between, and as "Surname,
Forenames", with only a space between these where the surname is in capitals, and in the fields of a
form; by another form of the forename, or its initial; regardless of accents, apostrophes and
hyphens; never inside another word or as a part of a double-barrelled name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from exposure_audit.facts.interface import Match
from exposure_audit.facts.name_around import Given, given_after, given_before
from exposure_audit.facts.name_words import PARTICLES, SUFFIXES, TITLES
from exposure_audit.facts.nicknames import forms_of
from exposure_audit.facts.normalise import fold, letters, words
from exposure_audit.facts.overlaps import surest
from exposure_audit.facts.text import Text
from exposure_audit.model import Confidence, Fact, PartKind

_UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue"})
_TWO_LETTERS = re.compile(r"([aou])e(?=[b-df-hj-np-tv-z])")
_TOUCHED_BEFORE = re.compile(r"(?:[\w@]|\w[\-'])\Z")
_TOUCHED_AFTER = re.compile(r"[\w@]|-\w|\.[a-z]")
_ENOUGH = 5_000
_JOINS = {"-": ("-", " ", "\n", "- "), "'": ("'", "", " ")}
_CELTIC = re.compile(r"^(ma?c)(?=[b-df-hj-np-tv-z]\w{3})")
_SPELLINGS = 24


def normal(text: str) -> str:
    """Return a name with single spaces.

    Raises `ValueError` where it is not forename and surname.
    """
    bare = " ".join(text.split())
    if len(_bare(words(bare))) < 2:
        raise ValueError("not a full name: give forename and surname")
    return bare


def spoken(text: str) -> str:
    """Return a name as sources are asked for it: no title before it, no letters behind it.

    Registers and engines keep to the words that they are given, so that "Dr" finds nothing.
    """
    tokens = text.split()
    while len(tokens) > 2 and TITLES.issuperset(words(tokens[0])):
        tokens.pop(0)
    while len(tokens) > 2 and SUFFIXES.issuperset(words(tokens[-1])):
        tokens.pop()
    return " ".join(tokens).rstrip(",")


def split(name: str) -> tuple[tuple[str, ...], str]:
    """Return a name's folded forenames and its surname; titles and post-nominals are left out."""
    tokens = _bare(tuple("-".join(words(token)) for token in name.split() if words(token)))
    start = max(0, len(tokens) - 1)
    while start > 1 and tokens[start - 1] in PARTICLES:
        start -= 1
    return tokens[:start], "-".join(tokens[start:])


@dataclass(frozen=True, slots=True)
class _Form:
    """One way of dividing a name: its given names and the letters of its surname."""

    first: str
    middle: tuple[str, ...]
    surnames: tuple[str, ...]
    """Folded, with all that may join its pieces."""
    others: frozenset[str]
    """Other forms of the first name."""
    tail: tuple[str, ...] = ()
    """What must stand behind the given names."""


class Name:
    """Recognises one declared name: by its surname, and what stands beside that."""

    __slots__ = ("_forms",)

    def __init__(self, fact: Fact) -> None:
        self._forms = tuple(dict.fromkeys(_forms(fact.value)))

    def find(self, text: str, kind: PartKind = PartKind.BODY) -> Iterator[Match]:
        """See `Finder.find`."""
        yield from self.find_in(Text.of(text, kind))

    def may_stand(self, folded: str) -> bool:
        """Whether any spelling of the surname stands in a text, be it inside a word."""
        return any(written in folded for form in self._forms for written in form.surnames)

    def find_in(self, text: Text) -> Iterator[Match]:
        """Yield the matches in a text in rising order of their start."""
        found = (match for form in self._forms for match in _of_form(form, text))
        yield from surest(found)


def recogniser(fact: Fact) -> Name:
    """Return what recognises a declared name."""
    return Name(fact)


def _of_form(form: _Form, text: Text) -> Iterator[Match]:
    for start, end in islice(_surnames(form, text.folded), _ENOUGH):
        if not form.first:
            yield Match(start, end, Confidence.HIGH, "the name in full")
            continue
        candidates = (*given_before(text, start), *given_after(text, start, end))
        matches = (_judged(form, given, start, end) for given in candidates)
        best = min(filter(None, matches), key=lambda match: -match.confidence.rank, default=None)
        if best is not None:
            yield best


def _surnames(form: _Form, folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a surname stands as a word, however its pieces are joined."""
    for written in form.surnames:
        at = folded.find(written)
        while at >= 0:
            end = at + len(written)
            touched = _TOUCHED_BEFORE.search(folded[max(0, at - 2) : at])
            if not touched and not _TOUCHED_AFTER.match(folded, end):
                yield at, end
            at = folded.find(written, at + 1)


def _judged(form: _Form, given: Given, start: int, end: int) -> Match | None:
    """Return the match of a surname with the given names beside it."""
    span = min(start, given.start), max(end, given.end)
    first, *rest = given.names
    if form.tail:
        if tuple(rest[-len(form.tail) :]) != form.tail or given.start < start:
            return None
        rest = rest[: -len(form.tail)]
    if not _agrees(form.middle, rest):
        return None
    own = letters(form.first)
    if letters(first) == own:
        level = Confidence.HIGH if not rest or form.middle else Confidence.MEDIUM
        why = "the name in full" if level is Confidence.HIGH else "the name with other given names"
        if given.bare_turn:
            level, why = Confidence.MEDIUM, "the surname before the given name"
        return Match(*span, level, why)
    if first in form.others and "-" not in first:
        return Match(*span, Confidence.MEDIUM, "the name with another form of the forename")
    if first.rstrip(".") == own[:1] and not given.bare_turn:
        return Match(*span, Confidence.LOW, "the surname with the forename's initial")
    return None


def _agrees(declared: Sequence[str], written: Sequence[str]) -> bool:
    """Whether further given names are the declared ones, or initials of these, as far as known."""
    if not declared:
        return True
    left = list(declared)
    for name in written:
        bare = name.rstrip(".")
        while left and not (letters(left[0]) == letters(bare) or left[0][0] == bare):
            left.pop(0)
        if not left:
            return False
        left.pop(0)
    return True


def _forms(name: str) -> Iterator[_Form]:
    for written in sorted(_spellings(name)):
        forenames, surname = split(written)
        if not surname:
            continue
        yield _form(forenames, surname)
        particles, last = surname.split("-")[:-1], surname.rpartition("-")[2]
        if particles and PARTICLES.issuperset(particles):
            # As in a Dutch index: "Berg, William van der".
            first, *middle = forenames or ("",)
            turned = _form((first, *middle), last)
            yield replace(turned, tail=tuple(particles))
        if len(forenames) > 2:
            # Two surnames, of which the first is the one in use.
            yield _form(forenames[:-1], forenames[-1])


def _form(forenames: tuple[str, ...], surname: str) -> _Form:
    if not forenames:
        return _Form("", (), _joined(surname), frozenset())
    first, *middle = forenames
    return _Form(first, tuple(middle), _joined(surname), forms_of(first))


def _joined(surname: str) -> tuple[str, ...]:
    """Return a surname in its spellings: double-barrelled, O'Brien, Mc Donald."""
    marked = _CELTIC.sub(r"\1'", surname)
    pieces = (_JOINS.get(char, (char,)) for char in marked)
    return tuple(islice(map("".join, product(*pieces)), _SPELLINGS))


def _spellings(name: str) -> set[str]:
    """Return a name and its spellings with and without German umlauts."""
    *first, last = name.lower().split() or [""]
    shorter = _TWO_LETTERS.sub(r"\1", fold(last)) if len(last) > 4 else last
    return {fold(name), name.lower().translate(_UMLAUTS), " ".join((*first, shorter))}


def _bare(tokens: Iterable[str]) -> tuple[str, ...]:
    kept = list(tokens)
    while len(kept) > 2 and kept[0] in TITLES:
        kept.pop(0)
    while len(kept) > 2 and kept[-1] in SUFFIXES:
        kept.pop()
    return tuple(kept)
