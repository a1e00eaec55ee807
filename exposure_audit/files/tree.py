"""One folder that the user gave, and the rules that say what in it is not read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from exposure_audit.files.ignoring import MOST_BYTES, Rules, parse
from exposure_audit.files.interface import Item, Unread
from exposure_audit.files.opening import read_file

VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
"""Names under which old states are kept, in formats of their own: not opened."""
_MOST_RULES = 5_000
"""In force at once; a further file of patterns is not followed, so that more is read, not less."""

Scope = tuple[int, Rules]
"""Rules, and how many names lead from the top to the folder that they stand in."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, or something in one whose nature is not known yet."""

    path: Path = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    real: str = field(repr=False)
    where: tuple[bytes, ...] = field(repr=False)
    """The names from the repository's top, or from the path that was given."""
    scopes: tuple[Scope, ...] = ()

    def child(self, name: str, real: str) -> Folder:
        """Return what stands in here under a name."""
        return Folder(
            path=self.path / name,
            names=(*self.names, name),
            real=real,
            where=(*self.where, os.fsencode(name)),
            scopes=self.scopes,
        )

    def at(self, real: str) -> Folder:
        """Return the same name as a link to another place."""
        return replace(self, real=real)

    def item(self, unread: Unread | None = None) -> Item:
        """Return it as something to read, or not."""
        return Item(self.path, self.names, self.real, unread)


class Tree:
    """See the module; `real` is the folder's path with links followed."""

    def __init__(self, real: str, excluded: Rules, *, gitignore: bool) -> None:
        self._real = real
        self._excluded = excluded
        self._gitignore = gitignore
        self._rules_in = lru_cache(maxsize=256)(_rules_in)
        self._where, self._scopes = self._above() if gitignore else ((), ())

    def top(self, path: Path) -> Folder:
        """Return the folder itself, shown as it was given."""
        return Folder(path, (), self._real, self._where, self._scopes)

    def holds(self, real: str) -> bool:
        """Whether a path with links followed is this folder or below it."""
        return Path(real).is_relative_to(self._real)

    def entered(self, folder: Folder) -> Folder:
        """Return a folder with the rules that hold inside it; a repository inside has its own."""
        if not self._gitignore:
            return folder
        own = folder.names and _is_repository(folder.real)
        scopes = () if own else folder.scopes
        return replace(folder, scopes=self._with_rules_in(folder.real, folder.where, scopes))

    def left_out(self, entry: Folder, *, is_folder: bool) -> Unread | None:
        """Return why something in an entered folder is not read, if a rule says so."""
        below = entry.where[len(self._where) :]
        excluded = self._excluded.ignore(below, folder=is_folder)
        if excluded:
            return Unread.EXCLUDED
        if entry.names[-1].lower() in VERSION_CONTROL:
            return Unread.HISTORY if self._gitignore else Unread.OLD_STATES
        if excluded is None and _ignored(entry, is_folder=is_folder):
            return Unread.IGNORED
        return None

    def why_not(self, real: str) -> Unread | None:
        """Return why something below, whose path has no links, is not read under its own name."""
        folder = self.top(Path(self._real))
        names = Path(real).relative_to(self._real).parts
        for count, name in enumerate(names, start=1):
            entered = self.entered(folder)
            folder = entered.child(name, os.path.join(entered.real, name))  # noqa: PTH118
            is_folder = count < len(names) or leads_to_folder(real)
            if cause := self.left_out(folder, is_folder=is_folder):
                return cause
        return None

    def _above(self) -> tuple[tuple[bytes, ...], tuple[Scope, ...]]:
        """Return the names and rules from the repository's top down to this folder.

        None where there is no repository, or where the rules ignore this very folder: the user
        gave it by name, so what ignores it does not count.
        """
        here = Path(self._real)
        top = next((each for each in (here, *here.parents) if _is_repository(str(each))), here)
        folder = Folder(top, (), str(top), ())
        for name in here.relative_to(top).parts:
            scopes = self._with_rules_in(folder.real, folder.where, folder.scopes)
            folder = replace(folder, scopes=scopes).child(name, str(Path(folder.real) / name))
            if _ignored(folder, is_folder=True):
                return (), ()
        return folder.where, folder.scopes

    def _with_rules_in(
        self, real: str, where: tuple[bytes, ...], scopes: tuple[Scope, ...]
    ) -> tuple[Scope, ...]:
        rules = self._rules_in(real)
        count = sum(len(each.rules) for _, each in scopes) + len(rules.rules)
        return (*scopes, (len(where), rules)) if rules.rules and count <= _MOST_RULES else scopes


def leads_to_folder(path: str) -> bool:
    """Whether a path leads to a folder, with links followed; not so where nobody may look."""
    return os.path.isdir(path)  # noqa: PTH112  (pathlib's own raises for a locked target)


def _rules_in(folder: str) -> Rules:
    text = read_file(str(Path(folder) / ".gitignore"), MOST_BYTES)
    return Rules() if isinstance(text, Unread) else parse(text)


def _is_repository(folder: str) -> bool:
    return os.path.lexists(Path(folder) / ".git")


def _ignored(entry: Folder, *, is_folder: bool) -> bool:
    return bool(next(_decisions(entry, is_folder=is_folder), False))


def _decisions(entry: Folder, *, is_folder: bool) -> Iterator[bool]:
    """Yield what each file of patterns that has a say decides, the nearest first."""
    for depth, rules in reversed(entry.scopes):
        if (decision := rules.ignore(entry.where[depth:], folder=is_folder)) is not None:
            yield decision
