"""Where the reader looks themselves: ranked, six at a time, with what they said of it before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from exposure_audit.checks.meta import CheckMeta
from exposure_audit.checks.source import Family, Guide
from exposure_audit.model import CheckId, Mark, Reason
from exposure_audit.removal.routes import UNVERIFIED
from exposure_audit.reports.clean import Place, clean, place
from exposure_audit.reports.guides import day
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.words import counted, joined
from exposure_audit.result import AdviceLine, Answer, AuditResult, Said
from exposure_audit.words import kind_words

AT_A_TIME = 6
WEB_SEARCH = CheckId("web-search")

_HOLE = re.compile(r"\{(\w+)\}")
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
    said: str
    """What the reader said before, with the day; or an empty text."""


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
    """Return the places to look at: those of which nothing was said first, each in its order."""
    known = [(each, catalogue.checks.get(each.check)) for each in result.manual]
    views = [
        _view(meta, meta.guide, each.answer, result, stale=stale)
        for each, meta in known
        if meta and meta.guide
    ]
    return tuple(sorted(views, key=lambda view: bool(view.said)))


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
        if view.searches and catalogue.checks[view.id].family is Family.SEARCH and not view.said
    )


def _view(
    meta: CheckMeta, guide: Guide, answer: Answer | None, result: AuditResult, *, stale: bool
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
        searches=tuple(_filled(search, values) for search in guide.searches),
        typed=joined(f"your {kind_words(kind)}" for kind in guide.typed),
        look_for=guide.look_for,
        when_found=guide.when_found,
        said=_said(answer) if answer else "",
    )


def _said(answer: Answer) -> str:
    return f"{_SAID[answer.said]}, on {day(answer.on.astimezone(UTC))}"


def _values(result: AuditResult) -> Mapping[str, str]:
    """Return what stands for a kind in a search: its label, or the value where it is shown."""
    found: dict[str, str] = {}
    for fact, words in result.labels.items():
        label, _, value = words.partition(": ")
        found.setdefault(fact.partition(":")[0], value or f"[{label}]")
    return found


def _filled(search: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: clean(values.get(hole[1], f"[your {hole[1]}]")), search)


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
