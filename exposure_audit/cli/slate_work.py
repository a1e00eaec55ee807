"""A slate's subjects one by one: from a profile's file to a folder with a report."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exposure_audit.audit import Audited, Order
from exposure_audit.cli import products, workspace_access
from exposure_audit.cli.exit_codes import ExitCode, of_audit
from exposure_audit.cli.slate_profiles import Profiles, Ready
from exposure_audit.cli.slate_summary import Tally
from exposure_audit.cli.workspace_access import Access
from exposure_audit.errors import InputError, OptionError
from exposure_audit.facts.normalise import fold
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Kind
from exposure_audit.slate import Charge, Ended
from exposure_audit.store.stored_run import StoredRun

if TYPE_CHECKING:
    from exposure_audit.model import Subject
    from exposure_audit.result import Severity
    from exposure_audit.settings import Settings

SUMMARY = "summary.json"
_WORST_FIRST = (
    ExitCode.INTERNAL,
    ExitCode.USAGE,
    ExitCode.INTERRUPTED,
    ExitCode.REFUSED,
    ExitCode.EXPOSED,
    ExitCode.NOT_COVERED,
)
"""Which exit code holds where several do (DESIGN.md 5.3)."""
_SEPARATORS = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_LEAST = 3
"""Letters of a word of a name that would tell whose a folder is."""
_ENDS = ("", products.SEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user chose for all subjects."""

    settings: Settings
    only: tuple[str, ...]
    skip: tuple[str, ...]
    offline: bool
    fail_on: Severity | None
    strict: bool

    def order(self, subject: Subject) -> Order:
        """Return one subject's order: the ceiling is that of their own consent."""
        return Order(
            subject=subject,
            settings=self.settings,
            environment=os.environ,
            only=self.only,
            skip=self.skip,
            offline=self.offline,
        )


@dataclass(slots=True, kw_only=True)
class Work:
    """What the subjects share, and what came of them."""

    reader: Profiles
    access: Access
    out: Path
    choices: Choices
    trusted: Collection[str]
    tally: Tally = field(default_factory=Tally)
    problems: list[str] = field(default_factory=list)
    """What went wrong with a file, in words."""
    refused: int = 0
    """Profiles that could be used at first, and could not when their turn came."""
    own: frozenset[str] = frozenset()
    """The user's own public keys: what is sealed to these, staff can read."""
    written: set[str] = field(default_factory=set)
    """The folders that hold a report of this slate."""
    unsealed: int = 0
    """Subjects who ask for a seal that is not in the user's list."""
    codes: set[ExitCode] = field(default_factory=set)

    def stale(self) -> int:
        """Return how many folders hold reports of an earlier slate, and none of this one."""
        return sum(
            folder.name not in self.written
            and any(
                (folder / f"{name}{end}").is_file() for name in products.PRODUCTS for end in _ENDS
            )
            for folder in self.out.iterdir()
            if folder.is_dir()
        )

    def code(self, ended: Ended, *, refused: int) -> ExitCode:
        """Return how the slate ended; `refused` profiles were none from the first."""
        found = {
            *self.codes,
            ExitCode.INTERNAL if ended.crashes else ExitCode.DONE,
            ExitCode.INTERRUPTED if ended.interrupted else ExitCode.DONE,
        }
        if ended.not_begun or self.refused or (self.choices.strict and refused):
            found.add(ExitCode.NOT_COVERED)
        return next((code for code in _WORST_FIRST if code in found), ExitCode.DONE)


@dataclass(frozen=True, slots=True)
class Turn:
    """One subject; implements `slate.Entry`."""

    work: Work
    ready: Ready

    @contextmanager
    def taken_up(self) -> Iterator[Charge]:
        """See `Entry.taken_up`."""
        work = self.work
        order = work.choices.order(work.reader.subject(self.ready.path))
        with workspace_access.keeping_of(work.access, order, resume=False, quiet=True) as keeping:
            yield Charge(order, keeping)
        work.tally.not_kept += not isinstance(keeping, StoredRun) or keeping.failure is not None

    def over(self, charge: Charge, audited: Audited) -> None:
        """See `Entry.over`."""
        work, subject = self.work, charge.order.subject
        work.tally.add(subject, audited)
        work.codes.add(of_audit(audited, work.choices.fail_on, strict=work.choices.strict))
        try:
            self._write(subject, audited)
        except InputError as problem:
            work.problems.append(str(problem))
            work.tally.not_written += 1
            work.codes.add(ExitCode.USAGE)

    def failed(self, problem: InputError) -> None:
        """See `Entry.failed`."""
        self.work.problems.append(str(problem))
        self.work.refused += 1

    def _write(self, subject: Subject, audited: Audited) -> None:
        wanted = subject.consent.recipient
        recipient = wanted if wanted in self.work.trusted else None
        name = self._name(subject, audited)
        folder = self.work.out / name
        if not subject.consent.staff_details and (recipient is None or recipient in self.work.own):
            self.work.tally.withheld += 1
            _removed(folder, ("", products.SEALED))
            return
        self.work.unsealed += wanted is not None and recipient is None
        self.work.written.add(name)
        products.prepare_folder(folder)
        products.write_products(audited.result, folder, recipient)
        if recipient is None:
            # An earlier slate's may be about somebody else.
            _removed(folder, (products.SEALED,))

    def _name(self, subject: Subject, audited: Audited) -> str:
        """Return the file's own name, or the subject's id where the name says who it is."""
        stem = self.ready.stem
        if stem is None or _tells(stem, subject):
            return audited.result.subject
        return stem


def _tells(stem: str, subject: Subject) -> bool:
    """Tell whether a file's name says who or where somebody is; rather too often."""
    apart = _SEPARATORS.sub(" ", stem)
    squeezed = _SEPARATORS.sub("", fold(stem))
    names = (
        word for fact in subject.of_kind(Kind.NAME) for word in _WORD.findall(fold(fact.value))
    )
    areas = (fold(address.postcode).split(" ")[0] for address in subject.addresses())
    pieces = (piece for piece in (*names, *areas) if len(piece) >= _LEAST)
    return any(piece in squeezed for piece in pieces) or bool(
        OwnMatcher(subject).facts_in(f"{stem}\n{apart}")
    )


def _removed(folder: Path, endings: Collection[str]) -> None:
    """Remove products of an earlier slate; raises `OptionError`."""
    for name in products.PRODUCTS:
        for ending in endings:
            path = folder / f"{name}{ending}"
            try:
                path.unlink(missing_ok=True)
            except NotADirectoryError:
                continue
            except OSError:
                problem = "a report of an earlier slate cannot be removed"
                raise OptionError(path, problem, "Remove it yourself.") from None
