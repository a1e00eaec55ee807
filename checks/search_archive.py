"""A dated copy of a page that must not be visited: the Wayback Machine shows it in its stead.

Availability: https://archive.org/help/wayback_api.php. An empty answer proves nothing, and a copy
says what stood there once: whoever asks for one still has to say that the page was not visited.
"""

from __future__ import annotations

import re
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from exposure_audit.checks.common import Shape, from_response, host_of, parse, publisher_of
from exposure_audit.checks.interface import Task
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.model import Document
from exposure_audit.net.interface import Response

AVAILABLE = "https://archive.org/wayback/available"
COPIES = "https://web.archive.org/web"

_TIMESTAMP = re.compile(r"\d{14}")
_COPY = re.compile(re.escape(COPIES) + r"/(\d{14})id_/(.+)", re.DOTALL)


class _Closest(Shape):
    available: bool
    timestamp: str


class _Snapshots(Shape):
    closest: _Closest | None = None


class _Available(Shape):
    archived_snapshots: _Snapshots


async def copy_of(task: Task, url: str, found_on: str) -> Document | None:
    """Return the newest copy as a document of the page itself, or None where none can be had.

    Whatever the archive is asked, a search engine's link says: it is refused, and there is no copy,
    where that link carries more of the subject than the archive may learn.
    """
    if not _is_public(url):
        return None
    try:
        found = await task.channel.get(
            AVAILABLE,
            params={"url": url},
            found_on=found_on,
            max_bytes=task.limits.json_bytes,
        )
        closest = parse(_Available, found).archived_snapshots.closest
        if not closest or not closest.available or not _TIMESTAMP.fullmatch(closest.timestamp):
            return None
        shown = await task.channel.get(f"{COPIES}/{closest.timestamp}id_/{url}", found_on=AVAILABLE)
        return await _document(task, url, shown)
    except EgressRefused:
        raise
    except GatherError:
        return None


async def _document(task: Task, url: str, shown: Response) -> Document | None:
    """Read a copy; one of another page, to which the archive led on, says nothing of this one."""
    copied = _COPY.fullmatch(shown.url)
    if copied is None or _bare(copied[2]) != _bare(url):
        return None
    document = (await from_response(task, shown)).document
    dated = f"copy of {copied[1][:4]}-{copied[1][4:6]}-{copied[1][6:8]}"
    parts = (
        replace(part, note=f"{dated}, {part.note}".removesuffix(", ")) for part in document.parts
    )
    return replace(document, locator=url, publisher=publisher_of(url), parts=tuple(parts))


def _is_public(url: str) -> bool:
    """Tell whether a URL is one that anybody could know: no address, port or password in it."""
    host = host_of(url)
    try:
        ip_address(host)
    except ValueError:
        return urlsplit(url).netloc.lower() == host and "." in host
    return False


def _bare(url: str) -> str:
    """Return a URL without what its spellings differ in."""
    text = unquote(url).casefold().partition("#")[0]
    return re.sub(r"^https?:/{1,2}(?:www\.)?", "", text).removesuffix("/")
