"""Values that are spread over a request: a piece in one parameter, the rest in others.

A value's letters are laid out with the request's pieces, in any order and with anything between
them. Each piece is taken once, and a value is cut into no crumbs, since the digits of any number
stand in many a long URL; in the order of the request and against it, crumbs are found as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, count, product

from ahocorasick_rs import BytesAhoCorasick

from exposure_audit.facts import birth, email, location, name, phone
from exposure_audit.facts.dates import MONTHS
from exposure_audit.facts.identifier import bare_url
from exposure_audit.facts.nicknames import forms_of
from exposure_audit.facts.normalise import fold, letters
from exposure_audit.facts.squeezed import Squeezed, coded
from exposure_audit.facts.text import Text
from exposure_audit.matching.forms import forms
from exposure_audit.model import Address, Fact, FactId, Kind

_BETWEEN = str.maketrans(dict.fromkeys('\t/?&=;,|#<>"', "\n"))
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 140
"""Characters of the longest piece; base64 of the longest address has some more than that."""
MOST_PIECES = 6
"""The most pieces of a value, in whatever order they stand."""
_CRUMB = 2
"""Letters of a piece, on average."""
_WORDS = 8
"""Words at either end of a piece that may belong to the value."""
_LONG = 7
"""Letters of a value that hardly stands anywhere by chance."""
_STEPS = 5_000
"""Tries after which a request is taken to carry a value: no honest one needs a tenth of them."""
_DECIMAL = re.compile(r"-?\d{1,3}\.\d{3,12}")
_DEGREES = 2 * location.NEAR_METRES / 111_000
"""Of longitude, at 60 degrees north."""


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a request's text: segments of a path, names, values."""
    return [piece for piece in text.translate(_BETWEEN).split("\n") if piece]


class _Pieces:
    """What may begin, fill and end a value; a beginning and an end come from different pieces."""

    def __init__(self, folded: Iterable[str]) -> None:
        self.whole = {piece for piece in folded if len(piece) <= _LONGEST}
        self.first: dict[str, str] = {}
        """By what a piece ends with: the piece, or an empty text for several."""
        self.last: dict[str, str] = {}
        for piece in [piece for piece in self.whole if not piece.isalnum()]:
            self._divide(piece)

    def begin(self, text: str) -> bool:
        """Whether a piece, or its last words, are a text."""
        return text in self.whole or text in self.first

    def end(self, used: Sequence[str], text: str) -> bool:
        """Whether a piece, or its first words, end what others began, and are none of them."""
        if text in used or not (text in self.whole or text in self.last):
            return False
        one, other = self.first.get(used[0], used[0]), self.last.get(text, text)
        return one != other or not one

    def _divide(self, piece: str) -> None:
        words = _WORD.findall(piece)
        squeezed, bare = "".join(words), piece.strip()
        self.whole.update((squeezed, bare))
        for begun in (squeezed, bare, *accumulate(reversed(words[-_WORDS:]), _before)):
            self.first[begun] = piece if self.first.get(begun, piece) == piece else ""
        for ended in (squeezed, bare, *accumulate(words[:_WORDS])):
            self.last[ended] = piece if self.last.get(ended, piece) == piece else ""


def _before(end: str, word: str) -> str:
    return word + end


@dataclass(frozen=True, slots=True)
class _Form:
    """A value's letters, or the value as written where its signs tell it apart."""

    text: str = field(repr=False)
    owner: FactId
    cuts: tuple[int, ...] = field(repr=False)
    """Where it may be cut in pieces."""
    least: int = 2
    """The fewest pieces."""


class Spread:
    """Finds a subject's values by their pieces."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._forms = tuple(dict.fromkeys(form for fact in facts for form in _forms(fact)))
        self._begin, self._end = _by_ends(self._forms)
        self._short = {one.text: one.owner for one in self._forms}
        self.forms = tuple(self._short)
        """The values as letters, and as written where their signs tell them apart."""
        self._long = tuple(
            (coded(one.text), one.owner)
            for one in self._forms
            if one.text.isalnum() and len(one.text) >= _LONG
        )
        self._automaton = BytesAhoCorasick(form for form, _ in self._long)
        self._places = tuple(
            (fact.id, place) for fact in facts if (place := location.place_of(fact)) is not None
        )

    def facts_in(self, folded: Iterable[str], inside: Collection[str]) -> frozenset[FactId]:
        """Return the facts that pieces make up, and those that one stands for by itself.

        Given are the pieces, folded, and what some of them stand for (see `encoded.plain`).
        """
        found = [owner for said in inside for owner in self._alone(said)]
        return frozenset((*found, *self._made_of(_Pieces((*folded, *map(fold, inside))))))

    def in_crumbs(self, folded: Sequence[str], squeezed: bytes) -> frozenset[FactId]:
        """Return the facts whose letters stand in the pieces in order, or from the last on.

        Given are the pieces, and the letters of all. Those inside one piece do not count: a name
        may be a part of an allowed domain.
        """
        orders = (squeezed, Squeezed("\n".join(reversed(folded))).letters)
        look = partial(self._automaton.find_matches_as_indexes, overlapping=True)
        hits = {number for order in orders for number, _, _ in look(order)}
        if not hits:
            return frozenset()
        alone = [Squeezed(piece).letters for piece in folded]
        found = (self._long[number] for number in hits)
        return frozenset(owner for form, owner in found if not any(form in one for one in alone))

    def _alone(self, text: str) -> Iterator[FactId]:
        for written in {fold(text).strip(), letters(text)}:
            if owner := self._short.get(written):
                yield owner

    def _made_of(self, pieces: _Pieces) -> Iterator[FactId]:
        begun = self._begin.keys() & pieces.whole | self._begin.keys() & pieces.first
        ended = self._end.keys() & pieces.whole | self._end.keys() & pieces.last
        steps = count()
        starts = {number for piece in begun for number in self._begin[piece]}
        for number in starts & {number for piece in ended for number in self._end[piece]}:
            if _laid(self._forms[number], pieces, steps):
                yield self._forms[number].owner

    def places_in(self, folded: str) -> frozenset[FactId]:
        """Return the addresses to whose place two numbers of a text point, wherever they are."""
        if not self._places or not location.may_hold_places(folded):
            return frozenset()
        numbers = {abs(float(number)) for number in _DECIMAL.findall(folded)}
        written = tuple(location.written_places(Text.of(folded)))
        return frozenset(
            owner
            for owner, place in self._places
            if all(map(partial(_near, numbers), place)) or any(one.near(place) for one in written)
        )


def _near(numbers: Iterable[float], degrees: float) -> bool:
    return any(abs(number - abs(degrees)) <= _DEGREES for number in numbers)


def _by_ends(
    forms: Sequence[_Form],
) -> tuple[Mapping[str, set[int]], Mapping[str, set[int]]]:
    """Return the forms by everything that they may begin with, and end with."""
    begin, end = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for number, form in enumerate(forms):
        for at in form.cuts:
            begin[form.text[:at]].add(number)
            end[form.text[at:]].add(number)
    return dict(begin), dict(end)


def _laid(form: _Form, pieces: _Pieces, steps: Iterator[int]) -> bool:
    """Whether pieces of a request, each taken once, make up a value; or `steps` are used up."""
    text = form.text
    most = min(MOST_PIECES, len(text) // _CRUMB)
    ways: list[tuple[str, ...]] = [()]
    while ways:
        used = ways.pop()
        at = sum(map(len, used))
        rest = text[at:]
        if len(used) + 1 >= form.least and pieces.end(used, rest):
            return True
        for end in form.cuts if len(used) + 1 < most else ():
            if next(steps) > _STEPS:
                return True
            piece = text[at:end]
            stands = piece in pieces.whole if used else pieces.begin(piece)
            if end > at and stands and piece not in used:
                ways.append((*used, piece))
    return False


def _forms(fact: Fact) -> Iterator[_Form]:
    """Yield a fact's forms, and where each may be cut: a date between day, month and year."""
    if fact.kind is Kind.DATE_OF_BIRTH:
        for parts, least in _dates(fact):
            yield _Form("".join(parts), fact.id, tuple(accumulate(map(len, parts[:-1]))), least)
    else:
        for form in filter(None, _texts(fact)):
            yield _Form(form, fact.id, tuple(range(1, len(form))))


def _texts(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Address):
        yield from forms(fact)
    elif fact.kind is Kind.NAME:
        yield from forms(fact)
        yield from _other_names(fact.value)
    elif fact.kind is Kind.PHONE:
        country, national = phone.national(fact.value)
        yield from (f"{before}{national}" for before in ("", "0", country, "00" + country))
    elif fact.kind is Kind.EMAIL:
        yield fold(fact.value)
        yield fold(fact.value.replace("@", ""))
        yield email.mailbox(*fold(fact.value).split("@", 1))
    elif fact.kind in {Kind.COMPANY, Kind.CHARITY, Kind.DETAIL}:
        yield letters(fact.value)
        yield letters(fact.value).lstrip("0")
    else:
        yield fold(bare_url(fact.value))


def _other_names(value: str) -> Iterator[str]:
    forenames, surname = name.split(value)
    last = letters(surname)
    for other in forms_of(forenames[0]) if forenames else ():
        yield letters(other) + last
        yield last + letters(other)


def _dates(fact: Fact) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the ways to write a date, and of how many pieces each is at least."""
    born = birth.date_of(fact)
    year, word = str(born.year), MONTHS[born.month - 1]
    days, months = ((f"{number:02d}", f"{number}") for number in (born.day, born.month))
    for day, month in dict.fromkeys(product(days, months)):
        # Without leading zeros, 53 may be anything.
        least = 2 if len(day + month) == 4 else 3
        for parts in ((year, month, day), (day, month, year), (month, day, year)):
            yield parts, least
    for day, month in product(days, (word, word[:3])):
        yield (day, month, year), 2
        yield (month, day, year), 2
    two = year[2:]
    yield (days[0], months[0], two), 3
    yield (two, months[0], days[0]), 3
