"""What an output may show of a page: declared values as labels, a few fixed words, masks.

The order of a page's words is kept, their number and length is not: a run of words that may not be
shown is one mask, so that pages which differ only in such words have the same excerpt.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from exposure_audit.facts.normalise import fold
from exposure_audit.facts.overlaps import Taken
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import Document, FactId, Kind, Sighting

MASK = "\u2592\u2592\u2592"
CAP = 300
"""Characters of an excerpt; what is beyond is left out, whole items at a time."""
TITLE = 1_000
"""Characters of a title that are looked at for what may be shown of it."""
_AROUND = 4
"""Items shown on each side of a label."""

ALLOWED = (
    "Registered office", "Service address", "Correspondence address", "Home address",
    "Contact address", "Promoted by", "Printed by", "Published by", "on behalf of",
    "Date of birth", "Election agent", "Returning officer", "Nominated", "Candidate",
    "Telephone", "Tel", "Mobile", "Phone", "Email", "E-mail", "Contact", "Address", "Postcode",
    "Home", "Office", "Agent", "Chair", "Secretary", "Treasurer", "Clerk", "Councillor",
    "Director", "Trustee", "Owner", "Registrant", "Born", "Birthday", "Photo", "Username",
    # What a breach held, in the words of Have I Been Pwned.
    "Data breach", "Paste", "Email addresses", "Passwords", "Password hints", "Phone numbers",
    "Physical addresses", "Dates of birth", "Names", "Usernames", "IP addresses",
    "Geographic locations", "Security questions and answers", "Government issued IDs",
    "Private messages", "Social media profiles", "Job titles", "Employers", "Auth tokens",
    "Bank account numbers", "Partial credit card data", "Device information", "Purchases",
)  # fmt: skip
"""The words that stay visible, as they are shown; matched regardless of capitals."""
_SHOWN = {fold(words): words for words in ALLOWED}
_CHOICES = "|".join(map(re.escape, sorted(_SHOWN, key=len, reverse=True)))
_ALLOWED = re.compile(rf"(?<![\w'\-])(?:{_CHOICES})(?![\w'\-])")
_WORD = re.compile(r"\w")
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
        lines[_shortened(_around_labels(_items(document.parts[number].text, spans)))] = None
        if sum(map(len, lines)) > 2 * CAP:
            break
    return _capped("\n".join(lines))


def safe_title(title: str, matcher: OwnMatcher, labels: Mapping[FactId, str]) -> str:
    """Return a page's title by the rule of excerpts, or an empty text for an empty title."""
    text = title[:TITLE]
    spans = [
        (span.start, span.end, f"[{labels[span.fact]}]")
        for span in matcher.spans(text)
        if span.fact in labels
    ]
    return _capped(" ".join(_items(text, spans)))


def _items(text: str, spans: Iterable[_Piece]) -> Iterator[str]:
    """Yield labels, allowed words and masks in the order of the text; no two masks in a row."""
    done, last = 0, ""
    for start, end, item in _pieces(text, apart(spans)):
        if last != MASK and _WORD.search(text, done, start):
            yield MASK
            last = MASK
        if item != last:
            yield item
        last, done = item, end
    if last != MASK and _WORD.search(text, done):
        yield MASK


def _pieces(text: str, labelled: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield the labelled pieces and the allowed words that do not touch one, in order."""
    folded = fold(text)
    done = 0
    for label in (*labelled, (len(text), len(text), "")):
        for found in _ALLOWED.finditer(folded, done, label[0] + 1):
            if found.end() > label[0]:
                break
            yield found.start(), found.end(), _SHOWN[found[0]]
        done = label[1]
        if label[2]:
            yield label


def apart(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Return pieces (start, end, label) that do not overlap, in order; longer ones win."""
    taken = Taken()
    ranked = sorted(pieces, key=lambda piece: (piece[0] - piece[1], piece[0], piece[2]))
    return sorted(piece for piece in ranked if taken.add(piece[0], piece[1]))


def _around_labels(items: Iterable[str]) -> Iterator[str]:
    """Yield the items near a label; what is left out between two of them is a mask."""
    waiting: deque[str] = deque(maxlen=_AROUND)
    last, after, left_out = "", 0, False
    for item in items:
        near = item.startswith("[")
        if not near and after == 0:
            left_out = left_out or len(waiting) == _AROUND
            waiting.append(item)
            continue
        for kept in (*([MASK] if left_out else []), *waiting, item):
            if kept != last:
                yield kept
            last = kept
        waiting.clear()
        left_out = False
        after = _AROUND if near else after - 1
    if (left_out or waiting) and last != MASK:
        yield MASK


def _shortened(items: Iterable[str]) -> str:
    """Return items as one text, and read no more of them than can be shown."""
    shown: list[str] = []
    length = 0
    for item in items:
        shown.append(item)
        length += len(item) + 1
        if length > 2 * CAP:
            break
    return " ".join(shown)


def _capped(text: str) -> str:
    if len(text) <= CAP:
        return text
    cut = text[:CAP].rsplit(" ", 1)[0]
    # A label that was cut open is left out whole.
    if cut.rfind("[") > cut.rfind("]"):
        cut = cut[: cut.rfind("[")]
    return f"{cut.rstrip()} \u2026"
