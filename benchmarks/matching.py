"""Finding facts in pages: speed, slope and memory beside named peers, in one run.

Targets A1 to A4 of PERFORMANCE.md, with the peer's figure beside each. `--full` takes more pages,
and asks presidio, where `make bench-full` has installed it.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pages import pages
from selectolax.lexbor import LexborHTMLParser
from slate import shown, slate

from exposure_audit.extract import html
from exposure_audit.extract.text import decode
from exposure_audit.limits import Limits
from exposure_audit.matching.matcher import Matcher
from exposure_audit.model import Document, Part, PartKind

FULL = "--full" in sys.argv
PAGES, REPEATS, SUBJECTS, SEED = (400 if FULL else 120), (5 if FULL else 3), 10_000, 20270506
SHOWN = 0.02
"""The share of pages that show somebody's facts, in what passes for a real crawl."""
PRESIDIO = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"
LIMITS = Limits()
NOW = datetime(2026, 11, 23, tzinfo=UTC)
Work = Callable[[], object]


@cache
def matcher(count: int) -> Matcher:
    """Return the matcher of a slate."""
    return Matcher(slate(count, SEED))


def document(parts: Sequence[Part]) -> Document:
    """Return a page as a document."""
    return Document(
        locator="https://a.example/", publisher="a.example", parts=tuple(parts), retrieved=NOW,
        sha256="",
    )  # fmt: skip


def medians(works: dict[str, Work]) -> dict[str, float]:
    """Return the median seconds of several works, done in turn."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPEATS):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


def bare(bodies: Sequence[bytes]) -> int:
    """Read the pages' text as the parser gives it."""
    roots = (LexborHTMLParser(body).root for body in bodies)
    return sum(len(root.text(separator="\x1f")) for root in roots if root is not None)


def extracted(body: bytes) -> Document:
    """Return all parts of a page."""
    return document(html.read(decode(body, html.declared_charset(body)), LIMITS).parts)


def found(bodies: Sequence[bytes]) -> int:
    """Read pages and find the facts of the whole slate."""
    return sum(len(matcher(SUBJECTS).sightings(extracted(body))) for body in bodies)


def matched(count: int, documents: Sequence[Document]) -> int:
    """Find facts in pages that have been read."""
    return sum(len(matcher(count).sightings(one)) for one in documents)


def planted(share: float) -> Callable[[random.Random], list[str]]:
    """Return what plants the facts of one of the slate in a share of the pages."""
    people = slate(SUBJECTS, SEED)

    def plant(rng: random.Random) -> list[str]:
        return shown(rng.choice(people), rng) if rng.random() < share else []

    return plant


def line(name: str, value: float, target: str, peer: str) -> None:
    """Print one figure."""
    print(f"  {name:64} {value:7.2f}   target {target:8} {peer}")


def reading() -> None:
    """A1: extraction and matching beside the parser's extraction alone."""
    for what, share in (("pages of a crawl, 2 % show facts", SHOWN), ("every page shows facts", 1)):
        bodies = [page.encode() for page in pages(PAGES, SEED, planted(share))]
        found(bodies)
        times = medians(
            {"bare": lambda bodies=bodies: bare(bodies), "all": lambda bodies=bodies: found(bodies)}
        )
        ms = 1e3 / PAGES
        peer = f"ours {times['all'] * ms:.2f} ms a page, lexbor {times['bare'] * ms:.2f} ms"
        line(
            f"A1 read and match, 10,000 subjects / lexbor alone; {what}",
            times["bare"] / times["all"],
            ">= 0.10",
            peer,
        )


def slope() -> None:
    """A2: pages without a hit, with ten thousand subjects and with one."""
    bodies = [page.encode() for page in pages(PAGES, SEED)]
    documents = [extracted(body) for body in bodies]
    quiet = [one for one in documents if not matcher(SUBJECTS).sightings(one)]
    times = medians({"many": lambda: matched(SUBJECTS, quiet), "one": lambda: matched(1, quiet),
                     "reading": lambda: [extracted(body) for body in bodies]})  # fmt: skip
    ms = 1e3 / len(quiet)
    speed = sum(len(part.text) for one in quiet for part in one.parts) / times["many"] / 1e6
    peer = (
        f"{times['many'] * ms:.3f} and {times['one'] * ms:.3f} ms a page, {speed:.0f} MB/s of text"
    )
    line(
        "A2 match alone, 10,000 subjects / 1, pages without a hit",
        times["many"] / times["one"],
        "<= 1.10",
        peer,
    )
    both = (times["reading"] + times["many"]) / (times["reading"] + times["one"])
    line("   the same, reading the page included", both, "<= 1.10", "")


def presidio() -> None:
    """A3: presidio's recognisers of phones and e-mails on the same texts."""
    texts = [
        "\n".join(part.text for part in extracted(page.encode()).parts) for page in pages(30, SEED)
    ]
    documents = [document([Part(PartKind.BODY, text)]) for text in texts]
    if not PRESIDIO.exists():
        print("  A3 presidio is not installed here: make bench-full")
        return
    times = medians({"ours": lambda: matched(SUBJECTS, documents)})
    peer = Path(__file__).with_name("peer_presidio.py")
    answer = subprocess.run(
        [PRESIDIO, peer], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    theirs = float(answer.stdout)
    line(
        "A3 presidio PHONE + EMAIL / ours, all kinds, 10,000 subjects",
        theirs / times["ours"],
        ">= 20",
        f"presidio {theirs / 30 * 1e3:.1f} ms a text",
    )


def processes() -> None:
    """A4: two processes beside one."""
    bodies = [page.encode() for page in pages(PAGES, SEED, planted(SHOWN))]
    found(bodies[:4])
    halves = [bodies[::2], bodies[1::2]]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(found, [half[:4] for half in halves])
        times = medians({"one": lambda: found(bodies), "two": lambda: pool.map(found, halves)})
    line("A4 two processes / one", times["one"] / times["two"], ">= 1.7", "")


def memory() -> None:
    """Peak memory of a process that holds the matcher of ten thousand subjects."""
    code = "import matching as m; m.matcher(m.SUBJECTS); print(m.peak())"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    line("   peak memory of a process with 10,000 subjects, MB", float(answer.stdout), "< 300", "")


def peak() -> float:
    """Return this process's peak memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """Print all figures."""
    began = time.perf_counter()
    matcher(SUBJECTS)
    compiled = time.perf_counter() - began
    print(f"finding facts: {PAGES} pages, {SUBJECTS} subjects compiled in {compiled:.1f} s")
    for measure in (reading, slope, presidio, processes, memory):
        measure()


if __name__ == "__main__":
    main()
