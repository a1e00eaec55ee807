"""Fetching a page behind a gate: every redirect, also one that stands in a page, is asked first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from yarl import URL

from exposure_audit.checks.common import Item, entry_of, from_response, host_of, publisher_of
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.html_glance import Glance, glance
from exposure_audit.extract.html_links import absolute
from exposure_audit.model import Gap, Reason
from exposure_audit.net.faults import REDIRECTS
from exposure_audit.net.interface import OK, Response
from exposure_audit.net.walls import leads_to_login

Gate = Callable[[str], Awaitable[Reason | None]]
"""Says why a URL must not be fetched, or None where it may be."""

_SOON = 5
"""A page that refreshes itself within so many seconds is on the way to another."""
_LITTLE, _NEXT_TO_NOTHING = 300, 100
"""Visible characters: of a page on the way to another, and of one that only embeds another."""
_GLANCE_BYTES = 200_000
_PAGES = frozenset({"text/html", "application/xhtml+xml", ""})


@dataclass(frozen=True, slots=True)
class Fetched:
    """The page that was led to, and the pages on the way that refreshed themselves into it."""

    response: Response
    passed: tuple[Response, ...] = ()


async def fetch(
    task: Task,
    url: str,
    gate: Gate,
    *,
    found_on: str | None = None,
    accept: Collection[int] = OK,
) -> Fetched:
    """Fetch a URL and follow its redirects and quick refreshes, asking the gate before each hop.

    Raises `GatherError` with the gate's reason, with redirect-loop or login, or as `Channel.get`.
    """
    first = url
    seen: set[str] = set()
    passed: list[Response] = []
    while url not in seen and len(seen) <= task.limits.redirects:
        if reason := await gate(url):
            raise GatherError(reason, host_of(url))
        seen.add(url)
        response = await task.channel.get(
            url, accept={*accept, *REDIRECTS}, follow=False, found_on=found_on
        )
        target = _target(response)
        if not target:
            if leads_to_login(URL(first), URL(response.url)):
                raise GatherError(Reason.LOGIN, host_of(url))
            return Fetched(response, tuple(passed))
        if response.status not in REDIRECTS:
            passed.append(response)
        found_on, url = url, target
    raise GatherError(Reason.REDIRECT_LOOP, host_of(url))


async def items_of(task: Task, fetched: Fetched) -> tuple[Item, ...]:
    """Read a page whose links are not followed, and the pages on the way to it.

    One that is gone is a document without parts. One that only frames another page is a gap
    (unsupported): what it frames was not fetched.
    """
    items: list[Item] = []
    for response in fetched.passed:
        items += (await from_response(task, response)).without(Reason.NO_TEXT).items
    last = fetched.response
    if last.status != 200:
        gone = entry_of(last.url, publisher_of(last.url), (), last.retrieved)
        return (*items, gone)
    items += (await from_response(task, last)).items
    if _frames_another(last):
        items.append(Gap(Reason.UNSUPPORTED, host_of(last.url)))
    return tuple(items)


def _frames_another(response: Response) -> bool:
    seen = _glance(response)
    if seen is None:
        return False
    return seen.frameset or (seen.embeds and len(seen.own) <= _NEXT_TO_NOTHING)


def _glance(response: Response) -> Glance | None:
    if response.content_type not in _PAGES or len(response.body) > _GLANCE_BYTES:
        return None
    return glance(response.body, response.charset)


def _target(response: Response) -> str:
    """Return where an answer leads on to, or an empty text; raises `GatherError`."""
    if response.status in REDIRECTS:
        return _checked(response, response.headers.get("location", "void:"))
    seen = _glance(response) if response.status == 200 else None
    if seen is None or seen.refresh is None or len(seen.text) > _LITTLE:
        return ""
    seconds, target = seen.refresh
    to = absolute(response.url, target)
    return _checked(response, to) if to and seconds <= _SOON and to != response.url else ""


def _checked(response: Response, location: str) -> str:
    try:
        target = urldefrag(urljoin(response.url, location)).url
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, host_of(response.url), "bad redirect") from error
    before, after = urlsplit(response.url).scheme, urlsplit(target).scheme
    if after not in {"http", "https"}:
        raise GatherError(Reason.MALFORMED, host_of(response.url), "bad redirect")
    if (before, after) == ("https", "http"):
        raise GatherError(Reason.TLS, host_of(response.url), "redirect from https to http")
    return target
