"""The pattern of one name (`*`, `?`, `[...]`, backslash) as an expression, as Git reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ALL = frozenset(range(256))
_SLASH = frozenset(b"/")
_CLASSES = {
    b"alnum": rb"[0-9A-Za-z]",
    b"alpha": rb"[A-Za-z]",
    b"blank": rb"[ \t]",
    b"cntrl": rb"[\x00-\x1f\x7f]",
    b"digit": rb"[0-9]",
    b"graph": rb"[!-~]",
    b"lower": rb"[a-z]",
    b"print": rb"[ -~]",
    b"punct": rb"[!-/:-@\[-`{-~]",
    b"space": rb"[ \t\n\r\f\v]",
    b"upper": rb"[A-Z]",
    b"xdigit": rb"[0-9A-Fa-f]",
}


class NeverFits(ValueError):
    """A pattern that can fit no name."""


def segments(pattern: bytes) -> list[bytes]:
    """Return what stands between a pattern's slashes; one in brackets is a sign like others."""
    found: list[bytes] = []
    start = at = 0
    while at < len(pattern):
        if pattern.startswith((b"/", b"\\/"), at):
            found.append(pattern[start:at])
            start = at = at + 1 + (pattern[at : at + 1] == b"\\")
        elif pattern[at : at + 1] == b"[":
            _, at = _bracket(pattern, at + 1)
        else:
            at += 1 + (pattern[at : at + 1] == b"\\")
    return [*found, pattern[start:]]


def segment(pattern: bytes) -> bytes:
    """Return the expression of a pattern without slashes; raises `NeverFits`.

    Each asterisk but the last commits to the first place where what follows it fits: whatever fits
    later there fits earlier too, so nothing is missed and nothing is tried twice.
    """
    first, *rest = _pieces(pattern)
    if not rest:
        if not first:
            raise NeverFits
        return first
    *middle, last = rest
    committed = b"".join(b"(?>[^/]*?" + piece + b")" for piece in middle if piece)
    return first + committed + b"[^/]*" + last


def _pieces(pattern: bytes) -> Iterator[bytes]:
    """Yield the expressions of what stands between the asterisks."""
    piece = b""
    at = 0
    while at < len(pattern):
        sign = pattern[at : at + 1]
        if sign == b"*":
            yield piece
            piece = b""
            at += 1
            continue
        taken, at = _one(pattern, at, sign)
        piece += taken
    yield piece


def _one(pattern: bytes, at: int, sign: bytes) -> tuple[bytes, int]:
    """Return the expression of what stands for one byte, and where it ends."""
    if sign == b"?":
        return b"[^/]", at + 1
    if sign == b"[":
        return _bracket(pattern, at + 1)
    if sign == b"\\":
        at += 1
    return re.escape(_at(pattern, at)), at + 1


def _at(pattern: bytes, at: int) -> bytes:
    """Return the byte there; raises `NeverFits` past the end."""
    if at >= len(pattern):
        raise NeverFits
    return pattern[at : at + 1]


def _bracket(pattern: bytes, at: int) -> tuple[bytes, int]:
    """Return the expression of `[...]`, from behind its first bracket, and where it ends."""
    negated = _at(pattern, at) in b"!^"
    at += negated
    members: set[int] = set()
    low: int | None = None
    start = at
    while _at(pattern, at) != b"]" or at == start:
        low, at = _member(pattern, at, low, members)
    left = (_ALL - members if negated else members) - _SLASH
    if not left:
        raise NeverFits
    return b"[" + b"".join(b"\\x%02x" % byte for byte in sorted(left)) + b"]", at + 1


def _member(pattern: bytes, at: int, low: int | None, members: set[int]) -> tuple[int | None, int]:
    """Add one member, range or class; return what a range may begin with, and where it ends."""
    sign = _at(pattern, at)
    if sign == b"[" and (named := _class(pattern, at)):
        name, end = named
        members.update(byte for byte in _ALL if re.fullmatch(_CLASSES[name], bytes([byte])))
        return None, end
    if sign == b"-" and low is not None and _at(pattern, at + 1) != b"]":
        high, at = _literal(pattern, at + 1)
        members.update(range(low, high + 1))
        return None, at
    byte, at = _literal(pattern, at)
    members.add(byte)
    return byte, at


def _literal(pattern: bytes, at: int) -> tuple[int, int]:
    at += pattern[at : at + 1] == b"\\"
    return _at(pattern, at)[0], at + 1


def _class(pattern: bytes, at: int) -> tuple[bytes, int] | None:
    """Return the name of `[:name:]` and where it ends; raises `NeverFits` for an unknown one."""
    end = pattern.find(b"]", at + 2)
    if pattern[at + 1 : at + 2] != b":":
        return None
    if end < 0:
        raise NeverFits
    if pattern[end - 1 : end] != b":" or end - 1 < at + 2:
        return None
    name = pattern[at + 2 : end - 1]
    if name not in _CLASSES:
        raise NeverFits
    return name, end + 1
