"""The files at and below the paths that the user gave, in a fixed order.

None is left out: a file or folder that is not read comes with its cause. A path given by name is
read whatever a `.gitignore` says, and followed where it is a link. A link further down is never
followed out of the folders given; where it stays inside, its target is read once.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from exposure_audit.files.ignoring import Rules
from exposure_audit.files.interface import Item, Unread
from exposure_audit.files.tree import Folder, Tree, leads_to_folder


class Walk:
    """One way through the paths given."""

    def __init__(self, paths: Sequence[Path], excluded: Rules, *, gitignore: bool) -> None:
        self._paths = paths
        self._excluded = excluded
        self._trees = {
            path: Tree(os.path.realpath(path), excluded, gitignore=gitignore)
            for path in paths
            if leads_to_folder(str(path))
        }
        self._followed: set[str] = set()

    def items(self) -> Iterator[Item]:
        """Yield every file, and every file or folder that is not read."""
        for path in self._paths:
            if path in self._trees:
                tree = self._trees[path]
                yield from self._below(tree, tree.top(path))
            else:
                yield self._named(path)

    def _named(self, path: Path) -> Item:
        names = (path.name,)
        if self._excludes(path):
            return Item(path, names, str(path), Unread.EXCLUDED)
        target = _target(str(path))
        if isinstance(target, Unread):
            return Item(path, names, str(path), target)
        return Item(path, names, target)

    def _excludes(self, path: Path) -> bool:
        """Whether --exclude leaves out a file given by name: by its path, where that leads down."""
        inside = not path.is_absolute() and ".." not in path.parts
        where = tuple(map(os.fsencode, path.parts if inside else (path.name,)))
        return any(
            self._excluded.ignore(where[:count], folder=count < len(where))
            for count in range(1, len(where) + 1)
        )

    def _below(self, tree: Tree, top: Folder) -> Iterator[Item]:
        open_folders = [self._inside(tree, top)]
        while open_folders:
            for entry in open_folders[-1]:
                if isinstance(entry, Folder):
                    open_folders.append(self._inside(tree, entry))
                    break
                yield entry
            else:
                open_folders.pop()

    def _inside(self, tree: Tree, folder: Folder) -> Iterator[Item | Folder]:
        try:
            with os.scandir(folder.real) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            yield folder.item(Unread.LOCKED)
            return
        entered = tree.entered(folder)
        for entry in entries:
            yield self._entry(tree, entered, entry)

    def _entry(self, tree: Tree, folder: Folder, entry: os.DirEntry[str]) -> Item | Folder:
        here = folder.child(entry.name, entry.path)
        is_folder, is_link = _nature(entry)
        if cause := tree.left_out(here, is_folder=is_folder):
            return here.item(cause)
        if is_link:
            return self._link(here)
        return here if is_folder else here.item()

    def _link(self, link: Folder) -> Item | Folder:
        target = _target(link.real)
        if isinstance(target, Unread):
            return link.item(target)
        home = next((tree for tree in self._trees.values() if tree.holds(target)), None)
        if home is None:
            return link.item(Unread.OUTSIDE)
        cause = home.why_not(target)
        if cause in {Unread.HISTORY, Unread.OLD_STATES}:
            return link.item(cause)
        if cause is None or target in self._followed:
            return link.item(Unread.ALREADY)
        self._followed.add(target)
        followed = link.at(target)
        return followed if leads_to_folder(target) else followed.item()


def _nature(entry: os.DirEntry[str]) -> tuple[bool, bool]:
    """Return whether it is a folder and whether it is a link; neither where nobody may look."""
    try:
        return entry.is_dir(follow_symlinks=False), entry.is_symlink()
    except OSError:
        return False, False


def _target(path: str) -> str | Unread:
    """Return where a path leads in the end, with all links followed."""
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Unread.LOOP
        gone = error.errno in {errno.ENOENT, errno.ENOTDIR}
        return Unread.NOWHERE if gone else Unread.LOCKED
