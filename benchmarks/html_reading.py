"""Reading web pages: everything that they say, beside the parser's bare text, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from pages import pages
from selectolax.lexbor import LexborHTMLParser

from exposure_audit.extract import html
from exposure_audit.extract.text import decode
from exposure_audit.limits import Limits

PAGES = 400
REPEATS = 5
SEED = 20270506
LIMITS = Limits()


def bare(body: bytes) -> object:
    """Return the text of a page as the parser gives it."""
    root = LexborHTMLParser(body).root
    return root.text(separator="\x1f") if root is not None else ""


def whole(body: bytes) -> object:
    """Return all parts of a page."""
    return html.read(decode(body, html.declared_charset(body)), LIMITS)


def seconds(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Return how long all pages take."""
    began = time.perf_counter()
    for body in bodies:
        read(body)
    return time.perf_counter() - began


def main() -> None:
    """Read the same pages both ways in turn, so that a slow moment hits both."""
    bodies = [page.encode() for page in pages(PAGES, SEED)]
    size = sum(map(len, bodies))
    readers = {"lexbor: parse, text": bare, "html.read: all parts": whole}
    taken: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(REPEATS):
        for name, read in readers.items():
            taken[name].append(seconds(read, bodies))
    peer = statistics.median(taken["lexbor: parse, text"])
    print(f"{PAGES} pages of {size / PAGES / 1000:.0f} KB")
    for name, times in taken.items():
        median = statistics.median(times)
        speed, each = size / median / 1e6, median / PAGES * 1e3
        print(f"{name:22} {speed:6.0f} MB/s {each:7.3f} ms a page   {median / peer:5.2f} x")


if __name__ == "__main__":
    main()
