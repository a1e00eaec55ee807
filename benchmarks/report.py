"""The report of 10,000 findings: HTML beside JSON, with the process's peak memory."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from exposure_audit.cli.products import catalogue
from exposure_audit.model import (
    CheckId,
    Confidence,
    FactId,
    FindingId,
    PartKind,
    RouteId,
    Rung,
)
from exposure_audit.reports import html, json_v1
from exposure_audit.result import AuditResult, Finding, RunInfo, Seen, Severity

FINDINGS = 10_000
REPEATS = 3
NOW = datetime(2026, 11, 23, tzinfo=UTC)
HOME = FactId("address:home")


def finding(number: int) -> Finding:
    """Return one of many findings, each at a place of its own."""
    seen = Seen(check=CheckId("website"), fact=HOME, part=PartKind.BODY, confidence=Confidence.HIGH)
    return Finding(
        id=FindingId(f"f-{number:016x}"),
        severity=list(Severity)[number % len(Severity)],
        confidence=Confidence.HIGH,
        facts=(HOME,),
        links=frozenset({FactId("name")}),
        publisher=f"host-{number}.example",
        locator=f"https://host-{number}.example/page",
        title="[your name]",
        excerpt="Home address [your home address]",
        seen=(seen,),
        route=RouteId("third-party-page"),
        first_seen=NOW,
    )


def median_seconds(render: Callable[[], str]) -> tuple[float, int]:
    """Return the median time of a rendering, and its length in bytes."""
    taken = []
    made = ""
    for _ in range(REPEATS):
        began = time.perf_counter()
        made = render()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), len(made.encode())


def main() -> None:
    """Render one large result both ways."""
    result = AuditResult(
        run=RunInfo(id="r-1", started=NOW, finished=NOW, disclose=Rung.NAMES),
        subject="s-1",
        labels={HOME: "your home address", FactId("name"): "your name"},
        attempts=(),
        findings=tuple(map(finding, range(FINDINGS))),
    )
    guides = catalogue()
    peer, size = median_seconds(lambda: json_v1.render(result))
    print(f"JSON  {peer:6.3f} s   {size / 1e6:5.1f} MB   1.00 x")
    taken, size = median_seconds(lambda: html.render(result, guides))
    print(f"HTML  {taken:6.3f} s   {size / 1e6:5.1f} MB   {taken / peer:4.2f} x")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
