"""The summary for the terminal: what was found, what to do first, what could not be checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from exposure_audit import __built__
from exposure_audit.model import RouteId
from exposure_audit.reports import by_hand
from exposure_audit.reports.clean import clean
from exposure_audit.reports.guides import STALE, Guide, age_notice, guide
from exposure_audit.reports.headline import (
    coverage_words,
    headline,
    new_words,
    offline_words,
    unchecked,
)
from exposure_audit.reports.interface import Catalogue
from exposure_audit.reports.noticed import noticed
from exposure_audit.reports.view import (
    FindingView,
    Told,
    attempt_view,
    finding_views,
    only_seen,
    told,
)
from exposure_audit.reports.words import counted, joined, number
from exposure_audit.result import AuditResult, Severity

SHOWN = 20
"""Findings listed on a terminal; the HTML report has them all."""
BUILT = date.fromisoformat(__built__)

_STYLES = {Severity.CRITICAL.value: "bold red", Severity.HIGH.value: "bold yellow"}


def render(
    result: AuditResult,
    catalogue: Catalogue,
    *,
    width: int = 80,
    color: bool = False,
    built: date = BUILT,
) -> str:
    """Return the summary, wrapped to a width in columns; without colour it has no escape codes."""
    page = _Page(width, color=color)
    page.line(headline(result, catalogue.routes), "bold")
    notice = age_notice(built, result.run.finished.date())
    if notice:
        page.line(notice)
    if offline := offline_words(result):
        page.line(offline)
    if result.run.interrupted:
        page.line("This run was stopped before it was done.")
    stale = result.run.finished.date() - built > STALE
    _found(page, result, catalogue, stale=stale)
    _not_checked(page, result, catalogue)
    _by_hand(page, result, catalogue, stale=stale)
    _told(page, result, catalogue)
    return page.text()


class _Page:
    """Collects lines; text is never read as markup, so nothing from outside can style it."""

    def __init__(self, width: int, *, color: bool) -> None:
        self._file = StringIO()
        self._console = Console(
            file=self._file,
            width=max(width, 40),
            force_terminal=color,
            color_system="standard" if color else None,
            no_color=not color,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def line(self, words: str, style: str = "", *, indent: int = 0) -> None:
        self._console.print(Padding(Text(words, style=style), (0, 0, 0, indent)))

    def heading(self, words: str) -> None:
        self._console.print()
        self.line(words, "bold underline")

    def text(self) -> str:
        lines = self._file.getvalue().split("\n")
        return "\n".join(line.rstrip() for line in lines)


def _found(page: _Page, result: AuditResult, catalogue: Catalogue, *, stale: bool) -> None:
    if not result.findings:
        return
    counts = Counter(finding.severity for finding in result.findings)
    ranked = sorted(counts, key=lambda severity: -severity.rank)
    page.heading("What was found")
    page.line(joined(f"{counts[severity]} {severity.value}" for severity in ranked))
    if new := new_words(result):
        page.line(new)
    first: dict[RouteId, int] = {}
    for view, finding in zip(finding_views(result), result.findings[:SHOWN], strict=False):
        how = guide(finding.route, catalogue, stale=stale)
        _finding(page, view, how, first.setdefault(finding.route, view.number))
    more = len(result.findings) - SHOWN
    if more > 0:
        page.line(f"... and {counted(more, 'more place')}, in the report.")


def _finding(page: _Page, view: FindingView, how: Guide, first: int) -> None:
    """Print a place; what to do about it stands at the first that needs it."""
    page.line(
        f"{view.number}. [{view.severity}] {view.what}: {view.publisher}",
        _STYLES.get(view.severity, ""),
    )
    page.line(f"{view.place.host}{view.place.path}", indent=3)
    if view.doubt:
        page.line(view.doubt, indent=3)
    if how.never:
        page.line(how.approach, "bold", indent=3)
    if first != view.number:
        page.line(f"{how.title}: as at place {first}.", indent=3)
        return
    if how.caution:
        page.line(f"Take care: {how.caution}", indent=3)
    page.line(f"{how.title}: {next(iter(how.steps), '')}", indent=3)


def _not_checked(page: _Page, result: AuditResult, catalogue: Catalogue) -> None:
    page.heading("What could not be checked")
    page.line(f"{coverage_words(result)}.")
    for (status, why), titles in _alike(result, catalogue).items():
        page.line(f"- {joined(titles)}: {status}.")
        for happened, cure in why:
            page.line(f"{happened} {cure}", indent=4)
    for one in result.possible:
        entries = counted(one.count, "record")
        page.line(f"- {clean(one.publisher)} may hold {entries} under your name; look yourself.")


def _alike(
    result: AuditResult, catalogue: Catalogue
) -> Mapping[tuple[str, tuple[tuple[str, str], ...]], list[str]]:
    """Return the titles of the checks that could not look, those that ended alike together."""
    titles = defaultdict(list)
    for attempt in unchecked(result):
        view = attempt_view(attempt, catalogue)
        titles[view.status, view.why].append(view.title)
    return titles


def _by_hand(page: _Page, result: AuditResult, catalogue: Catalogue, *, stale: bool) -> None:
    for advice in by_hand.advised(result, stale=stale):
        if advice.urgent:
            page.heading(advice.title)
            for line in advice.lines:
                page.line(f"- {line.text}")
    for one in noticed(result, stale=stale):
        page.heading(one.what)
        page.line(one.cure)
        for place, detail in one.places:
            page.line(f"- {detail + ': ' if detail else ''}{place.host}{place.path}")
    views = by_hand.hand_views(result, catalogue, stale=stale)
    left = [view for view in views if not view.done]
    if left:
        page.heading("Places for you to look at")
        for view in left[: by_hand.AT_A_TIME]:
            said = f"; {view.said}" if view.said else ""
            page.line(f"- {view.title} ({view.minutes}{said}): {view.link.host}{view.link.path}")
        if len(left) > by_hand.AT_A_TIME:
            page.line(f"... and {number(len(left) - by_hand.AT_A_TIME) + ' more'}, in the report.")
        page.line(f"`exposure-audit checks show {left[0].id}` says how.")


def _told(page: _Page, result: AuditResult, catalogue: Catalogue) -> None:
    page.heading("What this run told, and to whom")
    recipients = told(result, catalogue)
    for facts, same in _by_facts(recipients).items():
        requests = counted(sum(one.requests for one in same), "request")
        page.line(f"- {joined(one.host for one in same)}: {facts} ({requests})")
    if not recipients:
        page.line("No request carried anything that you declared.")
    hosts = only_seen(result)
    if hosts:
        saw = counted(len(hosts), "other host")
        page.line(f"- {saw} saw this computer's internet address: {', '.join(hosts[:SHOWN])}")


def _by_facts(recipients: Iterable[Told]) -> Mapping[str, list[Told]]:
    """Return the recipients, those that learned the same together."""
    alike: dict[str, list[Told]] = defaultdict(list)
    for one in recipients:
        alike[one.facts].append(one)
    return alike
