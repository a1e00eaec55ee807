"""What a request's text may stand for: escapes and encodings undone, also in each other."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from exposure_audit.facts.carried import unescaped
from exposure_audit.facts.encoded import clean, decoded

_DEPTH = 3
"""How often a text may be encoded (base64 of hex of ...) and still be read."""


def undone(text: str) -> tuple[tuple[str, ...], bytes]:
    """Return all that a text may say, and all bytes that it may stand for.

    The lines of the text are pieces of a request. An encoded value may be cut over several.
    """
    texts = unescaped(text)
    level, raw = texts, [unquote_to_bytes(text) if "%" in text else b""]
    for depth in range(_DEPTH):
        raw.append(decoded("\n".join(level), glued=depth == 0))
        if not (said := clean(raw[-1])):
            break
        level = unescaped(said)
        texts += level
    return texts, b"\n".join(raw)
