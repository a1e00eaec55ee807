"""Which checks a run will try, what each may send, and why one is left out; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from exposure_audit import fitting
from exposure_audit.asks import PlannedAsk, Surroundings, planned_asks
from exposure_audit.checks.asking import KeySpec
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.errors import OptionError
from exposure_audit.model import CheckId, Fact, FactId, Kind, Reason, Rung, Subject
from exposure_audit.settings import SEARCH_ENGINES
from exposure_audit.words import known_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAttempt:
    """One check on one subject, before it runs."""

    meta: CheckMeta
    skip: Reason | None
    """Why it will not run, or None."""
    gives: Subject | None
    """The subject as the check will see it; None where it is skipped."""
    withheld: tuple[Kind, ...]
    """Kinds of declared facts that the level keeps back and this check could use.

    Where there are any it cannot be complete.
    """
    allowed: frozenset[FactId]
    """Facts that its requests may carry."""
    providers: tuple[str, ...] = ()
    """Sources of its keys that are present, and its stand-in where that is set."""
    asks: tuple[PlannedAsk, ...] = ()
    """Everything that it may ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user chose that bears on the plan."""

    disclose: Rung
    keys: Collection[str] = ()
    """Key sources that have a key."""
    stand_ins: Collection[str] = ()
    """Settings that serve in place of a key, where set: `searxng`."""
    contact_search: str | None = None
    """The search engine that gets contacts and addresses."""
    only: Collection[str] = ()
    skip: Collection[str] = ()
    allow: Collection[str] = ()
    """Checks that the two top rungs are open to; the level alone opens them to none."""
    around: Surroundings = field(default_factory=Surroundings)


_BY_NAME = frozenset({Rung.CONTACTS, Rung.ADDRESS})
"""Rungs that are allowed source by source (DESIGN.md principle 3)."""


def level_of(subject: Subject, wish: Rung) -> Rung:
    """Return what may be sent: the user's choice under the ceiling of the consent."""
    return min(wish, subject.consent.ceiling, key=lambda rung: rung.rank)


def make(
    subject: Subject, metas: Mapping[CheckId, CheckMeta], choices: Choices
) -> tuple[PlannedAttempt, ...]:
    """Plan every automatic check, what matters most to this person first.

    Where the time runs out, what matters least is left. Raises `OptionError` where a named check is
    unknown.
    """
    _refuse_unknown("--only", choices.only, metas)
    _refuse_unknown("--skip", choices.skip, metas)
    level = level_of(subject, choices.disclose)
    chosen = [
        meta
        for meta in metas.values()
        if meta.mode is Mode.AUTOMATIC
        and (not choices.only or meta.id in choices.only)
        and meta.id not in choices.skip
    ]
    chosen.sort(key=lambda meta: (fitting.place(meta, subject), meta.id))
    return tuple(_planned(subject, meta, level, choices) for meta in chosen)


def _refuse_unknown(
    option: str, wanted: Collection[str], metas: Mapping[CheckId, CheckMeta]
) -> None:
    for check in wanted:
        if check not in metas:
            raise OptionError(option, "there is no such check", known_words(check, metas))


def _planned(subject: Subject, meta: CheckMeta, level: Rung, choices: Choices) -> PlannedAttempt:
    opened = _opened(meta, level, choices)
    wanted = [fact for fact in subject.facts if meta.takes(fact)]
    used = [fact for fact in wanted if meta.takes(fact) & opened]
    kept_back = {fact.kind for fact in wanted if fact not in used}
    providers = _providers(meta, choices)
    skip = _why_not(meta, used, providers, withheld=bool(kept_back))
    if not fitting.concerns(meta, subject):
        skip = Reason.NOT_APPLICABLE
    gives = None if skip else subject.only(used)
    return PlannedAttempt(
        meta=meta,
        skip=skip,
        gives=gives,
        withheld=tuple(sorted(kept_back)),
        allowed=frozenset(fact.id for fact in used),
        providers=providers,
        asks=planned_asks(meta, gives, providers, choices.around) if gives else (),
    )


def _opened(meta: CheckMeta, level: Rung, choices: Choices) -> frozenset[Rung]:
    """Return the rungs that are open to a check."""
    by_name = frozenset() if meta.id in choices.allow else _BY_NAME
    return frozenset(rung for rung in Rung if rung <= level and rung not in by_name)


def _providers(meta: CheckMeta, choices: Choices) -> tuple[str, ...]:
    present = [key.source for key in meta.keys if key.source in choices.keys]
    if meta.key_stand_in in choices.stand_ins and meta.key_stand_in:
        present.append(meta.key_stand_in)
    return tuple(source for source in present if _for_this(source, meta, choices))


def _for_this(source: str, meta: CheckMeta, choices: Choices) -> bool:
    """Tell whether a check may use a provider: no search engine gets both name and contacts."""
    asks_contacts = meta.rung >= Rung.CONTACTS
    return source not in SEARCH_ENGINES or asks_contacts is (source == choices.contact_search)


def _why_not(
    meta: CheckMeta, used: Sequence[Fact], providers: Sequence[str], *, withheld: bool
) -> Reason | None:
    if not used:
        return Reason.LEVEL if withheld else Reason.NOT_APPLICABLE
    if meta.needs_key and not providers:
        return Reason.NO_KEY
    return None


def key_specs(metas: Mapping[CheckId, CheckMeta]) -> tuple[KeySpec, ...]:
    """Return every key that some check can use."""
    return tuple(key for meta in metas.values() for key in meta.keys)
