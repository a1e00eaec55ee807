"""The misdeeds of a web server, each with the reasons that name it."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exposure_audit.model import Reason
from tests.net.hostile import (
    OK,
    Talk,
    dripping,
    endless_redirects,
    pouring,
    redirect,
    saying,
)

_LARGE = 200_000
_CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
_GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"
_PACKED = gzip.compress(bytes(range(256)))


@dataclass(frozen=True, slots=True)
class Case:
    """How the server misbehaves, and the reasons that name it."""

    talk: Talk
    reasons: frozenset[Reason]


def _case(talk: Talk, *reasons: Reason) -> Case:
    return Case(talk, frozenset(reasons))


def _length(text: bytes, body: bytes = b"hello") -> bytes:
    return OK + b"Content-Length: " + text + b"\r\n\r\n" + body


_STAGES = {
    "before any byte": b"",
    "in the status line": b"HTTP/1.1 2",
    "in a header": OK + b"X-Head",
    "before the body": OK + b"Content-Length: 100\r\n\r\n",
    "in the body": _length(b"100"),
    "in the size of a chunk": _CHUNKED + b"1",
    "in a chunk": _CHUNKED + b"10\r\nhello",
    "between two chunks": _CHUNKED + b"5\r\nhello\r\n",
    "before the last line of chunks": _CHUNKED + b"5\r\nhello\r\n0\r\n",
    "after an interim answer": b"HTTP/1.1 103 Early Hints\r\n\r\n",
}
_DRIPS: Mapping[str, tuple[bytes, bytes]] = {
    "the status line": (b"HTTP/1.1 200 ", b"a"),
    "a header": (OK + b"X-Long: ", b"a"),
    "headers": (OK, b"X: y\r\n"),
    "the body": (OK + b"Content-Length: 9000\r\n\r\n", b"a"),
    "a body without length": (OK + b"\r\n", b"a"),
    "chunks": (_CHUNKED, b"1\r\na\r\n"),
    "interim answers": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
}
_CUT = (Reason.CONNECTION, Reason.MALFORMED)
_BAD = (Reason.MALFORMED,)
_BIG = (Reason.TOO_LARGE,)
_HEAD = (Reason.TOO_LARGE, Reason.MALFORMED)
_LATE = (Reason.TIMEOUT,)


def _stages() -> Iterator[tuple[str, Case]]:
    for stage, sent in _STAGES.items():
        yield f"cut {stage}", _case(saying(sent), *_CUT)
        yield f"reset {stage}", _case(saying(sent, then="reset"), *_CUT)
        yield f"stall {stage}", _case(saying(sent, then="stall"), *_LATE)
    for what, (start, piece) in _DRIPS.items():
        yield f"drip {what}", _case(dripping(start, itertools.repeat(piece)), *_LATE)


_LENGTHS: Mapping[str, Case] = {
    "length too long": _case(saying(_length(b"6")), *_CUT),
    "length far too long": _case(saying(_length(b"9" * 30)), *_CUT, *_BIG),
    "length too short": _case(saying(_length(b"4", b"hello, here is more")), *_BAD),
    "length negative": _case(saying(_length(b"-5")), *_BAD),
    "length signed": _case(saying(_length(b"+5")), *_BAD),
    "length of two kinds": _case(saying(_length(b"5\r\nContent-Length: 6")), *_BAD),
    "length as a list": _case(saying(_length(b"5, 6")), *_BAD),
    "length no number": _case(saying(_length(b"five")), *_BAD),
    "length in hex": _case(saying(_length(b"0x5")), *_BAD),
    "length and chunks": _case(
        saying(
            OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        ),
        *_BAD,
    ),
}
_CHUNKS: Mapping[str, Case] = {
    "chunk too short": _case(saying(_CHUNKED + b"3\r\nhello\r\n0\r\n\r\n"), *_BAD),
    "chunk too long": _case(saying(_CHUNKED + b"9\r\nhello\r\n0\r\n\r\n"), *_CUT),
    "chunk negative": _case(saying(_CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n"), *_BAD),
    "chunk no number": _case(saying(_CHUNKED + b"five\r\nhello\r\n0\r\n\r\n"), *_BAD),
    "chunk beyond all numbers": _case(saying(_CHUNKED + b"f" * 40 + b"\r\nhello"), *_BAD),
    "chunk size without end": _case(pouring(_CHUNKED, b"0" * 4096), *_HEAD, *_LATE),
    "chunk extension without end": _case(pouring(_CHUNKED + b"5;", b"x" * 4096), *_HEAD, *_LATE),
    "chunks without end": _case(pouring(_CHUNKED, b"400\r\n" + b"a" * 1024 + b"\r\n"), *_BIG),
    "trailers without end": _case(pouring(_CHUNKED + b"0\r\n", b"X: y\r\n" * 200), *_HEAD),
    "coding unknown": _case(saying(OK + b"Transfer-Encoding: wavelet\r\n\r\nhello"), *_BAD),
    "chunks not last": _case(
        saying(OK + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"), *_BAD
    ),
}
_HEADS: Mapping[str, Case] = {
    "status line garbage": _case(saying(b"\x00\xff\xfe nonsense\r\n\r\n"), *_BAD),
    "status no number": _case(saying(b"HTTP/1.1 abc OK\r\n\r\n"), *_BAD),
    "status of four digits": _case(saying(b"HTTP/1.1 2000 OK\r\n\r\n"), *_BAD),
    "status zero": _case(saying(b"HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "version unknown": _case(saying(b"HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "HTTP/0.9": _case(saying(b"<html><p>hello</p></html>"), *_CUT),
    "another protocol": _case(saying(b"220 mail.example ESMTP\r\n"), *_BAD),
    "TLS alert": _case(saying(b"\x15\x03\x01\x00\x02\x02\x28"), *_CUT),
    "status line without end": _case(pouring(b"HTTP/1.1 200 ", b"O" * 4096), *_HEAD),
    "header line without end": _case(pouring(OK + b"X-Long: ", b"a" * 4096), *_HEAD),
    "header name without end": _case(pouring(OK, b"a" * 4096), *_HEAD),
    "10,000 headers": _case(saying(OK + b"X: y\r\n" * 10_000 + b"\r\n"), *_HEAD),
    "headers without end": _case(pouring(OK, b"X-Some: other\r\n" * 200), *_HEAD),
    "cookies of a megabyte": _case(
        saying(OK + (b"Set-Cookie: a=" + b"b" * 4000 + b"\r\n") * 250 + b"\r\n"), *_HEAD
    ),
    "cookie too large": _case(saying(OK + b"Set-Cookie: a=" + b"b" * _LARGE + b"\r\n\r\n"), *_HEAD),
    "interim answers without end": _case(
        pouring(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), *_HEAD, *_LATE
    ),
    "switching protocols": _case(
        saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        *_BAD,
    ),
    "NUL in a header": _case(saying(OK + b"X-Odd: a\x00b\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "NUL in a name": _case(saying(OK + b"X-O\x00d: a\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "CR in a header": _case(saying(OK + b"X-Odd: a\rX: b\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "space in a name": _case(saying(OK + b"X Odd : a\r\nContent-Length: 0\r\n\r\n"), *_BAD),
    "header without colon": _case(saying(OK + b"nothing\r\nContent-Length: 0\r\n\r\n"), *_BAD),
}
_BODIES: Mapping[str, Case] = {
    "body without end": _case(pouring(OK + b"\r\n", b"a" * 4096), *_BIG),
    "body larger than allowed": _case(saying(_length(b"%d" % _LARGE, b"a" * _LARGE)), *_BIG),
    "reset in a body without length": _case(saying(OK + b"\r\nhello", then="reset"), *_CUT),
    "body after 204": _case(saying(b"HTTP/1.1 204 No Content\r\n\r\nhello"), *_BAD),
    "body after 304": _case(saying(b"HTTP/1.1 304 Not Modified\r\n\r\nhello"), *_BAD),
    "encoding unknown": _case(
        saying(OK + b"Content-Encoding: wavelet\r\nContent-Length: 5\r\n\r\nhello"), *_BAD
    ),
    "encoding twice": _case(
        saying(OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\nhello"), *_BAD
    ),
    "encoding untrue": _case(
        saying(OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"), *_BAD
    ),
    "gzip without its end": _case(saying(_GZIP + _PACKED[:-1]), *_BAD),
    "gzip without its middle": _case(saying(_GZIP + _PACKED[:20] + _PACKED[30:]), *_BAD),
    "gzip with more behind it": _case(saying(_GZIP + _PACKED + b"hello"), *_BAD),
    "gzip that grows a thousandfold": _case(
        saying(_GZIP + gzip.compress(bytes(10_000_000))), *_BIG
    ),
    "gzip members without end": _case(pouring(_GZIP, gzip.compress(b"") * 200), *_HEAD),
}
_LOCATIONS = {
    "an address inside": (b"http://[::ffff:127.0.0.1]:1/", (Reason.TLS, Reason.GUARD_INSIDE)),
    "metadata of a cloud": (b"https://169.254.169.254/latest/", (Reason.GUARD_INSIDE,)),
    "a file": (b"file:///etc/passwd", _BAD),
    "a script": (b"javascript:alert(1)", _BAD),
    "data": (b"data:text/html,hello", _BAD),
    "a name with a password": (b"https://user:word@site.example/", _BAD),
    "no host": (b"https:///", (*_BAD, Reason.REDIRECT_LOOP)),
    "a bad port": (b"https://site.example:99999/", _BAD),
    "bad brackets": (b"https://[::1/", _BAD),
    "bytes that are no text": (b"https://\xff\xfe.example/", (*_BAD, Reason.DNS_FAILURE)),
    "ten thousand letters": (b"/" + b"a" * 10_000, _BIG),
    "the open web": (b"http://site.example/", (Reason.TLS,)),
    "two places": (b"/x\r\nLocation: /y", (*_BAD, Reason.REDIRECT_LOOP)),
    "nothing": (b"", _BAD),
}


def _cases() -> Iterator[tuple[str, Case]]:
    yield from _stages()
    for table in (_LENGTHS, _CHUNKS, _HEADS, _BODIES):
        yield from table.items()
    for what, (location, reasons) in _LOCATIONS.items():
        yield f"redirect to {what}", _case(saying(redirect(location)), *reasons)
    yield "redirects without end", _case(endless_redirects, Reason.REDIRECT_LOOP)


CASES: Mapping[str, Case] = dict(_cases())
