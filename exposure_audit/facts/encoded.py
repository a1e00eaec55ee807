"""Texts and digests inside base64, base32 and hex, wherever in a longer word these begin.

Nothing is known of what is looked for: every run that can be decoded is.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, unhexlify
from collections.abc import Iterator

from exposure_audit.facts.carried import unescaped

_RUN = re.compile(r"[A-Za-z0-9+/_-]{8,}")
"""Of base64, standard and for URLs; a path's separators are in the alphabet too."""
_BASE32 = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{10,}|[a-z2-7]{10,})(?![A-Za-z0-9])")
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
_HEX = re.compile(r"[0-9A-Fa-f](?:[:. _,-]?[0-9A-Fa-f]){9,}")
_NOT_HEX = str.maketrans("", "", ":. _,-")
_BORDER = b"\xff"
"""Between decoded runs: no character of UTF-8."""
_CLEAN = re.compile(r"[\t\n\r -~\u00a0-\u07ff\u1e00-\u1eff\u2010-\u2044]{7,}")
"""Of the scripts whose letters take two bytes: bytes by chance are those of others too often."""
_WIDE = re.compile(
    rb"(?:[\t\r\n\x20-\x7e\xa0-\xff]\x00){4,}(?:[\t\r\n\x20-\x7e\xa0-\xff](?=\xff|\Z))?"
)
_FEW_WIDE = 4
"""Letters of UTF-16; the last one may have lost its zero byte, where the run was cut."""
_BASE64_TEXT = r"(?:[I-Za-f][A-HQ-Xg-nw-z0-3Mcs8]|w[4-7]|x[I-LYZab])[A-Za-z0-9+/_-]{1,198}"
_BASE32_TEXT = r"[E-PY][A-Z2-7]{3,198}"
_HEX_TEXT = r"[2-7cC][0-9A-Fa-f](?:[0-9A-Fa-f]{2}){1,199}"
_AS_BASE64, _AS_BASE32, _AS_HEX = map(re.compile, (_BASE64_TEXT, _BASE32_TEXT, _HEX_TEXT))
_TEXT = re.compile(rf"(?:{_BASE64_TEXT}|{_BASE32_TEXT}|{_HEX_TEXT})={{0,6}}")
"""What short text comes to: its first bytes are printable, or begin a Latin letter's UTF-8.

Of base32 only as the standard writes it, in capitals: words in small letters are too often some.
"""
_DEPTH = 2
"""How often a piece may be encoded and still be read."""


def decoded(text: str, *, glued: bool = False) -> bytes:
    """Return all that a text's runs decode to, at every place where an encoding may begin.

    `glued` has runs go on over the ends of lines, save those of base32, which are whole words.
    """
    runs = text.replace("\n", "") if glued else text
    return _BORDER.join((*_base64(runs), *_base32(text), *_hex(runs)))


def clean(raw: bytes) -> str:
    """Return the stretches of decoded bytes that are text, one a line; empty where there is none.

    Bytes by chance are hardly ever text for seven characters on end.
    """
    bare = raw.replace(b"\x00", b"")
    found = _CLEAN.findall(bare.decode("utf-8", "replace"))
    if len(raw) - len(bare) >= _FEW_WIDE:
        found += [run.replace(b"\x00", b"").decode("latin-1") for run in _WIDE.findall(raw)]
    return "\n".join(dict.fromkeys(found))


def plain(piece: str) -> list[str]:
    """Return what one whole piece of a request stands for, where it is an encoded text."""
    found: list[str] = []
    if _TEXT.fullmatch(piece) is None:
        return found
    level = [piece]
    for _ in range(_DEPTH):
        level = [text for one in level for raw in _whole(one) for text in _texts(raw)]
        if not level:
            break
        found += level
    return found


def _whole(piece: str) -> Iterator[bytes]:
    token = piece.rstrip("=") if piece.endswith("=") else piece
    if len(token) % 4 != 1 and _AS_BASE64.fullmatch(token):
        yield a2b_base64(_standard(token) + "=" * (-len(token) % 4))
    if _AS_BASE32.fullmatch(token):
        yield _bits(token)
    if len(token) % 2 == 0 and _AS_HEX.fullmatch(token):
        yield unhexlify(token)


def _texts(raw: bytes) -> Iterator[str]:
    text = raw.replace(b"\x00", b"").decode("utf-8", "replace")
    if text and "\ufffd" not in text and text.isprintable():
        yield from unescaped(text)


def _base64(text: str) -> Iterator[bytes]:
    for found in _RUN.findall(text):
        # Zeros at the end give the last bytes of a run whose padding is left out.
        run = _standard(found) + "AAA"
        for start in range(4):
            end = len(run) - (len(run) - start) % 4
            yield a2b_base64(run[start:end])[: (len(found) - start) * 3 // 4]


def _standard(run: str) -> str:
    return run.replace("-", "+").replace("_", "/")


def _base32(text: str) -> Iterator[bytes]:
    yield from map(_bits, _BASE32.findall(text))


def _bits(token: str) -> bytes:
    """Return the bytes of base32; with bases that are powers of two this takes linear time."""
    size, spare = divmod(len(token) * 5, 8)
    return (int(token.upper().translate(_DIGITS), 32) >> spare).to_bytes(size, "big")


def _hex(text: str) -> Iterator[bytes]:
    for found in _HEX.findall(text):
        digits = found.translate(_NOT_HEX)
        for start in (0, 1):
            end = len(digits) - (len(digits) - start) % 2
            yield unhexlify(digits[start:end])
