"""Content codings, unpacked in small pieces, so that a bomb is stopped before it has gone off.

Each decoder bounds its own memory: deflate's window is 32 KB, Brotli's 16 MB at most (its "large
window" is off), and Zstandard's is held to the 8 MB that RFC 9659 allows on the web.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

ENCODINGS = "gzip, deflate, br, zstd"
STEP = 65_536
"""About the length of a piece (bytes); Brotli's may be twice as long."""
MEMBERS = 1_000
"""How many gzip members or Zstandard frames a body may have: empty ones cost time, not length."""

_GZIP = 16 + zlib.MAX_WBITS
_ZSTD_WINDOW_LOG = 23


class EncodingError(ValueError):
    """A body is not in the encoding that it says it is in."""


class Decoder(Protocol):
    """Turns what is received of a body into the body."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk holds, piece by piece; raises `EncodingError`.

        Whoever stops before the last piece must not give another chunk.
        """

    def ended(self) -> bool:
        """Tell whether the body is whole; one of no bytes is."""


class _Stream(Protocol):
    """What zlib's and Zstandard's decompressors have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /, max_length: int) -> bytes: ...


class _Identity:
    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def ended(self) -> bool:
        return True


class _Members:
    """One stream after the other until the data are used up; what follows the last is an error."""

    def __init__(
        self, begin: Callable[[bytes], _Stream | None], bad: type[Exception], most: int
    ) -> None:
        self._begin = begin
        """Starts a stream for some data, or returns None where they are too few to tell which."""
        self._bad = bad
        self._left = most
        self._stream: _Stream | None = None
        self._held = b""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        data, self._held = self._held + chunk, b""
        try:
            while data:
                stream = self._current(data)
                if stream is None:
                    self._held = data
                    return
                yield from _drained(stream, data)
                data = stream.unused_data
        except self._bad as error:
            raise EncodingError("bad packed data") from error

    def _current(self, data: bytes) -> _Stream | None:
        if self._stream is None or self._stream.eof:
            if self._left == 0:
                raise EncodingError("data after the end")
            self._stream = self._begin(data)
            self._left -= self._stream is not None
        return self._stream

    def ended(self) -> bool:
        return not self._held and (self._stream is None or self._stream.eof)


def _drained(stream: _Stream, data: bytes) -> Iterator[bytes]:
    """Yield all that a stream makes of some data: a piece that is not full was the last one."""
    piece = stream.decompress(data, STEP)
    yield piece
    while len(piece) == STEP and not stream.eof:
        # zlib hands back what it has not read yet, Zstandard keeps it.
        piece = stream.decompress(getattr(stream, "unconsumed_tail", b""), STEP)
        yield piece


def _gzip() -> Decoder:
    return _Members(lambda _: zlib.decompressobj(_GZIP), zlib.error, MEMBERS)


def _deflate() -> Decoder:
    return _Members(_deflate_stream, zlib.error, 1)


def _deflate_stream(data: bytes) -> _Stream | None:
    """Start a stream with or without zlib's header (servers differ), which its two bytes tell."""
    if len(data) < 2:
        return None
    headed = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
    return zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)


def _zstd() -> Decoder:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    return _Members(lambda _: zstd.ZstdDecompressor(options=options), zstd.ZstdError, MEMBERS)


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._bad = brotli.error
        self._stream = brotli.Decompressor()
        self._started = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self._started = self._started or bool(chunk)
        try:
            piece = self._stream.process(chunk, output_buffer_limit=STEP)
            yield piece
            while self._has_more(piece):
                piece = self._stream.process(b"", output_buffer_limit=STEP)
                yield piece
        except self._bad as error:
            raise EncodingError("bad packed data") from error

    def _has_more(self, piece: bytes) -> bool:
        # That more input would be taken does not say that all output was given.
        full = len(piece) >= STEP or not self._stream.can_accept_more_data()
        return full and not self._stream.is_finished()

    def ended(self) -> bool:
        return self._stream.is_finished() or not self._started


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "": _Identity,
    "br": _Brotli,
    "deflate": _deflate,
    "gzip": _gzip,
    "identity": _Identity,
    "x-gzip": _gzip,
    "zstd": _zstd,
}


def decoder(encoding: str) -> Decoder:
    """Return the decoder for a Content-Encoding (RFC 9110, 8.4.1); raises `EncodingError`.

    Several codings on top of each other are refused: nobody asked for them.
    """
    make = _DECODERS.get(encoding.strip().lower())
    if make is None:
        raise EncodingError("an encoding that was not asked for")
    return make()
