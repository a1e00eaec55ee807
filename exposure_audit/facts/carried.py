"""How a value may be carried in a URL: escaped, also more than once, or split over parameters."""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import permutations
from urllib.parse import unquote

ROUNDS = 4
"""How often a text may be percent-encoded and still be read."""
_PIECE = 100
"""Characters of the longest value that can be a piece of a fact."""
_PAIRED, _TRIPLED = 24, 9
"""Values of which all pairs, and all groups of three, are joined."""
_ESCAPED = re.compile(
    r"%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})|\+|&(?:#\w|\w{2,31};)|\\[uxUX\\]|0[xX][0-9A-Fa-f]{2}"
    r"|[xX][nN]--|=[0-9A-Fa-f]{2}|=\r\n"
)
_UNICODE = re.compile(r"%u([0-9A-Fa-f]{4})")
_CODED = re.compile(
    r"\\[uU]\{?(?:0000)?([0-9A-Fa-f]{4})\}?|(?:\\[xX]|\b0[xX])([0-9A-Fa-f]{2})[,; ]?|\\\\"
)
_BACKSLASH = "5c"
_ENTITY = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]{1,7};?|\w{2,31};)")
_LABEL = re.compile(r"(?<![a-z0-9\-])xn--([a-z0-9\-]{1,59})", re.IGNORECASE)
_QUOTED = re.compile(rb"=(?:([0-9A-Fa-f]{2})|\r\n)")
_WAYS = 12
"""Of the ways to read what may be escaped in more than one."""
_UNREAD = "\ufffd"


def unescaped(text: str) -> tuple[str, ...]:
    """Return what a reader may make of a text, escapes undone; the text itself where it has none.

    Undone again and again, in whatever order they lie in each other: percent-encoding (`%20`, also
    of Latin-1, and `%u0041`), HTML entities, escapes of JSON and JavaScript, Punycode labels,
    quoted-printable. Plus signs are kept, and are spaces. What still holds percent-encoding is
    left out: nobody reads it like that.
    """
    if _ESCAPED.search(text) is None:
        return (text,)
    found: dict[str, None] = {}
    starts = [text, text.replace("+", " ")] if "+" in text else [text]
    for _ in range(ROUNDS + 2):
        found.update(dict.fromkeys(start for start in starts if _percent(start) == (start,)))
        fresh = [later for start in starts for later in _steps(start)]
        starts = [later for later in dict.fromkeys(fresh) if later not in found][:_WAYS]
        if not starts:
            break
    return tuple(dict.fromkeys((*found, *starts)))


def _steps(text: str) -> Iterator[str]:
    """Yield a text with a layer of escapes undone, and with that of percent-encoding alone."""
    for undone in _percent(text):
        said = _ENTITY.sub(lambda found: unescape(found[0]), undone)
        plain = _LABEL.sub(_label, _CODED.sub(_character, said))
        yield plain
        if plain != undone:
            yield undone
        if (quoted := _quoted(plain)) != plain:
            yield quoted


def _percent(text: str) -> tuple[str, ...]:
    """Return a text without percent-encoding, in Latin-1 too where it cannot be UTF-8."""
    if "%" not in text:
        return (text,)
    wide = _UNICODE.sub(lambda found: chr(int(found[1], 16)), text)
    whole = unquote(wide)
    if _UNREAD in whole and _UNREAD not in text:
        return whole, unquote(wide, encoding="latin-1")
    return (whole,)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2] or _BACKSLASH, 16))


def _label(found: re.Match[str]) -> str:
    try:
        return found[1].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return found[0]


def _quoted(text: str) -> str:
    """Undo quoted-printable; the ends of our own lines are none of it."""
    if "=" not in text:
        return text
    raw = text.encode("utf-8", "surrogatepass")
    return _QUOTED.sub(lambda found: unhexlify(found[1] or b""), raw).decode("utf-8", "replace")


def joined(values: Sequence[str]) -> Iterator[str]:
    """Yield values joined in their order and turned, then in pairs and groups of three."""
    yield ", ".join(values)
    yield ", ".join(reversed(values))
    yield " ".join(values)
    pieces = [value for value in dict.fromkeys(values) if value.strip() and len(value) <= _PIECE]
    for pair in permutations(pieces[:_PAIRED], 2):
        yield " ".join(pair)
    for three in permutations(pieces[:_TRIPLED], 3):
        yield " ".join(three)
