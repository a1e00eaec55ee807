"""Which sources fit a person, and in which order they matter: from the profile alone; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source import Fits
from exposure_audit.model import Subject

_UNRANKED = 100
_STEP_UP = 25
"""Places that a source moves up where the profile says that it fits."""


def concerns(meta: CheckMeta, subject: Subject) -> bool:
    """Tell whether a source can hold anything of this person, as far as the profile says.

    What the profile leaves open, such as the nation, rules nothing out.
    """
    return not meta.fits.only or all(said is not False for said in _answers(meta.fits, subject))


def ranked(metas: Iterable[CheckMeta], subject: Subject) -> tuple[CheckMeta, ...]:
    """Return the sources that concern a person, what matters most first."""
    fitting = [meta for meta in metas if concerns(meta, subject)]
    return tuple(sorted(fitting, key=lambda meta: (place(meta, subject), meta.id)))


def guided(metas: Iterable[CheckMeta], subject: Subject) -> tuple[CheckMeta, ...]:
    """Return the guided checks that concern a person, in the order in which to do them."""
    return ranked((meta for meta in metas if meta.mode is Mode.GUIDED), subject)


def place(meta: CheckMeta, subject: Subject) -> int:
    """Return a source's place for a person: the lower, the sooner."""
    rank = meta.guide.rank if meta.guide else min(meta.covers, default=_UNRANKED)
    said = tuple(_answers(meta.fits, subject))
    if any(said):
        return rank - _STEP_UP
    return rank + _STEP_UP if False in said else rank


def _answers(fits: Fits, subject: Subject) -> Iterator[bool | None]:
    """Yield for each condition whether it holds, or None where the profile does not say."""
    candidacy = subject.candidacy
    if fits.roles:
        yield _any(fits.roles, subject.roles)
    if fits.lived_in:
        yield _any(fits.lived_in, subject.lived_in)
    if fits.kinds:
        yield any(fact.kind in fits.kinds for fact in subject.facts)
    if fits.nations:
        yield _known(fits.nations, candidacy.nation if candidacy else None)
    if fits.elections:
        yield _known(fits.elections, candidacy.election if candidacy else None)
    if fits.statuses:
        yield _known(fits.statuses, candidacy.status if candidacy else None)


def _any(wanted: Sequence[str], said: Sequence[str]) -> bool:
    return any(one in wanted for one in said)


def _known(wanted: Sequence[str], said: str | None) -> bool | None:
    return None if said is None else said in wanted
