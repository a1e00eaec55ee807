"""Text and addresses from outside, made fit for a page, a terminal and a JSON file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# Controls can drive a terminal; bidi and invisible characters can show one address as another
# (Unicode TR 36); lone surrogates cannot be written as UTF-8.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]+"
)
_LINKABLE = frozenset({"http", "https"})


def clean(text: str) -> str:
    """Return the text on one line, without controls, bidi marks and invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    return _UNFIT.sub(" ", text).strip()


def clean_lines(text: str) -> str:
    """Return the text with its lines kept, each as `clean` makes it."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(filter(None, (clean(line) for line in text.split("\n"))))


@dataclass(frozen=True, slots=True)
class Place:
    """A locator as a report shows it."""

    href: str
    """Where a link leads, or empty where none may be made."""
    host: str
    """Who answers there; the ASCII form, so that no look-alike letter deceives."""
    path: str
    """The rest; the whole locator for a file, a DNS name and the like."""


def place(locator: str) -> Place:
    """Split a locator; only a whole http or https address is linked.

    A value that was masked leaves its label, and so a space: that address leads nowhere.
    """
    text = clean(locator)
    parts = _split(text)
    if parts is None:
        return Place("", "", text)
    whole = text == locator and " " not in text and "@" not in parts.netloc
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    return Place(text if whole else "", _ascii_host(parts), "" if rest == "/" else rest)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in _LINKABLE and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if usable else None


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        shown = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        shown = host.encode("ascii", "backslashreplace").decode("ascii")
    return f"{shown}:{parts.port}" if parts.port else shown
