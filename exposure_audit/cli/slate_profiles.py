"""The profiles of a folder: which files they are, which can be used, and why the others cannot."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit.errors import InputError, OptionError, ProfileError

if TYPE_CHECKING:
    from exposure_audit.age_keys import Identity
    from exposure_audit.limits import Clock
    from exposure_audit.model import Subject

MOST_PROFILES = 10_000
ENDINGS = (".toml.age", ".toml")

_PLAIN_STEM = re.compile(r"(?!s-[0-9a-f]{16}$)\w[\w -]{0,99}(?<! )")
"""Fit for a folder on every system; not the form of a subject's id."""
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that Windows keeps for devices."""
_OWN_CONSENT = (
    "the consent is that of somebody who audits themself",
    'Record theirs to you, with given_by = "subject" (docs/profile.md), or let them use `run`.',
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A profile that can be used."""

    path: Path
    stem: str | None
    """The name that its folder of reports may have, or None where it is fit for no folder."""


@dataclass(slots=True)
class Muster:
    """What stands in a folder."""

    ready: list[Ready] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """In words: file, problem and cure."""
    left_out: list[str] = field(default_factory=list)
    """Hidden files, and links; in words."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """Reads profiles; asks nobody for a passphrase."""

    identities: Sequence[Identity]
    clock: Clock

    def subject(self, path: Path) -> Subject:
        """Read a profile of a person who agreed to be audited by others; raises `InputError`."""
        from exposure_audit import profile

        today = self.clock.now().date()
        subject = profile.parse(self._text(path), str(path), today)
        if subject.consent.given_by != "subject":
            raise ProfileError(path, *_OWN_CONSENT)
        return subject

    def _text(self, path: Path) -> str:
        from exposure_audit import profile, sealing
        from exposure_audit.user_file import decoded, read_bytes

        body = read_bytes(path, sealing.MAX_SEALED_BYTES, ProfileError)
        if sealing.is_sealed(body):
            body = sealing.unseal(body, str(path), self.identities, None)
        return decoded(body, path, profile.MAX_BYTES, ProfileError)


def mustered(folder: Path, profiles: Profiles) -> Muster:
    """Look through a folder, not below it; raises `OptionError` for one that is none."""
    found = Muster()
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in _listed(folder, found):
        try:
            by_name[_name(profiles.subject(path))].append(path)
        except InputError as problem:
            found.refused.append(str(problem))
    stems: set[str] = set()
    for path in sorted(path for paths in by_name.values() for path in _alone(paths, found)):
        found.ready.append(Ready(path, _stem(path, stems)))
    return found


def _alone(paths: Sequence[Path], found: Muster) -> Sequence[Path]:
    """Return the one profile of a name; of several nobody can tell which consent holds."""
    if len(paths) == 1:
        return paths
    cure = "Keep one; if they are two people, write one name as only that person does."
    for path in paths:
        other = next(each for each in paths if each != path)
        problem = f"the person has the same name as the one in {other.name}"
        found.refused.append(str(ProfileError(path, problem, cure)))
    return ()


def _name(subject: Subject) -> str:
    from exposure_audit.model import Kind
    from exposure_audit.profile import squash

    return squash(subject.of_kind(Kind.NAME)[0].value)


def _listed(folder: Path, found: Muster) -> Iterator[Path]:
    """Yield the files that may be profiles, in the order of their names."""
    paths = _candidates(folder)
    if len(paths) > MOST_PROFILES:
        cure = "Divide them among several folders."
        raise OptionError(folder, f"more than {MOST_PROFILES:,} profiles", cure)
    home = os.path.realpath(folder)
    for path in sorted(paths):
        if why := _why_not(path, home):
            found.left_out.append(f"{path}: {why}")
        else:
            yield path


def _candidates(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(ENDINGS)]
    except NotADirectoryError:
        raise OptionError(folder, "this is not a folder", "Name the one above it.") from None
    except FileNotFoundError:
        raise OptionError(folder, "there is no such folder", "Check its spelling.") from None
    except OSError:
        cure = "Check who may read it (its mode)."
        raise OptionError(folder, "the folder cannot be read", cure) from None
    return [folder / name for name in names]


def _why_not(path: Path, home: str) -> str:
    if path.name.startswith("."):
        return "left out: a hidden file."
    if not path.is_symlink():
        return ""
    target = os.path.realpath(path)
    if not Path(target).is_relative_to(home):
        return "left out: a link that leads out of the folder."
    other = Path(target).parent == Path(home) and Path(target).name != path.name
    beside = other and target.endswith(ENDINGS)
    return "left out: a link to another profile here." if beside else ""


def _stem(path: Path, taken: set[str]) -> str | None:
    """Return the file's name without its ending, where no other folder can have that name."""
    ending = next(ending for ending in ENDINGS if path.name.endswith(ending))
    stem = path.name.removesuffix(ending)
    same = unicodedata.normalize("NFC", stem).casefold()
    if same in taken or not _PLAIN_STEM.fullmatch(same) or _RESERVED.fullmatch(same):
        return None
    taken.add(same)
    return stem
