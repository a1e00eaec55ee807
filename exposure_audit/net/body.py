"""Reads an answer's body within a bound that counts after decompression.

aiohttp's own decompression is switched off: here no step can produce more than a small piece,
whatever the ratio, and the bound is checked after each.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason
from exposure_audit.net import decoding

ENCODINGS = decoding.ENCODINGS
CHUNK = 65_536

_OVERHEAD = 2
"""How many times its unpacked bound a packed body may be: flushes and empty blocks add bytes."""


async def read(chunks: AsyncIterator[bytes], encoding: str, most: int, host: str) -> bytes:
    """Read a body of at most `most` bytes; raises `GatherError` (too-large, malformed)."""
    body = bytearray()
    received = 0
    try:
        decoder = decoding.decoder(encoding)
        async for chunk in chunks:
            received += len(chunk)
            for piece in decoder.pieces(chunk):
                body += piece
                if len(body) > most or received > _OVERHEAD * most + CHUNK:
                    raise GatherError(Reason.TOO_LARGE, host)
    except decoding.EncodingError as error:
        raise GatherError(Reason.MALFORMED, host, str(error)) from error
    if not decoder.ended():
        raise GatherError(Reason.MALFORMED, host, "compression cut short")
    return bytes(body)
