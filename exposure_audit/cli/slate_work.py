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
from exposure_audit.errors import InputError
from exposure_audit.matching.own import OwnMatcher
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
    unsealed: int = 0
    """Subjects who ask for a seal that is not in the user's list."""
    codes: set[ExitCode] = field(default_factory=set)

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
        if recipient is None and not subject.consent.staff_details:
            self.work.tally.withheld += 1
            return
        self.work.unsealed += wanted is not None and recipient is None
        folder = self.work.out / self._name(subject, audited)
        products.prepare_folder(folder)
        products.write_products(audited.result, folder, recipient)
        if recipient is None:
            for name in products.PRODUCTS:
                # An earlier slate's may be about somebody else.
                (folder / f"{name}{products.SEALED}").unlink(missing_ok=True)

    def _name(self, subject: Subject, audited: Audited) -> str:
        """Return the file's own name, or the subject's id where the name says who it is."""
        stem = self.ready.stem
        if stem is None:
            return audited.result.subject
        apart = _SEPARATORS.sub(" ", stem)
        told = OwnMatcher(subject).facts_in(f"{stem}\n{apart}")
        return audited.result.subject if told else stem
