"""report.html: one file that stands alone, runs nothing and asks nobody for anything.

The templates escape every value (jinja2 autoescape) and stop at a missing one (StrictUndefined);
a Content-Security-Policy in the file forbids scripts and every request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from exposure_audit import __built__, __version__
from exposure_audit.model import Reason, RouteId
from exposure_audit.reports.guides import STALE, Guide, age_notice, day, guide
from exposure_audit.reports.headline import asked, coverage_words, headline, unchecked
from exposure_audit.reports.interface import Catalogue
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
    """One entry of "Cut this first"."""

    number: int
    publisher: str
    guide: Guide


def render(result: AuditResult, catalogue: Catalogue, *, built: date = BUILT) -> str:
    """Return the whole page; `built` is when this version was made."""
    stale = result.run.finished.date() - built > STALE
    first, _, rest = headline(result, catalogue.routes).partition(". ")
    guides = {
        finding.route: guide(finding.route, catalogue, stale=stale) for finding in result.findings
    }
    return _template("report.html.j2").render(
        headline=f"{first.rstrip('.')}.",
        lead=rest,
        notice=age_notice(built, result.run.finished.date()),
        severities=_severities(result),
        hostile=any(guides[finding.route].never for finding in result.findings),
        cut=_removals(result, guides),
        ways=ways(result),
        findings=zip(finding_views(result), _inlined(result.findings, guides), strict=True),
        total=len(result.findings),
        coverage=coverage_words(result),
        unchecked=[attempt_view(attempt, catalogue) for attempt in unchecked(result)],
        attempts=_attempts(result, catalogue),
        possible=result.possible,
        told=told(result, catalogue),
        only_seen=only_seen(result),
        level=rung_words(result.run.disclose),
        limits=_limits(result, catalogue),
        interrupted=result.run.interrupted,
        started=_moment(result.run.started),
        finished=_moment(result.run.finished),
        finished_on=day(result.run.finished.astimezone(UTC)),
        version=__version__,
        built=day(built),
        run=result.run.id,
    )


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


def _inlined(findings: tuple[Finding, ...], guides: Mapping[RouteId, Guide]) -> tuple[Markup, ...]:
    """Return each finding's guide: open where the report shows it first, folded after that.

    A guide is drawn twice at most, however many findings need it.
    """
    template = _template("_guide.html.j2")
    folded = {
        route: Markup(template.render(guide=each, open=False))  # noqa: S704 (autoescaped above)
        for route, each in guides.items()
    }
    seen: set[RouteId] = set()
    inlined = []
    for finding in findings:
        if finding.route in seen:
            inlined.append(folded[finding.route])
        else:
            seen.add(finding.route)
            first = template.render(guide=guides[finding.route], open=True)
            inlined.append(Markup(first))  # noqa: S704 (autoescaped above)
    return tuple(inlined)


def _severities(result: AuditResult) -> list[tuple[str, str, int]]:
    """Return the severities that occur, worst first: slug, meaning, count."""
    counts = Counter(finding.severity for finding in result.findings)
    return [
        (severity.value, severity_words(severity)[1], counts[severity])
        for severity in sorted(Severity, key=lambda each: -each.rank)
        if counts[severity]
    ]


def _removals(result: AuditResult, guides: Mapping[RouteId, Guide]) -> list[Removal]:
    numbered = {finding.id: (n, finding) for n, finding in enumerate(result.findings, 1)}
    chosen = [numbered[one] for one in result.doors.cut if one in numbered]
    return [Removal(n, finding.publisher, guides[finding.route]) for n, finding in chosen]


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
