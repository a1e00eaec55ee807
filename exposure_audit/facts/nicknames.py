"""The other forms of a forename: short and pet forms, spellings, the same name in another language.

`nicknames.toml` is the list. A group is one name: `name` and `spellings` are the full name, `forms`
are what its bearers are called. The rule is one hop within a group: a spelling stands for the other
spellings and every form, a form for the full name alone. So "bill" may be William, but not Liam.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from exposure_audit.errors import DataError
from exposure_audit.toml_data import Strict, line_of, load, read_text

Language = Literal[
    "af", "ak", "ar", "cs", "cy", "el", "en", "es", "fr", "ga", "gd", "he", "hi", "hu", "ig", "it",
    "pa", "pl", "ro", "so", "tr", "uk", "yo",
]  # fmt: skip
"""Whose names they are; the heads in `nicknames.toml` say what each stands for."""

_FOLDED = re.compile(r"[a-z]+(?:['-][a-z]+)*")


def forms_of(forename: str) -> frozenset[str]:
    """Return the other forms of a folded forename; empty where none is known.

    It is mutual: where "bill" is a form of "william", "william" is one of "bill".
    """
    return _shipped().get(forename, frozenset())


def read(path: Traversable) -> Mapping[str, frozenset[str]]:
    """Read a list of groups: the other forms by forename.

    Raises `DataError` with file and line.
    """
    groups = load(path, _File).group
    _check_once(path, groups)
    others: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        for full in group.full:
            others[full].update(group.full, group.forms)
        for form in group.forms:
            others[form].update(group.full)
    return {name: frozenset(forms - {name}) for name, forms in others.items()}


@cache
def _shipped() -> Mapping[str, frozenset[str]]:
    return read(files("exposure_audit.facts") / "nicknames.toml")


def _is_folded(name: str) -> str:
    if not _FOLDED.fullmatch(name):
        raise ValueError("write it in lower case without accents, as facts.normalise.fold does")
    return name


_Forename = Annotated[str, Field(max_length=40), AfterValidator(_is_folded)]


class _Group(Strict):
    """One `[[group]]`."""

    name: _Forename
    language: Language
    spellings: tuple[_Forename, ...] = ()
    forms: tuple[_Forename, ...] = ()

    @property
    def full(self) -> tuple[str, ...]:
        """The full name in each of its spellings."""
        return self.name, *self.spellings

    @model_validator(mode="after")
    def _says_something_once(self) -> Self:
        names = (*self.full, *self.forms)
        if len(names) == 1:
            raise ValueError("a group needs spellings or forms")
        if len(set(names)) < len(names):
            raise ValueError("a name stands twice in one group")
        return self


class _File(Strict):
    """The list."""

    group: Annotated[tuple[_Group, ...], Field(min_length=1)]


def _check_once(path: Traversable, groups: tuple[_Group, ...]) -> None:
    """Refuse a full name that has two groups in one language: they would be one group."""
    seen: set[tuple[str, str]] = set()
    for place, group in enumerate(groups):
        for name in group.full:
            if (group.language, name) in seen:
                line = line_of(read_text(path), ("group", place))
                raise DataError(str(path), f"{name} has another group in {group.language}", line)
            seen.add((group.language, name))
