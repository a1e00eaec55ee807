"""Bytes to text, and text to clean text; neither ever fails."""

from __future__ import annotations

import codecs
import re
import unicodedata

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Zero-width characters, soft hyphen, bidi controls, and the hyphen mark of PDFium: they stand
# inside words, so that a space in their place would split what a reader sees as one.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, 0xFFFE, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)]
)  # fmt: skip
_SPACES = {
    code: " " for code in range(0x3001) if chr(code).isspace() and chr(code) not in "\n"
} | dict.fromkeys([0x85, 0x2028, 0x2029, 0x0B, 0x0C, 0x0D], "\n")
_CONTROLS = {
    code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in {0x0A, *_SPACES}
}
_TABLE = _CONTROLS | _SPACES | _INVISIBLE
_REPLACED = {chr(code): other or "" for code, other in _TABLE.items()}
_FEW = 6
_PLAIN = bytes([0x0A, *range(0x20, 0x7F)])
"""What needs no cleaning, and so can be taken out of a text in one go to see what is left."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_SETTLED = frozenset(
    chr(code)
    for code in (*range(0x250), *range(0x2000, 0x2070), 0x20AC, 0x2122)
    if unicodedata.is_normalized("NFC", chr(code))
)
"""Alone or beside each other these are in NFC: no letter's marks are among them."""
_WIDE = ("utf-16", "utf-32")
_START = 4_096
_FEW_ZEROS, _MANY_ZEROS, _LONG_ENOUGH = 0.1, 0.6, 100
_SAMPLE = 200_000
_NOISE_SHARE = 0.02
_NOISE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_FOREIGN = re.compile("[^\x00-\x7f]")
_UPPER_HALF = re.compile("[\xa1-\xff]")
_WHITE = re.compile(r"\s")


def clean(text: str) -> str:
    """Return the text in NFC, without invisible characters, with plain spaces and line ends.

    Control characters become spaces. Lines are kept, so that they can be counted.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    unusual = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    if not unusual:
        return text
    characters = set(unusual.decode("utf-8", "surrogatepass"))
    text = _replaced(text, characters & _REPLACED.keys())
    if text.isascii():
        return text
    if not _SURROGATES.isdisjoint(characters):
        text = _SURROGATE.sub("\ufffd", text)
    return text if characters <= _SETTLED else unicodedata.normalize("NFC", text)


def _replaced(text: str, characters: set[str]) -> str:
    """Return a text with these characters replaced; for a few that is faster one by one."""
    if len(characters) > _FEW:
        return text.translate(_TABLE)
    for character in characters:
        text = text.replace(character, _REPLACED[character])
    return text


def one_line(text: str) -> str:
    """Return the cleaned text on one line with single spaces."""
    return " ".join(clean(text).split())


def decode(body: bytes, charset: str = "") -> str:
    """Return the body's text: by byte order mark, else UTF-8, else as declared, else windows-1252.

    UTF-16 and UTF-32 are tried before UTF-8, which would read them without complaint, where zero
    bytes show them; a page that wrongly declares them has none.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    known = _known(charset)
    wide = known if known.startswith(_WIDE) and b"\x00" in body[:_START] else ""
    for encoding in filter(None, (wide or unmarked_width(body), "utf-8", known)):
        try:
            return body.decode(encoding)
        except (UnicodeError, ValueError):
            continue
    return _mostly_utf_8(body) or body.decode("windows-1252", "replace")


def unmarked_width(body: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" for a text in it without a mark, else an empty text.

    Latin letters have a zero byte each, all on one side; and no control characters come out.
    """
    start = body[: _START - _START % 2]
    if b"\x00" not in start:
        return ""
    before, after = start[::2].count(0), start[1::2].count(0)
    if before and after:
        return ""
    encoding = "utf-16-be" if before else "utf-16-le"
    share = _FEW_ZEROS if len(start) >= _LONG_ENOUGH else _MANY_ZEROS
    text = start[: len(start) // 2 * 2].decode(encoding, "replace")
    plain = text and (before + after) * 2 >= share * len(start) and not _NOISE.search(text)
    return encoding if plain else ""


def _mostly_utf_8(body: bytes) -> str:
    """Return a text that is UTF-8 but for a few broken bytes, or an empty text."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = len(_FOREIGN.findall(text)) - broken
    return text if sound > 4 * broken else ""


def garbled(text: str) -> bool:
    """Whether a decoded text is noise.

    Control characters, or hardly anything but Latin letters with marks, which is how another
    alphabet reads that was taken for windows-1252.
    """
    sample = text[:_SAMPLE]
    if len(_NOISE.findall(sample)) > max(3, len(sample) * _NOISE_SHARE):
        return True
    upper = len(_UPPER_HALF.findall(sample))
    return upper > 8 and upper * 2 > len(sample) - len(_WHITE.findall(sample))


def _known(charset: str) -> str:
    """Return Python's name for a text encoding, or an empty text for anything else."""
    try:
        found = codecs.lookup(charset.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return ""
    # rot13, hex and zlib are codecs too, but not of text (zlib would be a bomb).
    is_text = getattr(found, "_is_text_encoding", False)
    return found.name if is_text and found.name not in {"idna", "punycode"} else ""
