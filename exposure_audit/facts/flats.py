"""Which home of a building: flats by number, letter, floor or tenement position."""

from __future__ import annotations

import re

_WORD = r"(?:flat|flt|apartment|appartment|apt|appt|unit|maisonette|room|studio|suite|penthouse)s?"
_MARK = (
    r"(?:\d{1,4}\s?[/f\-&]\s?\d{1,4}[lr]?|[gb]f[123lr]|[a-z]\d{1,2}[/.\-]\d{1,2}|"
    r"[a-z]?\d{1,4}[a-z]?|[a-z])"
)
_ORDINALS = {
    "basement": "-1", "lower ground": "-1", "ground": "0", "first": "1", "1st": "1",
    "second": "2", "2nd": "2", "third": "3", "3rd": "3", "fourth": "4", "4th": "4",
    "fifth": "5", "5th": "5", "sixth": "6", "6th": "6", "top": "top", "upper": "top",
    "attic": "top", "garden": "garden", "rear": "rear", "front": "front",
}  # fmt: skip
_SIDES = {"left": "l", "right": "r", "front": "f", "rear": "b", "middle": "m", "centre": "m"}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_SIDE, _HOME = "|".join(_SIDES), "(?:flat|flt|apartment|maisonette)"
_FLOOR = (
    rf"(?P<floor>{_ORDINAL})(?:[\s\-]floor\b|(?=[\s\-](?:(?:{_SIDE})[\s\-])?{_HOME}\b))"
    rf"(?:[\s\-](?P<side>{_SIDE}))?(?:[\s\-]{_HOME}\b)?"
)
_BY_WORD = rf"\b{_WORD}\W{{0,3}}(?:(?:no|number)\b\W{{0,2}})?(?P<mark>{_MARK})(?![\w'])"
_BY_FLOOR = rf"\b(?:{_WORD}\W{{0,2}})?{_FLOOR}(?![\w'])"
_BARE = r"(?<![\w/\-])(?P<bare>\d{1,2}[/f\-]\d{1,2}[lr]?|[gb]f[123lr])(?![\w/])"
_JOIN = re.compile(r"\s?[f\-&]\s?(?=\d)|\s?/\s?")
_GLUE = r"[\s,.;:|()\-]{1,6}"
_BUILDING = r"(?:[a-z'][a-z' ]{1,29},\s?)?"

_AHEAD = re.compile(rf"(?:{_BY_WORD}|{_BY_FLOOR}|{_BARE}){_GLUE}{_BUILDING}\Z")
_AHEAD_SLASH = re.compile(r"(?<![\w/\-])(?P<slash>\d{1,4}[a-z]?)/\Z")
_BEHIND = re.compile(rf"(?:[\s,(|;]{{1,4}})(?:{_BY_WORD}|{_BY_FLOOR})")
_BARE_NUMBER = re.compile(r"(?<![\w/\-])(\d{1,4}[a-z]?)[\s,]{1,2}\Z")
_PIECE = re.compile(rf"(?:{_BY_WORD}|{_BY_FLOOR})\W*")
_PIECE_BARE = re.compile(rf"{_BARE}(?:[\s,]+(?=\d)|\Z)")


def flat_of(found: re.Match[str]) -> str:
    """Return one name for a flat, however it is written: "2", "b", "floor 2", "floor 2l"."""
    parts = found.groupdict()
    written = parts.get("mark") or parts.get("slash") or parts.get("bare")
    if written:
        return _JOIN.sub("/", written.lstrip("0") or written)
    side = _SIDES.get(parts.get("side") or "", "")
    return f"floor {_ORDINALS[parts['floor']]}{side}"


def ahead(before: str) -> tuple[str, int] | None:
    """Return the flat that stands right before a house number, and how many characters it takes.

    `before` is the folded text up to the number. A number and a slash may also be a range: that
    is told apart by whoever asks.
    """
    found = _AHEAD_SLASH.search(before) or _AHEAD.search(before)
    return (flat_of(found), len(found[0])) if found else None


def behind(folded: str, at: int) -> tuple[str, int] | None:
    """Return the flat that stands right after a street, and where it ends."""
    found = _BEHIND.match(folded, at)
    return (flat_of(found), found.end()) if found else None


def bare_before(before: str) -> str:
    """Return the number right before a building's name: "5 Tannery Court" is its flat 5."""
    found = _BARE_NUMBER.search(before)
    return found[1] if found else ""


def take(piece: str) -> tuple[str, str] | None:
    """Return the flat at the beginning of a declared piece, and the rest of it."""
    found = _PIECE.match(piece)
    if found:
        return flat_of(found), piece[found.end() :]
    found = _PIECE_BARE.match(piece)
    return (flat_of(found), piece[found.end() :]) if found and found["bare"] else None


def comparable(one: str, other: str) -> bool:
    """Whether two flats are named in the same way, so that they can be told apart."""
    return one.startswith("floor") == other.startswith("floor")
