"""Removal routes as reports print them: only what somebody verified, and not when it is old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from exposure_audit.model import Mark, RouteId
from exposure_audit.removal.routes import UNVERIFIED, Approach, Route, Stated
from exposure_audit.reports.clean import place
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.words import approach_words, counted

AGEING = timedelta(days=90)
STALE = timedelta(days=365)

_FORM = "Form"
_SECOND_HAND = " (second-hand)"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a guide: a fee, a law, a deadline or a form."""

    name: str
    text: str
    href: str = ""
    link: str = ""
    """What the link leads to: the form itself, or the source of the statement."""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a guide's advice was found."""

    text: str
    href: str
    date: str


@dataclass(frozen=True, slots=True)
class Guide:
    """How to get something removed, ready to print."""

    title: str
    steps: tuple[str, ...]
    time: str = ""
    """The reader's own work: "about ten minutes", or empty where it is not known."""
    who: str = ""
    approach: str = ""
    never: bool = False
    """Whether the reader must not contact whoever published it."""
    caution: str = ""
    when_not: str = ""
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    checked: str = ""


def guide(route_id: RouteId, catalogue: Catalogue, *, stale: bool) -> Guide:
    """Return a route's guide; in a stale build its steps and statements say where to check."""
    route = catalogue.routes.get(route_id)
    if route is None:
        return Guide(title=route_id, steps=(UNVERIFIED,))
    return Guide(
        title=route.title,
        time=f"about {counted(route.minutes, 'minute')}" if route.minutes else "",
        who=route.source,
        approach=approach_words(route.approach),
        never=route.approach is Approach.NEVER,
        caution=route.caution,
        when_not=route.when_not,
        steps=(UNVERIFIED,) if stale else route.steps,
        statements=tuple(_statements(route, stale=stale)),
        sources=tuple(_sources(route)),
        checked=day(route.checked),
    )


def _statements(route: Route, *, stale: bool) -> Iterator[Statement]:
    named = (
        (_FORM, route.form),
        ("Cost", route.fee),
        ("Law", route.law),
        ("How soon", route.deadline),
    )
    for name, stated in named:
        if stated is not None:
            yield _statement(name, stated, stale=stale)


def _statement(name: str, stated: Stated, *, stale: bool) -> Statement:
    if stale or stated.mark is Mark.UNVERIFIED:
        return Statement(name, UNVERIFIED)
    marked = stated.shown + (_SECOND_HAND if stated.mark is Mark.SECOND_HAND else "")
    link = "open the form" if name == _FORM else "source"
    return Statement(name, marked, place(stated.url).href, link, _day(stated.date))


def _sources(route: Route) -> Iterator[Source]:
    """Yield the evidence; what nobody verified is no evidence."""
    for each in route.evidence:
        if each.mark is not Mark.UNVERIFIED:
            second = _SECOND_HAND if each.mark is Mark.SECOND_HAND else ""
            yield Source(
                each.what + second, place(each.url).href, day(each.date) if each.date else ""
            )


def age_notice(built: date, on: date) -> str:
    """Return what to say about an old build, or nothing."""
    age = on - built
    if age > STALE:
        return (
            f"This tool was built on {day(built)}, more than a year before this run. Forms, fees"
            f" and laws have changed since, so its guides only say: {UNVERIFIED}."
            " Please install the newest version."
        )
    if age > AGEING:
        return (
            f"This tool was built on {day(built)}, more than 90 days before this run. Forms, fees"
            " and laws may have changed. Please install the newest version."
        )
    return ""


def day(moment: date) -> str:
    """Return a date as people write it: "5 May 2027"."""
    return f"{moment.day} {moment:%B %Y}"


def _day(moment: date | None) -> str:
    return day(moment) if moment else ""
