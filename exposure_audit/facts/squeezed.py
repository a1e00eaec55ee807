"""A text's letters and digits alone, with the way back: however a value is spaced, it is there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

_BLOCK, _FEW = 1_024, 24
_KEPT = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyz") | frozenset(range(0x80, 0x100))
_ASCII_KEPT = frozenset(byte for byte in _KEPT if byte < 0x80)
_OTHER = bytes(byte for byte in range(256) if byte not in _KEPT)
_OTHER_LATIN = bytes(byte for byte in range(256) if byte not in _ASCII_KEPT)
_INNER = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 that do not begin a character."""
_SIGNS = {code: " " for code in range(0x80, 0x100) if not chr(code).isalnum()}


def coded(letters: str) -> bytes:
    """Return a folded value's letters as they stand in `Squeezed.letters`."""
    return letters.encode("utf-8", "surrogatepass")


class Squeezed:
    """A folded text without what stands between letters and digits; made in a few passes in C."""

    def __init__(self, folded: str) -> None:
        try:
            # Folding leaves no letter of Latin-1 beyond ASCII, so that one byte is one character.
            self._bytes = folded.encode("latin-1")
            self._single, self._other, self._kept = True, _OTHER_LATIN, _ASCII_KEPT
        except UnicodeEncodeError:
            self._bytes = coded(folded.translate(_SIGNS))
            self._single, self._other, self._kept = False, _OTHER, _KEPT
        self.letters = self._bytes.translate(None, self._other)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `letters` stands in the folded text, as offsets of that."""
        return self._place(start), self._place(end - 1) + 1

    def places(self, key: bytes) -> Iterator[tuple[int, int]]:
        """Yield where a value's letters stand in the folded text; `key` is as `coded` makes it."""
        at = self.letters.find(key) if key else -1
        while at >= 0:
            yield self.span(at, at + len(key))
            at = self.letters.find(key, at + 1)

    def _place(self, at: int) -> int:
        block = bisect_right(self._before, at) - 1
        start = block * _BLOCK
        byte = self._nth(start, at - self._before[block])
        if self._single:
            return byte
        begun = self._bytes[start : byte + 1].translate(None, _INNER)
        return self._characters[block] + len(begun) - 1

    def _nth(self, start: int, count: int) -> int:
        """Return where the kept byte stands before which so many others do, from an offset on."""
        size = min(_BLOCK, len(self._bytes) - start)
        while size > _FEW:
            half = size // 2
            kept = len(self._bytes[start : start + half].translate(None, self._other))
            if count < kept:
                size = half
            else:
                count, start, size = count - kept, start + half, size - half
        while count or self._bytes[start] not in self._kept:
            count -= self._bytes[start] in self._kept
            start += 1
        return start

    @cached_property
    def _before(self) -> list[int]:
        """The kept bytes before each block."""
        return self._counts(self._other)

    @cached_property
    def _characters(self) -> list[int]:
        """The characters that begin before each block."""
        return self._counts(_INNER)

    def _counts(self, unwanted: bytes) -> list[int]:
        pieces = (
            self._bytes[start : start + _BLOCK] for start in range(0, len(self._bytes), _BLOCK)
        )
        return list(
            accumulate((len(piece.translate(None, unwanted)) for piece in pieces), initial=0)
        )
