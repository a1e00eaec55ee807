"""URLs and paths as an output may show them: protected values and the name as labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote_to_bytes

from exposure_audit.facts.carried import ROUNDS, joined
from exposure_audit.matching.excerpt import MASK, apart
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import FactId, Kind

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_SEPARATORS = re.compile(r"[\W_]+")
_SITE = re.compile(r"[a-z][a-z0-9+.\-]*://[^/?#]*", re.IGNORECASE)
_SAID = frozenset({Kind.DOMAIN, Kind.WEBSITE, Kind.EMAIL})
"""What may be shown where it is public, a name inside it included."""


def safe_locator(locator: str, matcher: OwnMatcher, labels: Mapping[FactId, str]) -> str:
    """Return a URL or path in which protected declared values, and the name, are labels.

    They are found through percent-encoding, also repeated; the rest stays as it is, the declared
    domains too. Where a value is spread so that it cannot be cut out, path and query are a mask.
    """
    return _without_path(locator, matcher, labels) or _labelled(locator, matcher, labels)


def _labelled(locator: str, matcher: OwnMatcher, labels: Mapping[FactId, str]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, label in _hidden(locator, matcher, labels):
        pieces += [locator[done:start], f"\u2039{label}\u203a"]
        done = end
    return "".join((*pieces, locator[done:]))


def _hidden(
    locator: str, matcher: OwnMatcher, labels: Mapping[FactId, str]
) -> list[tuple[int, int, str]]:
    """Return what must not be seen: offsets in the locator, and the label in its stead."""
    return apart(
        (start, end, labels.get(fact, "your " + kind.value))
        for start, end, fact, kind in _found(locator, matcher)
        if _must_hide(fact, matcher)
    )


def _must_hide(fact: FactId, matcher: OwnMatcher) -> bool:
    return fact in matcher.protected or fact in matcher.names


def _without_path(locator: str, matcher: OwnMatcher, labels: Mapping[FactId, str]) -> str:
    """Return the mere host where what is left between the labels still tells a value, or ""."""
    left = _left_over(locator, matcher)
    values = [value for _, value in parse_qsl(left.partition("?")[2])]
    texts = [*(_SEPARATORS.sub(" ", text).strip() for text, _ in _spelled(left)), *joined(values)]
    # All of them at once first: what is in none of them is not in the whole.
    if not (_tells("\n".join(texts), matcher) and any(_tells(text, matcher) for text in texts)):
        return ""
    site = _SITE.match(locator)
    return f"{_labelled(site[0], matcher, labels)}/{MASK}" if site else MASK


def _tells(text: str, matcher: OwnMatcher) -> bool:
    return any(_must_hide(fact, matcher) for fact in matcher.facts_in(text))


def _left_over(locator: str, matcher: OwnMatcher) -> str:
    """Return a locator without what is masked anyway and what may be shown."""
    said = (
        (start, end, "")
        for start, end, fact, kind in _found(locator, matcher)
        if _must_hide(fact, matcher) or kind in _SAID
    )
    left: list[str] = []
    done = 0
    for start, end, _ in apart(said):
        left.append(locator[done:start])
        done = end
    return "\u2039\u203a".join((*left, locator[done:]))


def _found(locator: str, matcher: OwnMatcher) -> Iterator[tuple[int, int, FactId, Kind]]:
    """Yield each value in a locator, however often it is encoded."""
    for text, starts in _spelled(locator):
        for span in matcher.spans(text):
            yield starts[span.start], starts[span.end], span.fact, span.kind


def _spelled(locator: str) -> Iterator[tuple[str, list[int]]]:
    """Yield a locator with percent-encoding undone again and again.

    With each text comes, for each of its characters, where that began in the locator.
    """
    text, starts = locator, list(range(len(locator) + 1))
    for _ in range(ROUNDS + 1):
        yield text, starts
        if _ESCAPE.search(text) is None:
            return
        text, inner = _decoded(text)
        starts = [starts[place] for place in inner]


def _decoded(locator: str) -> tuple[str, list[int]]:
    """Return the locator without percent-encoding, and for each character where it began."""
    text: list[str] = []
    starts: list[int] = []
    place = 0
    while place < len(locator):
        run = place
        while _ESCAPE.match(locator, run):
            run += 3
        if run == place:
            text.append(locator[place])
            starts.append(place)
            place += 1
            continue
        place = _decode_run(locator, place, run, text, starts)
    return "".join(text), [*starts, len(locator)]


def _decode_run(locator: str, place: int, end: int, text: list[str], starts: list[int]) -> int:
    for char in unquote_to_bytes(locator[place:end]).decode("utf-8", "surrogateescape"):
        text.append(char)
        starts.append(place)
        place += 3 * len(char.encode("utf-8", "surrogateescape"))
    return end
