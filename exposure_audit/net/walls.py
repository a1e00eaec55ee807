"""Bot walls and login pages that come instead of the page that was asked for.

The marks are data (`walls.toml`). A miss costs an all-clear that is none, a false alarm costs a
page that is not read; so a wall must look like one and be nearly empty besides.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Literal, Self

from pydantic import Field, model_validator
from yarl import URL

from exposure_audit.extract.html_glance import Glance, glance, shows_more_than
from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.toml_data import Strict, load

MOST_BYTES = 1_000_000
"""No wall is larger (bytes)."""
LOOK_WITHIN = 64_000
"""Titles and marks further down are not looked for (bytes): this runs on every page."""
MOST_BEFORE_PASSWORD = 600
"""Visible characters of a page that does nothing but ask for a password, at most."""

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})")

_LOGIN = re.compile(
    r"/(?:(?:wp-)?(?:log|sign)[-_]?(?:in|on)(?:[-_]form)?(?:/(?:index|form|identifier))?"
    r"|servicelogin|authwall|auth|password|sessions?/new|session|checkpoint/lg(?:/[^/]{1,80})?"
    r"|(?:sso|saml2?)(?:/[^/]{1,80})?|oauth2?(?:/v[\d.]{1,5})?/auth(?:orize)?|adfs/ls)"
    r"(?:\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"/(?:(?:wp-)?admin|administrator|dashboard|(?:my-?)?account|register|registration|join"
    r"|sign-?up|(?:lost|reset|forgot(?:ten)?)-?password)(?:\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
"""What asks for a password on purpose: no public page stands behind it."""


class Wall(Strict):
    """One kind of wall."""

    name: str
    reason: Literal["captcha", "blocked", "login", "no-text", "server-error"]
    most_text: int = Field(gt=0, le=5_000)
    """Visible characters, at most."""
    titles: list[str] = Field(default_factory=list)
    """The whole title or its start."""
    marks: list[str] = Field(default_factory=list)
    """All of these in the source."""
    words: list[str] = Field(default_factory=list)
    """Any of these in what a visitor without JavaScript reads, on a page that answers 200."""

    @model_validator(mode="after")
    def _known_by_something(self) -> Self:
        if not (self.titles or self.marks or self.words):
            raise ValueError("a wall needs titles, marks or words")
        return self


class Walls(Strict):
    """The whole file."""

    wall: list[Wall]


@cache
def shipped() -> tuple[Wall, ...]:
    """Return the shipped walls; raises `DataError` with file and line."""
    return tuple(load(files("exposure_audit.net").joinpath("walls.toml"), Walls).wall)


@cache
def _most_shown() -> int:
    return max(MOST_BEFORE_PASSWORD, *(wall.most_text for wall in shipped()))


def wall_reason(response: Response) -> Reason | None:
    """Return why a page is a wall and not the page that was asked for, or None."""
    # Cloudflare's own word, on challenges of any status.
    if response.headers.get("cf-mitigated") == "challenge":
        return Reason.CAPTCHA
    if response.content_type not in {"text/html", "application/xhtml+xml"}:
        return None
    if len(response.body) > MOST_BYTES:
        return None
    if shows_more_than(response.body, _most_shown()):
        return None
    seen = glance(response.body, response.charset)
    if seen is None:
        return None
    return _of_shipped(response, seen) or _password(response, seen)


def _of_shipped(response: Response, seen: Glance) -> Reason | None:
    source = response.body[:LOOK_WITHIN].lower()
    title = _title(source)
    words = seen.unscripted.lower()[:LOOK_WITHIN] if response.status == 200 else ""
    for wall in shipped():
        if len(seen.text) <= wall.most_text and _looks_like(wall, title, source, words):
            return Reason(wall.reason)
    return None


def _title(source: bytes) -> str:
    found = _TITLE.search(source)
    text = unescape(found[1].decode("utf-8", "replace")) if found else ""
    return " ".join(text.split())


def _looks_like(wall: Wall, title: str, source: bytes, words: str) -> bool:
    return (
        title.startswith(tuple(wall.titles))
        or any(word in words for word in wall.words)
        or (bool(wall.marks) and all(mark.encode() in source for mark in wall.marks))
    )


def _password(response: Response, seen: Glance) -> Reason | None:
    """Tell whether a page that should show something asks for a password and shows little else."""
    if not seen.asks_password or response.status != 200:
        return None
    on_purpose = _on_purpose(URL(response.url))
    return None if on_purpose or len(seen.text) > MOST_BEFORE_PASSWORD else Reason.LOGIN


def _on_purpose(url: URL) -> bool:
    return bool(_LOGIN.search(url.path) or _OFFICE.search(url.path))


def leads_to_login(asked: URL, got: URL) -> bool:
    """Tell whether a redirect led from some page to a login page."""
    return bool(_LOGIN.search(got.path)) and not _on_purpose(asked)
