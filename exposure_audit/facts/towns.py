"""The places that an address names after its street: towns, their districts, counties.

`towns.toml` is the list. It tells whether an address goes on in another town; it is no gazetteer:
a place that it lacks may be a town all the same. What is mostly another word (Reading, Street) or a
person's name (Stanley) is kept apart as ambiguous.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import AfterValidator, Field

from exposure_audit.errors import DataError
from exposure_audit.toml_data import Strict, line_of, load, read_text

_NAME = re.compile(r"[a-z]+(?: [a-z]+)*")
_LONG = {"saint": "st", "&": "and"}
_Path = tuple[str | int, ...]
_Wholes = Mapping[str, frozenset[str]]
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Places:
    """The list, by name."""

    towns: frozenset[str]
    """Towns and districts in all their names, without the ambiguous."""
    counties: frozenset[str]
    names: _Wholes
    """The towns and counties of which it is another name."""
    wholes: _Wholes
    """The towns in which a district of this name stands."""

    def same(self, one: str, other: str) -> bool:
        """See `same_place`."""
        ones, others = self._called(one), self._called(other)
        return not (
            ones.isdisjoint(others)
            and ones.isdisjoint(self._around(others))
            and others.isdisjoint(self._around(ones))
        )

    def akin(self, one: str, other: str) -> bool:
        """See `same_town`."""
        around = self._around(self._called(one)) & self._around(self._called(other))
        return bool(around) or self.same(one, other)

    def _called(self, name: str) -> frozenset[str]:
        return self.names.get(name, _NONE) | {name}

    def _around(self, names: frozenset[str]) -> frozenset[str]:
        return _NONE.union(*(self.wholes.get(name, _NONE) for name in names))


def is_town(folded_words: str) -> bool:
    """Whether it is the name of a town or of a well-known district, and nothing else."""
    return _key(folded_words) in _shipped().towns


def is_county(folded_words: str) -> bool:
    """Whether it is the name or the short form of a county, and nothing else."""
    return _key(folded_words) in _shipped().counties


def same_place(one: str, other: str) -> bool:
    """Whether an address may name the one for the other.

    So it is with one town's names (Cardiff and Caerdydd), and with a district and its town (Peckham
    and London), but not with two districts.
    """
    return _shipped().same(_key(one), _key(other))


def same_town(one: str, other: str) -> bool:
    """Whether both are one place, or stand in one town: Peckham and Southwark."""
    return _shipped().akin(_key(one), _key(other))


def read(path: Traversable) -> Places:
    """Read a list of places; raises `DataError` with file and line."""
    file = load(path, _File)
    for place, problem in _mistakes(file):
        raise DataError(str(path), problem, line_of(read_text(path), place))
    ambiguous = frozenset(file.ambiguous)
    districts = frozenset(name for names in file.districts.values() for name in names)
    towns, counties = file.towns.names, file.counties.names
    return Places(
        towns=(towns | districts | file.other_names_of(towns)) - ambiguous,
        counties=(counties | file.other_names_of(counties)) - ambiguous,
        names=_turned(file.other_names),
        wholes=_turned(file.districts),
    )


@cache
def _shipped() -> Places:
    return read(files("exposure_audit.facts") / "towns.toml")


def _key(folded_words: str) -> str:
    pieces = folded_words.replace("'", "").replace(".", " ").replace("-", " ").split()
    return " ".join(_LONG.get(piece, piece) for piece in pieces)


def _turned(lists: Mapping[str, Sequence[str]]) -> _Wholes:
    turned: defaultdict[str, set[str]] = defaultdict(set)
    for head, names in lists.items():
        for name in names:
            turned[name].add(head)
    return {name: frozenset(heads) for name, heads in turned.items()}


def _is_folded(name: str) -> str:
    if not _NAME.fullmatch(name) or _key(name) != name:
        raise ValueError(
            "write it in lower case, without accents, apostrophes and hyphens, `st` for saint"
        )
    return name


_Place = Annotated[str, Field(max_length=40), AfterValidator(_is_folded)]
_List = Annotated[tuple[_Place, ...], Field(min_length=1)]


class _Nations(Strict):
    """A list for each nation."""

    england: _List
    scotland: _List
    wales: _List
    northern_ireland: _List
    ireland: _List

    @property
    def names(self) -> frozenset[str]:
        """The names in all lists."""
        return frozenset(name for _, names in self for name in names)


class _File(Strict):
    """The list."""

    ambiguous: _List
    towns: _Nations
    counties: _Nations
    districts: dict[_Place, _List]
    other_names: dict[_Place, _List]

    def other_names_of(self, heads: frozenset[str]) -> frozenset[str]:
        """Return the other names of towns, or of counties."""
        of_these = (self.other_names[head] for head in self.other_names.keys() & heads)
        return frozenset(name for names in of_these for name in names)

    def lists(self) -> Iterator[tuple[_Path, Sequence[str]]]:
        """Yield every list with the keys that lead to it, the ambiguous last."""
        for key, nations in (("towns", self.towns), ("counties", self.counties)):
            yield from (((key, nation), names) for nation, names in nations)
        for key, table in (("districts", self.districts), ("other_names", self.other_names)):
            yield from (((key, head), names) for head, names in table.items())
        yield ("ambiguous",), self.ambiguous


def _mistakes(file: _File) -> Iterator[tuple[_Path, str]]:
    """Yield what no schema sees: a name twice in a list, a head or an ambiguous name unlisted."""
    known: set[str] = set()
    for path, names in file.lists():
        seen: set[str] = set()
        for place, name in enumerate(names):
            if name in seen:
                yield (*path, place), f"{name} stands twice in its list"
            if path == ("ambiguous",) and name not in known:
                yield (*path, place), f"{name} stands in no other list"
            seen.add(name)
        known |= seen
    heads = file.towns.names | file.counties.names
    for head in file.districts.keys() - file.towns.names:
        yield ("districts", head), f"{head} is no town of the list"
    for head in file.other_names.keys() - heads:
        yield ("other_names", head), f"{head} is no town or county of the list"
