"""Declared values in place of their labels, for a reader who asked for them (`--show-values`).

A result is made, kept and sealed with labels only; values enter on the way to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from exposure_audit.model import Subject
from exposure_audit.result import Attempt, AuditResult, Finding
from exposure_audit.words import labels_of


def with_values(result: AuditResult, subject: Subject) -> AuditResult:
    """Return the result with each label followed by the declared value that it stands for."""
    plain, telling = labels_of(subject), labels_of(subject, show_values=True)
    say = _speller({label: telling[fact] for fact, label in plain.items()})
    return replace(
        result,
        labels=telling,
        findings=tuple(_finding(finding, say) for finding in result.findings),
        possible=tuple(replace(one, publisher=say(one.publisher)) for one in result.possible),
        attempts=tuple(_attempt(attempt, say) for attempt in result.attempts),
        disclosures=tuple(replace(each, host=say(each.host)) for each in result.disclosures),
        hosts=tuple(map(say, result.hosts)),
    )


def _speller(words: dict[str, str]) -> Callable[[str], str]:
    """Return what replaces the labels in an excerpt's `[...]` and a locator's angle quotes."""
    choices = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    labelled = re.compile(rf"(?<=[\[\u2039])(?:{choices})(?=[\]\u203a])")
    return lambda text: labelled.sub(lambda found: words[found[0]], text)


def _finding(finding: Finding, say: Callable[[str], str]) -> Finding:
    return replace(
        finding,
        publisher=say(finding.publisher),
        locator=say(finding.locator),
        title=say(finding.title),
        excerpt=say(finding.excerpt),
    )


def _attempt(attempt: Attempt, say: Callable[[str], str]) -> Attempt:
    return replace(attempt, gaps=tuple(replace(gap, host=say(gap.host)) for gap in attempt.gaps))
