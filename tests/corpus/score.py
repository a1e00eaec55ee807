"""Scores the corpus: `python -m tests.corpus.score`; figures per kind, then each miss with its why.

An expected fact that is seen is a true positive, one that is not a miss; a fact that is seen and
not expected is a false alarm. A fact counts under its own kind, except that addresses in cases
about locations count as locations. Values in the corpus are fictional, so printing them is fine.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exposure_audit.model import FactId
from tests.corpus.cases import HERE, KINDS, LINKING, Case, Corpus, load_corpus
from tests.corpus.judge import document_of, judged


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fact in one case: expected, seen, or both."""

    case: Case
    fact: FactId
    kind: str
    expected: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over outcomes."""

    hits: int
    misses: int
    alarms: int

    @property
    def precision(self) -> float:
        """The share of what was seen that is right; 1 where nothing was seen."""
        told = self.hits + self.alarms
        return self.hits / told if told else 1.0

    @property
    def recall(self) -> float:
        """The share of what stands there that was seen."""
        there = self.hits + self.misses
        return self.hits / there if there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def outcomes(corpus: Corpus) -> list[Outcome]:
    """Judge every case."""
    return [found for case in corpus.cases for found in _of_case(case, corpus)]


def _of_case(case: Case, corpus: Corpus) -> Iterator[Outcome]:
    seen = judged(case, corpus.subjects)
    for fact in sorted(case.expect | seen - case.also):
        expected = fact in case.expect
        if expected or _counts(fact, case, corpus):
            yield Outcome(case, fact, _kind(fact, case, corpus), expected, fact in seen)


def _counts(fact: FactId, case: Case, corpus: Corpus) -> bool:
    """Whether a fact that was not expected is a false alarm."""
    declared = corpus.subjects[case.profile].fact(fact)
    return declared.protected or declared.kind in LINKING.get(case.kind, ())


def _kind(fact: FactId, case: Case, corpus: Corpus) -> str:
    kind = corpus.fact_kind(case, fact)
    if case.kind == "location" and kind == "address":
        return "location"
    return "company" if kind == "charity" else kind.value


def figures(found: Iterable[Outcome]) -> Figures:
    """Count outcomes."""
    count = Counter((outcome.expected, outcome.seen) for outcome in found)
    return Figures(count[True, True], count[True, False], count[False, True])


def by_kind(found: Iterable[Outcome]) -> dict[str, Figures]:
    """Count outcomes per kind, in the corpus's order, where there are any."""
    rows = list(found)
    split = {kind: [row for row in rows if row.kind == kind] for kind in KINDS}
    return {kind: figures(rows) for kind, rows in split.items() if rows}


def shortfalls(found: list[Outcome], floor: float, kind_floor: float) -> list[str]:
    """Say which figures lie below their floors."""
    rows = [("all", figures(found), floor)]
    rows += [(kind, count, kind_floor) for kind, count in by_kind(found).items()]
    return [
        f"{kind}: precision {count.precision:.3f}, recall {count.recall:.3f}, floor {least}"
        for kind, count, least in rows
        if min(count.precision, count.recall) < least
    ]


def table(corpus: Corpus, found: list[Outcome]) -> str:
    """Return the score per kind as text."""
    lines = [f"{'kind':14} cases  pos near   prec    rec     F1   hit miss alarm"]
    rows = {**by_kind(found), "all": figures(found)}
    for kind, count in rows.items():
        cases = [case for case in corpus.cases if kind in {case.kind, "all"}]
        near = sum(corpus.near_miss(case) for case in cases)
        lines.append(
            f"{kind:14} {len(cases):5} {len(cases) - near:4} {near:4}  {count.precision:.3f}"
            f"  {count.recall:.3f}  {count.f1:.3f}  {count.hits:4} {count.misses:4}"
            f" {count.alarms:5}"
        )
    return "\n".join(lines)


def wrong(found: Iterable[Outcome]) -> str:
    """Return the list of misses and false alarms, each with the reason for its label."""
    return "\n".join(
        f"{'MISSED' if row.expected else 'ALARM '} {row.case.id} [{row.fact}] {row.case.why}"
        for row in found
        if row.expected != row.seen
    )


def shown(corpus: Corpus, case_id: str) -> str:
    """Return one case as the matcher sees it."""
    case = next(case for case in corpus.cases if case.id == case_id)
    parts = "\n".join(f"  {part.kind}: {part.text!r}" for part in document_of(case).parts)
    facts = ", ".join(sorted(judged(case, corpus.subjects))) or "nothing"
    expected = ", ".join(sorted(case.expect)) or "nothing"
    return f"{case.id}: {case.why}\n{parts}\n  expected: {expected}\n  seen: {facts}"


def main() -> int:
    """Print the score; 1 where a figure lies below its floor."""
    parser = argparse.ArgumentParser(prog="score", description="Score the labelled corpus.")
    parser.add_argument("--corpus", type=Path, default=HERE, help="folder of profiles/ and cases/")
    parser.add_argument("--floor", type=float, default=0.99, help="of the whole, default 0.99")
    parser.add_argument("--kind-floor", type=float, default=0.95, help="per kind, default 0.95")
    parser.add_argument("--quiet", action="store_true", help="leave the list of misses out")
    parser.add_argument("--show", metavar="ID", help="print one case as the matcher sees it")
    options = parser.parse_args()
    corpus = load_corpus(options.corpus)
    if options.show:
        sys.stdout.write(shown(corpus, options.show) + "\n")
        return 0
    found = outcomes(corpus)
    short = shortfalls(found, options.floor, options.kind_floor)
    report = [table(corpus, found), "" if options.quiet else wrong(found), *short]
    sys.stdout.write("\n".join(filter(None, report)) + "\n")
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
