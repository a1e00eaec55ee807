"""Bot walls and login pages that come instead of the page that was asked for.

The marks are data (`walls.toml`). A miss costs an all-clear that is none, a false alarm costs a
page that is not read; so a wall must look like one and be nearly empty besides.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Literal

from pydantic import Field
from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from exposure_audit.model import Reason
from exposure_audit.net.interface import Response
from exposure_audit.toml_data import Strict, load

MOST_BYTES = 200_000
"""No wall is larger (bytes)."""
LOOK_WITHIN = 16_000
"""Titles and marks further down are not looked for (bytes): this runs on every page."""

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})")

_LOGIN = re.compile(
    r"/(log-?in|sign-?in|logon|signon|login_form|accounts/login|session/new|auth/login)"
    r"(\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)


class Wall(Strict):
    """One kind of wall."""

    name: str
    reason: Literal["captcha", "blocked", "login"]
    most_text: int = Field(gt=0, le=5_000)
    """Visible characters, at most."""
    titles: list[str]
    marks: list[str] = Field(min_length=1)


class Walls(Strict):
    """The whole file."""

    wall: list[Wall]


@cache
def shipped() -> tuple[Wall, ...]:
    """Return the shipped walls; raises `DataError` with file and line."""
    return tuple(load(files("exposure_audit.net").joinpath("walls.toml"), Walls).wall)


def wall_reason(response: Response) -> Reason | None:
    """Return why a page is a wall and not the page that was asked for, or None."""
    # Cloudflare's own word, on challenges of any status.
    if response.headers.get("cf-mitigated") == "challenge":
        return Reason.CAPTCHA
    if response.content_type not in {"text/html", "application/xhtml+xml"}:
        return None
    if len(response.body) > MOST_BYTES:
        return None
    source = response.body[:LOOK_WITHIN].lower()
    title = _title(source)
    suspects = [wall for wall in shipped() if _suspect(wall, title, source)]
    return _judge(suspects, response.body) if suspects else None


def _title(source: bytes) -> str:
    found = _TITLE.search(source)
    text = unescape(found[1].decode("utf-8", "replace")) if found else ""
    return " ".join(text.split())


def _suspect(wall: Wall, title: str, source: bytes) -> bool:
    return title.startswith(tuple(wall.titles)) or all(
        mark.encode() in source for mark in wall.marks
    )


def _judge(suspects: list[Wall], body: bytes) -> Reason | None:
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    tree.strip_tags(["script", "style", "template", "title"])
    text = " ".join(tree.root.text(separator=" ").split()) if tree.root else ""
    return next((Reason(wall.reason) for wall in suspects if len(text) <= wall.most_text), None)


def leads_to_login(asked: URL, got: URL) -> bool:
    """Tell whether a redirect led from some page to a login page."""
    return bool(_LOGIN.search(got.path)) and not _LOGIN.search(asked.path)
