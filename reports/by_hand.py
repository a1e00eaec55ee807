"""Where the reader looks themselves: ranked, six at a time, with what they said of it before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import product

from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.source import Family, Guide
from exposure_audit.model import CheckId, Kind, Mark, Reason, RouteId
from exposure_audit.removal.routes import UNVERIFIED
from exposure_audit.reports.clean import Place, clean, place
from exposure_audit.reports.guides import day
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.words import counted, joined
from exposure_audit.result import AdviceLine, Answer, AuditResult, Said
from exposure_audit.words import kind_words, of_refuge

AT_A_TIME = 6
WEB_SEARCH = CheckId("web-search")

_HOLE = re.compile(r"\{(\w+)\}")
_KINDS = frozenset(kind.value for kind in Kind)
_SAID = {Said.FOUND: "you said that something stands there", Said.CLEAR: "you said: nothing there"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandView:
    """One place for the reader to look at, ready to print."""

    id: CheckId
    title: str
    minutes: str
    why: str
    link: Place
    checked: bool
    """Whether the link was seen at its source; otherwise the reader is told to look for it."""
    steps: tuple[str, ...]
    searches: tuple[str, ...]
    typed: str
    """What the reader gives away there, or an empty text."""
    look_for: str
    when_found: str
    limits: str
    routes: tuple[RouteId, ...]
    """How to get something removed there."""
    said: str
    """What the reader said before, with the day; or an empty text."""
    done: bool
    """Whether the reader said that nothing stands there; what they found is still to be done."""


@dataclass(frozen=True, slots=True)
class Advised:
    """What a candidacy implies, ready to print."""

    title: str
    urgent: bool
    due: str
    lines: tuple[AdvisedLine, ...]


@dataclass(frozen=True, slots=True)
class AdvisedLine:
    """One statement with its source."""

    text: str
    href: str
    date: str


def hand_views(result: AuditResult, catalogue: Catalogue, *, stale: bool) -> tuple[HandView, ...]:
    """Return the places to look at, each in its order; those where nothing stands come last."""
    known = [(each, catalogue.checks.get(each.check)) for each in result.manual]
    views = [
        _view(meta, meta.guide, each.answer, result, catalogue, stale=stale)
        for each, meta in known
        if meta and meta.guide
    ]
    return tuple(sorted(views, key=lambda view: view.done))


def groups(views: Sequence[HandView]) -> tuple[tuple[HandView, ...], ...]:
    """Return the places in groups that an evening holds."""
    return tuple(
        tuple(views[start : start + AT_A_TIME]) for start in range(0, len(views), AT_A_TIME)
    )


def searches_first(
    result: AuditResult, catalogue: Catalogue, views: Sequence[HandView]
) -> tuple[HandView, ...]:
    """Return the prepared searches where no search engine could be asked, else nothing."""
    unasked = any(
        attempt.check == WEB_SEARCH and attempt.reason is Reason.NO_KEY
        for attempt in result.attempts
    )
    if not unasked:
        return ()
    return tuple(
        view
        for view in views
        if view.searches and catalogue.checks[view.id].family is Family.SEARCH and not view.done
    )


def _view(
    meta: CheckMeta,
    guide: Guide,
    answer: Answer | None,
    result: AuditResult,
    catalogue: Catalogue,
    *,
    stale: bool,
) -> HandView:
    values = _values(result)
    return HandView(
        id=meta.id,
        title=meta.title,
        minutes=f"about {counted(guide.minutes, 'minute')}",
        why=" ".join(meta.why.split()),
        link=place(guide.link),
        checked=guide.mark is not Mark.UNVERIFIED,
        steps=(UNVERIFIED,) if stale else guide.steps,
        searches=tuple(line for search in guide.searches for line in _filled(search, values)),
        typed=joined(f"your {kind_words(kind)}" for kind in guide.typed),
        look_for=guide.look_for,
        when_found=UNVERIFIED if stale else guide.when_found,
        limits=" ".join(meta.limits_of.split()),
        routes=tuple(route for route in meta.routes if route in catalogue.routes),
        said=_said(answer) if answer else "",
        done=answer is not None and answer.said is Said.CLEAR,
    )


def _said(answer: Answer) -> str:
    return f"{_SAID[answer.said]}, on {day(answer.on.astimezone(UTC))}"


def has_refuge(result: AuditResult) -> bool:
    """Tell whether a refuge was declared, which the reader has to type nowhere."""
    return any(map(of_refuge, result.labels.values()))


def _values(result: AuditResult) -> Mapping[str, tuple[str, ...]]:
    """Return what stands for each kind in a search: labels, or values where they are shown."""
    found: dict[str, list[str]] = defaultdict(list)
    # The labels are in the reverse of the order in which the facts were declared.
    for fact, words in reversed(tuple(result.labels.items())):
        if not of_refuge(words):
            label, _, value = words.partition(": ")
            found[fact.partition(":")[0]].append(value or f"[{label}]")
    return {kind: tuple(values) for kind, values in found.items()}


def _filled(search: str, values: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield a search once for each value that it can be made with: none, if none was declared."""
    holes = dict.fromkeys(_HOLE.findall(search))
    ways = [values.get(hole, () if hole in _KINDS else (f"[your {hole}]",)) for hole in holes]
    for way in product(*ways):
        yield _with(search, dict(zip(holes, way, strict=True)))


def _with(search: str, filling: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: clean(filling[hole[1]]), search)


def attributions(result: AuditResult, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what the sources' terms ask a report to say where something comes of them."""
    asked = [attempt.check for attempt in result.attempts if attempt.documents]
    metas = [catalogue.checks[check] for check in asked if check in catalogue.checks]
    return tuple(dict.fromkeys(meta.terms.attribution for meta in metas if meta.terms.attribution))


def advised(result: AuditResult, *, stale: bool) -> tuple[Advised, ...]:
    """Return what the candidacy implies; in a stale build the law says where to check."""
    return tuple(
        Advised(
            advice.title,
            advice.urgent,
            day(advice.due) if advice.due else "",
            (AdvisedLine(UNVERIFIED, "", ""),) if stale else tuple(map(_line, advice.lines)),
        )
        for advice in result.advice
    )


def _line(line: AdviceLine) -> AdvisedLine:
    return AdvisedLine(line.text, place(line.url).href, day(line.date) if line.date else "")
