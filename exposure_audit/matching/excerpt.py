"""What an output may show of a page: declared values as labels, a few fixed words, masks.

The order of a page's words is kept, their number and length is not: a run of words that may not be
shown is one mask, so that pages which differ only in such words have the same excerpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import unquote_to_bytes

from exposure_audit.facts.normalise import fold
from exposure_audit.matching.matcher import Matcher
from exposure_audit.matching.spans import Span
from exposure_audit.model import Document, FactId, Kind, Sighting

MASK = "\u2592\u2592\u2592"
CAP = 300
"""Characters of an excerpt; what is beyond is left out, whole items at a time."""
_AROUND = 4
"""Items shown on each side of a label."""

ALLOWED = (
    "Registered office", "Service address", "Correspondence address", "Home address",
    "Contact address", "Promoted by", "Printed by", "Published by", "on behalf of",
    "Date of birth", "Election agent", "Returning officer", "Nominated", "Candidate",
    "Telephone", "Tel", "Mobile", "Phone", "Email", "E-mail", "Contact", "Address", "Postcode",
    "Home", "Office", "Agent", "Chair", "Secretary", "Treasurer", "Clerk", "Councillor",
    "Director", "Trustee", "Owner", "Registrant", "Born", "Birthday", "Photo", "Username",
)  # fmt: skip
"""The words that stay visible, as they are shown; matched regardless of capitals."""
_SHOWN = {fold(words): words for words in ALLOWED}
_CHOICES = "|".join(map(re.escape, sorted(_SHOWN, key=len, reverse=True)))
_ALLOWED = re.compile(rf"(?<![\w'\-])(?:{_CHOICES})(?![\w'\-])")
_WORD = re.compile(r"\w")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_Piece = tuple[int, int, str]


def excerpt(document: Document, sightings: Sequence[Sighting], labels: Mapping[FactId, str]) -> str:
    """Return about one line for each part that holds one of the labelled sightings.

    Pass the sightings that may be named; a fact without a label is masked as any other word.
    """
    lines: dict[str, None] = {}
    shown = [sighting for sighting in sightings if sighting.fact in labels]
    for number, group in groupby(sorted(shown, key=lambda one: one.part), lambda one: one.part):
        found = list(group)
        if all(one.kind is Kind.NAME for one in found):
            continue
        spans = [(one.start, one.end, f"[{labels[one.fact]}]") for one in found]
        items = list(_items(document.parts[number].text, spans))
        lines[" ".join(_around_labels(items))] = None
    return _capped("\n".join(lines))


def safe_title(title: str, matcher: Matcher, labels: Mapping[FactId, str]) -> str:
    """Return a page's title by the rule of excerpts, or an empty text for an empty title."""
    spans = [
        (span.start, span.end, f"[{labels[span.fact]}]")
        for span in matcher.spans(title)
        if span.fact in labels
    ]
    return _capped(" ".join(_items(title, spans)))


def safe_locator(locator: str, matcher: Matcher, labels: Mapping[FactId, str]) -> str:
    """Return a URL or path in which protected declared values, and the name, are labels.

    They are found through percent-encoding; the rest stays as it is, the declared domains too.
    """
    text, starts = _decoded(locator)
    spans = [span for span in matcher.spans(text) if _must_hide(span, matcher)]
    pieces: list[str] = []
    done = 0
    for start, end, label in _apart(
        (span.start, span.end, labels.get(span.fact, "your " + span.kind.value)) for span in spans
    ):
        pieces += [locator[done : starts[start]], f"\u2039{label}\u203a"]
        done = starts[end]
    return "".join((*pieces, locator[done:]))


def _must_hide(span: Span, matcher: Matcher) -> bool:
    return span.fact in matcher.protected or span.kind is Kind.NAME


def _items(text: str, spans: Iterable[_Piece]) -> Iterator[str]:
    """Yield labels, allowed words and masks in the order of the text; no two masks in a row."""
    labelled = _apart(spans)
    words = [
        (found.start(), found.end(), _SHOWN[found[0]]) for found in _ALLOWED.finditer(fold(text))
    ]
    done, last = 0, ""
    for start, end, item in _apart([*labelled, *words], first=labelled):
        if _WORD.search(text, done, start) and last != MASK:
            yield MASK
            last = MASK
        if item != last:
            yield item
        last, done = item, end
    if _WORD.search(text, done) and last != MASK:
        yield MASK


def _apart(pieces: Iterable[_Piece], first: Sequence[_Piece] = ()) -> list[_Piece]:
    """Return pieces that do not overlap, in order; longer ones win, `first` before all others."""
    ahead = frozenset(first)
    ranked = sorted(
        pieces, key=lambda piece: (piece not in ahead, piece[0] - piece[1], piece[0], piece[2])
    )
    kept: list[_Piece] = []
    taken: set[int] = set()
    for piece in ranked:
        covered = range(piece[0], piece[1])
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(piece)
    return sorted(kept)


def _around_labels(items: Sequence[str]) -> list[str]:
    """Return the items near a label; what is left out between two of them is a mask."""
    at = [place for place, item in enumerate(items) if item.startswith("[")]
    near = {
        place
        for label in at
        for place in range(max(0, label - _AROUND), min(len(items), label + _AROUND + 1))
    }
    shown: list[str] = []
    for place, item in enumerate(items):
        kept = item if place in near else MASK
        if not shown or kept != shown[-1]:
            shown.append(kept)
    return shown


def _capped(text: str) -> str:
    if len(text) <= CAP:
        return text
    cut = text[:CAP].rsplit(" ", 1)[0]
    # A label that was cut open is left out whole.
    if cut.rfind("[") > cut.rfind("]"):
        cut = cut[: cut.rfind("[")]
    return f"{cut.rstrip()} \u2026"


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
