"""The first words that the reader sees: calm, exact, and never an all-clear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType

from exposure_audit.model import FactId, Reason, RouteId
from exposure_audit.removal.routes import Route
from exposure_audit.reports.guides import day
from exposure_audit.reports.words import UNDECLARED, counted, joined, number, sentence
from exposure_audit.result import Attempt, AuditResult, CaseState, Finding

_NO_ROUTES: Mapping[RouteId, Route] = MappingProxyType({})
_OVER = frozenset(
    {CaseState.GONE_HERE, CaseState.GONE_EVERYWHERE, CaseState.CONFIRMED, CaseState.NOT_MINE}
)


def headline(result: AuditResult, routes: Mapping[RouteId, Route] = _NO_ROUTES) -> str:
    """Return what the run found, in two or three sentences.

    `routes` gives the minutes that the first removal takes; without it that clause is left out.
    """
    live = tuple(finding for finding in result.findings if finding.status not in _OVER)
    if result.doors.routes:
        return _door_headline(result, live, routes)
    if live:
        return f"{_shown(result, live)} {_no_route(result)}"
    return _no_route(result)


def new_words(result: AuditResult) -> str:
    """Return how many of the places no earlier run saw, or nothing where none knew any.

    Not seen is not new on the web: an earlier run may have looked at less.
    """
    new = sum(finding.status is CaseState.NEW for finding in result.findings)
    if new == len(result.findings):
        return ""
    if not new:
        return "Earlier runs saw all of these."
    return sentence(f"{number(new)} of these {'was' if new == 1 else 'were'} not seen before.")


def asked(result: AuditResult) -> tuple[Attempt, ...]:
    """Return the attempts that had anything to ask: all but those that do not apply."""
    return tuple(a for a in result.attempts if a.reason is not Reason.NOT_APPLICABLE)


def unchecked(result: AuditResult) -> tuple[Attempt, ...]:
    """Return the attempts that say nothing, or not everything, about the subject."""
    return tuple(a for a in asked(result) if not (a.conclusive and a.complete))


def coverage_words(result: AuditResult) -> str:
    """Return how much could be checked: "5 of 7 places could be checked"."""
    places = asked(result)
    partly = sum(attempt.conclusive for attempt in unchecked(result))
    part = f", {number(partly)} of them only in part" if partly else ""
    return f"{_conclusive(places)} of {len(places)} places could be checked{part}"


def _conclusive(attempts: tuple[Attempt, ...]) -> int:
    return sum(attempt.conclusive for attempt in attempts)


def _door_headline(
    result: AuditResult, live: tuple[Finding, ...], routes: Mapping[RouteId, Route]
) -> str:
    doors = list(dict.fromkeys(route.door for route in result.doors.routes))
    steps = result.doors.shortest or 1
    how = "" if steps == 1 else f" in {number(steps)} steps"
    what = sentence(joined(_label(result, door) for door in doors))
    showing = sum(not set(doors).isdisjoint(finding.facts) for finding in live)
    it = "it" if len(doors) == 1 else "them"
    places = f"{sentence(counted(showing, 'place'))} {'shows' if showing == 1 else 'show'} {it}."
    minutes = _first_minutes(result, routes)
    closing = f"; closing the first takes about {counted(minutes, 'minute')}" if minutes else ""
    return (
        f"{what} can be found from your name{how}. {places}"
        f" Most people in public life have some{closing}."
    )


def _first_minutes(result: AuditResult, routes: Mapping[RouteId, Route]) -> int:
    for finding in result.findings:
        if finding.id in result.doors.cut[:1]:
            route = routes.get(finding.route)
            return route.minutes if route else 0
    return 0


def _shown(result: AuditResult, live: tuple[Finding, ...]) -> str:
    facts = list(dict.fromkeys(seen.fact for finding in live for seen in finding.seen))
    what = joined(_label(result, fact) for fact in facts[:3]) or UNDECLARED
    if len(facts) > 3:
        what = f"{number(len(facts))} of the things that you declared"
    places = len([finding for finding in live if finding.seen]) or len(live)
    return f"{sentence(counted(places, 'place'))} {'shows' if places == 1 else 'show'} {what}."


def _no_route(result: AuditResult) -> str:
    places = asked(result)
    done = _conclusive(places)
    if not places:
        return "There was no place to check, so this run says nothing about you."
    if not done:
        return f"We could check 0 of {len(places)} places, so this run says nothing about you."
    return f"No route found in the {done} of {len(places)} places that we could check."


def _label(result: AuditResult, fact: FactId) -> str:
    return result.labels.get(fact, fact)


def offline_words(result: AuditResult) -> str:
    """Return what a run that sent nothing looked at, and how old that is; empty for another."""
    if not result.run.offline:
        return ""
    kept = [attempt.as_of for attempt in result.attempts if attempt.as_of]
    if not kept:
        return "This run sent nothing, and nothing was kept that it could look at."
    oldest = day(min(kept).astimezone(UTC))
    return (
        "This run sent nothing. It looked at answers that earlier runs kept, the oldest of "
        f"{oldest}. What has appeared since is not in here."
    )
