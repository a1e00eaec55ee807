"""One comparable spelling for every text, of the same length, so that offsets stay valid."""

from __future__ import annotations

import codecs
import unicodedata

_ALIKE = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\u0060",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043",
    # Letters that Unicode does not decompose.
    "a": "\u00e6\u00c6",
    "d": "\u0111\u0110\u00f0\u00d0",
    "h": "\u0127\u0126",
    "i": "\u0131",
    "l": "\u0142\u0141",
    "o": "\u00f8\u00d8\u0153\u0152",
    "s": "\u00df\u1e9e",
    "t": "\u00fe\u00de",
}
_PLAIN = {other: plain for plain, others in _ALIKE.items() for other in others}
_FREQUENT = (
    "\u2018\u2019\u201c\u201d\u201e\u2032\u2033\u2010\u2011\u2013\u2014\u2022\u2026"
    "\u0142\u0141\u015b\u015a\u017c\u017b\u0107\u0119\u0105\u0144\u0175\u0177\u0161\u017e\u010d"
)
"""What stands in pages of these islands beside Latin-1: at most 32, see `_Quick`."""
_UNKNOWN = ord("?")


class _Table(dict[int, str]):
    """Folds a character when it is first met, and remembers it."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_one(chr(code))
        return folded


def _fold_one(character: str) -> str:
    if unicodedata.category(character) == "No":
        return " "  # a raised figure is a footnote's mark, not a part of the word before it
    whole = unicodedata.normalize("NFKD", character)
    bare = "".join(char for char in whole if not unicodedata.combining(char))
    if len(bare) != 1:
        bare = character
    if bare in _PLAIN:
        return _PLAIN[bare]
    lower = bare.lower()
    folded = lower if len(lower) == 1 else bare
    if folded.isalnum() or folded.isspace() or ord(folded) < 256:
        return folded
    return chr(_UNKNOWN)


class _Quick:
    """Folds the 256 most frequent characters, ten times as fast as a table of all.

    A charmap codec turns each into one byte, a translation of bytes folds it; both run in C.
    """

    def __init__(self) -> None:
        known = [chr(code) for code in range(128)]
        latin = [chr(code) for code in range(0xA0, 0x100)]
        known += [char for char in (*latin, *_FREQUENT) if ord(_fold_one(char)) < 256]
        self.known = frozenset(known)
        self._codes = codecs.charmap_build("".join(known).ljust(256, "\ufffe"))
        self._folds = bytes(ord(_fold_one(char)) for char in known).ljust(256, b"?")

    def fold(self, text: str) -> tuple[str, bool]:
        """Return a text folded, and whether it holds no other characters."""
        coded, _ = codecs.charmap_encode(text, "replace", self._codes)
        whole = coded.count(_UNKNOWN) == text.count("?")
        return coded.translate(self._folds).decode("latin-1"), whole


_TABLE = _Table()
_QUICK = _Quick()


def fold(text: str) -> str:
    """Return the text in lower case without accents, with plain apostrophes and dashes.

    The result is as long as the text: each character is folded by itself, so that an offset into
    the one is an offset into the other. What is neither letter, digit nor space and beyond
    Latin-1 becomes a question mark. Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    quick, whole = _QUICK.fold(text)
    if whole:
        return quick
    strange = set(text) - _QUICK.known
    if all(_TABLE[ord(char)] == "?" for char in strange):
        return quick
    return text.translate(_TABLE)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a declared text; an apostrophe belongs to its word."""
    kept = (char if char.isalnum() or char == "'" else " " for char in fold(text))
    return tuple(word.strip("'") for word in "".join(kept).split() if word.strip("'"))


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, folded."""
    return "".join(filter(str.isalnum, fold(text)))
