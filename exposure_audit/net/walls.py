"""Bot walls and login pages that come instead of the page that was asked for.

The marks are data (`walls.toml`). A miss costs an all-clear that is none, a false alarm costs a
page that is not read; so a wall must look like one and be nearly empty besides.
"""

from __future__ import annotations

import re
from functools import cache
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
    source = response.body.decode("utf-8", "replace").lower()
    suspects = [wall for wall in shipped() if _suspect(wall, source)]
    return _judge(suspects, source) if suspects else None


def _suspect(wall: Wall, source: str) -> bool:
    return all(mark in source for mark in wall.marks) or any(
        title in source for title in wall.titles
    )


def _judge(suspects: list[Wall], source: str) -> Reason | None:
    tree = LexborHTMLParser(source)
    heading = tree.css_first("title")
    title = " ".join(heading.text().split()) if heading else ""
    tree.strip_tags(["script", "style", "template", "title"])
    text = " ".join(tree.root.text(separator=" ").split()) if tree.root else ""
    for wall in suspects:
        named = any(title.startswith(each) for each in wall.titles)
        marked = all(mark in source for mark in wall.marks)
        if (named or marked) and len(text) <= wall.most_text:
            return Reason(wall.reason)
    return None


def leads_to_login(asked: URL, got: URL) -> bool:
    """Tell whether a redirect led from some page to a login page."""
    return bool(_LOGIN.search(got.path)) and not _LOGIN.search(asked.path)
