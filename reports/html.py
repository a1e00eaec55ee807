"""report.html: one file that stands alone, runs nothing and asks nobody for anything.

The templates escape every value (jinja2 autoescape) and stop at a missing one (StrictUndefined);
a Content-Security-Policy in the file forbids scripts and every request.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from exposure_audit import __built__, __version__
from exposure_audit.model import Reason, RouteId
from exposure_audit.reports import by_hand
from exposure_audit.reports.clean import clean
from exposure_audit.reports.guides import STALE, Guide, age_notice, day, guide
from exposure_audit.reports.headline import (
    asked,
    coverage_words,
    headline,
    new_words,
    offline_words,
    unchecked,
)
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.noticed import noticed
from exposure_audit.reports.view import (
    AttemptView,
    attempt_view,
    finding_views,
    only_seen,
    told,
    ways,
)
from exposure_audit.reports.words import counted, rung_words, sentence, severity_words
from exposure_audit.result import AuditResult, Finding, Severity

BUILT = date.fromisoformat(__built__)


@dataclass(frozen=True, slots=True)
class Removal:
    """One entry of "Cut this first": what one publisher removes in one way."""

    publisher: str
    guide: Guide
    numbers: tuple[int, ...]
    """The numbers of the findings that it removes."""


def render(result: AuditResult, catalogue: Catalogue, *, built: date = BUILT) -> str:
    """Return the whole page; `built` is when this version was made."""
    stale = result.run.finished.date() - built > STALE
    routes = dict.fromkeys(finding.route for finding in result.findings)
    guides = {route: guide(route, catalogue, stale=stale) for route in routes}
    return _template("report.html.j2").render(
        notice=age_notice(built, result.run.finished.date()),
        built=day(built),
        **_first_screen(result, catalogue),
        **_found(result, guides),
        **_looked(result, catalogue),
        **_by_hand(result, catalogue, guides, stale=stale),
        **_run(result),
    )


def _first_screen(result: AuditResult, catalogue: Catalogue) -> Mapping[str, object]:
    first, _, rest = headline(result, catalogue.routes).partition(". ")
    return {
        "headline": f"{first.rstrip('.')}.",
        "lead": rest,
        "severities": _severities(result),
        "new": new_words(result),
        "coverage": coverage_words(result),
        "unchecked": [attempt_view(attempt, catalogue) for attempt in unchecked(result)],
    }


def _found(result: AuditResult, guides: Mapping[RouteId, Guide]) -> Mapping[str, object]:
    inlined = _inlined(result.findings, guides)
    return {
        "hostile": any(each.never for each in guides.values()),
        "cut": _removals(result, guides),
        "cut_places": len(result.doors.cut),
        "ways": ways(result),
        "findings": zip(finding_views(result), inlined, strict=True),
        "total": len(result.findings),
    }


def _looked(result: AuditResult, catalogue: Catalogue) -> Mapping[str, object]:
    return {
        "attempts": _attempts(result, catalogue),
        "possible": [(clean(one.publisher), one.count) for one in result.possible],
        "told": told(result, catalogue),
        "only_seen": only_seen(result),
        "limits": _limits(result, catalogue),
    }


def _by_hand(
    result: AuditResult, catalogue: Catalogue, drawn: Mapping[RouteId, Guide], *, stale: bool
) -> Mapping[str, object]:
    views = by_hand.hand_views(result, catalogue, stale=stale)
    wanted = dict.fromkeys(route for view in views for route in view.routes)
    more = {route: guide(route, catalogue, stale=stale) for route in wanted if route not in drawn}
    first = by_hand.searches_first(result, catalogue, views)
    return {
        "searches": first,
        "hands": by_hand.groups([view for view in views if view not in first]),
        "hands_left": sum(not view.done for view in views),
        "refuge": by_hand.has_refuge(result),
        "out": {route: _way_out(route, result, {**drawn, **more}) for route in wanted},
        "ways_out": [_drawn("_guide.html.j2", more[route], route) for route in more],
        "noticed": tuple(noticed(result, stale=stale)),
        "advice": by_hand.advised(result, stale=stale),
        "attributions": by_hand.attributions(result, catalogue),
    }


def _run(result: AuditResult) -> Mapping[str, object]:
    return {
        "run": result.run.id,
        "version": __version__,
        "level": rung_words(result.run.disclose),
        "interrupted": result.run.interrupted,
        "offline": offline_words(result),
        "started": _moment(result.run.started),
        "finished": _moment(result.run.finished),
        "finished_on": day(result.run.finished.astimezone(UTC)),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("exposure_audit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["sentence"] = sentence
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(name)


def _inlined(findings: tuple[Finding, ...], guides: Mapping[RouteId, Guide]) -> Iterator[Markup]:
    """Yield each finding's guide: whole at the first place that needs it, then a link to there.

    A guide is drawn twice at most, however many findings need it.
    """
    first: dict[RouteId, int] = {}
    for number, finding in enumerate(findings, 1):
        first.setdefault(finding.route, number)
    again = {
        route: _drawn("_guide_again.html.j2", guides[route], at) for route, at in first.items()
    }
    for number, finding in enumerate(findings, 1):
        route = finding.route
        whole = first[route] == number
        yield _drawn("_guide.html.j2", guides[route], number) if whole else again[route]


def _way_out(
    route: RouteId, result: AuditResult, guides: Mapping[RouteId, Guide]
) -> tuple[str, str]:
    """Return where on the page a guide's steps stand, and its title."""
    numbers = (n for n, finding in enumerate(result.findings, 1) if finding.route == route)
    return f"#g{next(numbers, '') or route}", guides[route].title


def _drawn(name: str, guide: Guide, place: int | RouteId) -> Markup:
    """Draw a guide whose steps stand at the finding with this number, or by themselves."""
    return Markup(_template(name).render(guide=guide, place=place))  # noqa: S704 (autoescaped above)


def _severities(result: AuditResult) -> list[tuple[str, str, int]]:
    """Return the severities that occur, worst first: slug, meaning, count."""
    counts = Counter(finding.severity for finding in result.findings)
    return [
        (severity.value, severity_words(severity)[1], counts[severity])
        for severity in sorted(Severity, key=lambda each: -each.rank)
        if counts[severity]
    ]


def _removals(result: AuditResult, guides: Mapping[RouteId, Guide]) -> list[Removal]:
    cut = {finding: place for place, finding in enumerate(result.doors.cut)}
    numbered = [(n, one) for n, one in enumerate(result.findings, 1) if one.id in cut]
    numbers: dict[tuple[str, RouteId], list[int]] = defaultdict(list)
    for number, finding in sorted(numbered, key=lambda pair: cut[pair[1].id]):
        numbers[clean(finding.publisher), finding.route].append(number)
    return [
        Removal(publisher, guides[route], tuple(places))
        for (publisher, route), places in numbers.items()
    ]


def _attempts(result: AuditResult, catalogue: Catalogue) -> list[AttemptView]:
    """Return every attempt, those that nothing could be asked of last."""
    last = [attempt for attempt in result.attempts if attempt.reason is Reason.NOT_APPLICABLE]
    return [attempt_view(attempt, catalogue) for attempt in (*asked(result), *last)]


def _limits(result: AuditResult, catalogue: Catalogue) -> list[tuple[str, str]]:
    metas = (catalogue.checks.get(attempt.check) for attempt in result.attempts)
    return [(meta.title, meta.limits_of) for meta in metas if meta and meta.limits_of]


def _moment(time: datetime) -> str:
    utc = time.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M} UTC"
