"""Reads an answer's body within a bound that counts after decompression.

aiohttp's own decompression is switched off: here no step can produce more than what is left of
the bound, whatever the ratio, and only gzip and deflate are known (RFC 9110, 8.4.1).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason

ENCODINGS = "gzip, deflate"
CHUNK = 65_536

_GZIP = 16 + zlib.MAX_WBITS


class Decoder(Protocol):
    """Turns received chunks into the body, at most so many bytes of it."""

    def feed(self, chunk: bytes, most: int) -> bytes:
        """Return what a chunk holds; at most `most` bytes, the rest may be dropped."""

    def ended(self) -> bool:
        """Tell whether the body is whole."""


class _Identity:
    def feed(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]

    def ended(self) -> bool:
        return True


class _Inflate:
    """gzip with several members; deflate with or without its zlib header (servers differ)."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._stream = zlib.decompressobj(_GZIP if gzip else zlib.MAX_WBITS)
        self._started = False

    def feed(self, chunk: bytes, most: int) -> bytes:
        pieces = bytearray()
        while chunk and len(pieces) < most:
            pieces += self._step(chunk, most - len(pieces))
            chunk = self._stream.unused_data if self._gzip and self._stream.eof else b""
            if chunk:
                self._stream = zlib.decompressobj(_GZIP)
        return bytes(pieces)

    def _step(self, chunk: bytes, most: int) -> bytes:
        try:
            piece = self._stream.decompress(chunk, most)
        except zlib.error:
            if self._gzip or self._started:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            piece = self._stream.decompress(chunk, most)
        self._started = True
        return piece

    def ended(self) -> bool:
        return self._stream.eof or not self._started


def decoder(encoding: str, host: str) -> Decoder:
    """Return the decoder for a Content-Encoding; raises `GatherError` (malformed) for others."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _Identity()
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Inflate(gzip=name != "deflate")
    raise GatherError(Reason.MALFORMED, host, "an encoding that was not asked for")


async def read(chunks: AsyncIterator[bytes], encoding: str, most: int, host: str) -> bytes:
    """Read a body of at most `most` bytes; raises `GatherError` (too-large, malformed)."""
    decode = decoder(encoding, host)
    body = bytearray()
    received = 0
    try:
        async for chunk in chunks:
            received += len(chunk)
            body += decode.feed(chunk, most + 1 - len(body))
            if len(body) > most or received > most:
                raise GatherError(Reason.TOO_LARGE, host)
    except zlib.error as error:
        raise GatherError(Reason.MALFORMED, host, "bad compression") from error
    if not decode.ended():
        raise GatherError(Reason.MALFORMED, host, "compression cut short")
    return bytes(body)
