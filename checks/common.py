"""What the checks share: documents out of answers, strict shapes, and fetching behind a gate."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime
from functools import cache
from typing import TypeVar
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError
from yarl import URL

from exposure_audit.checks.interface import Task
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.extract.reader import read
from exposure_audit.extract.text import clean
from exposure_audit.limits import Limits
from exposure_audit.model import Document, FactId, Gap, Part, PartKind, Reason
from exposure_audit.net.interface import OK, Response
from exposure_audit.net.walls import leads_to_login
from exposure_audit.publishers import Publisher, Publishers

Item = Document | Gap
Gate = Callable[[str], Awaitable[Reason | None]]
"""Says why a URL must not be fetched, or None where it may be."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LAST = frozenset({Reason.AUTH, Reason.RATE_LIMITED, Reason.QUOTA, Reason.BUDGET})
"""Reasons after which asking the same API again only does harm."""


class Shape(BaseModel):
    """The base of every model of an answer: unknown members are fine, wrong types are not."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


S = TypeVar("S", bound=Shape)


def parse(model: type[S], response: Response) -> S:
    """Read an answer's JSON into its shape; raises `GatherError` (malformed)."""
    host = host_of(response.url)
    try:
        value = response.json()
    except GatherError as error:
        raise GatherError(error.reason, host, error.detail) from error
    return shaped(model, value, host)


def shaped(model: type[S], value: object, host: str) -> S:
    """Read parsed JSON into its shape; raises `GatherError` (malformed)."""
    try:
        return model.model_validate(value)
    except (ValidationError, RecursionError) as error:
        raise GatherError(Reason.MALFORMED, host, f"not a {model.__name__}") from error


def gap_of(error: GatherError, host: str = "") -> Gap:
    """Return what could not be looked at; an `EgressRefused` is raised again, never swallowed."""
    if isinstance(error, EgressRefused):
        raise error
    return Gap(error.reason, error.host or host)


def host_of(url: str) -> str:
    """Return a URL's host in lower case, or an empty text."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@cache
def _publishers() -> Publishers:
    return Publishers.load()


def listed(url: str) -> Publisher | None:
    """Return the publisher on the shipped list that a URL belongs to."""
    return _publishers().of(host_of(url))


def publisher_of(url: str) -> str:
    """Return the name of a listed publisher, or else the host without its `www`."""
    known = listed(url)
    return known.name if known else host_of(url).removeprefix("www.")


def part(kind: PartKind, text: str, note: str = "", *, address: bool = False) -> Part:
    """Make a cleaned part."""
    return Part(kind, clean(text), note, address)


def entry_of(
    locator: str,
    publisher: str,
    parts: Iterable[Part],
    retrieved: datetime,
    *,
    title: str = "",
    record: str | None = None,
    own: FactId | None = None,
    entry: bool = False,
) -> Document:
    """Make the document of one entry of a register, an index or a zone; empty texts are left out.

    Its SHA-256 is that of its parts' texts, one per line.
    """
    kept = tuple(each for each in parts if each.text)
    digest = hashlib.sha256("\n".join(each.text for each in kept).encode()).hexdigest()
    return Document(locator, publisher, kept, retrieved, digest, clean(title), record, own, entry)


def from_response(
    response: Response, *, publisher: str, limits: Limits, own: FactId | None = None
) -> tuple[Document, tuple[Gap, ...]]:
    """Read a fetched page or file into its document, and say what of it could not be read."""
    name = unquote(urlsplit(response.url).path).rpartition("/")[2]
    extraction = read(
        response.body,
        media_type=response.headers.get("content-type", ""),
        name=name,
        limits=limits,
    )
    parts = list(extraction.parts)
    if name:
        parts.append(part(PartKind.FILENAME, name))
    digest = hashlib.sha256(response.body).hexdigest()
    document = Document(
        response.url,
        publisher,
        tuple(parts),
        response.retrieved,
        digest,
        extraction.title,
        own=own,
    )
    host = host_of(response.url)
    return document, tuple(Gap(reason, host) for reason in extraction.gaps)


async def fetch(
    task: Task,
    url: str,
    gate: Gate,
    *,
    found_on: str | None = None,
    accept: Collection[int] = OK,
) -> Response:
    """Fetch a URL and follow its redirects, asking the gate before each hop.

    Raises `GatherError` with the gate's reason, with redirect-loop or login, or as `Channel.get`.
    """
    first = url
    seen: set[str] = set()
    while url not in seen and len(seen) <= task.limits.redirects:
        if reason := await gate(url):
            raise GatherError(reason, host_of(url))
        seen.add(url)
        response = await task.channel.get(
            url, accept={*accept, *REDIRECTS}, follow=False, found_on=found_on
        )
        if response.status not in REDIRECTS:
            if leads_to_login(URL(first), URL(response.url)):
                raise GatherError(Reason.LOGIN, host_of(url))
            return response
        found_on, url = url, _target(response)
    raise GatherError(Reason.REDIRECT_LOOP, host_of(url))


def _target(response: Response) -> str:
    try:
        target = urldefrag(urljoin(response.url, response.headers.get("location", "void:"))).url
    except ValueError as error:
        raise GatherError(Reason.MALFORMED, host_of(response.url), "bad redirect") from error
    before, after = urlsplit(response.url).scheme, urlsplit(target).scheme
    if after not in {"http", "https"}:
        raise GatherError(Reason.MALFORMED, host_of(response.url), "bad redirect")
    if (before, after) == ("https", "http"):
        raise GatherError(Reason.TLS, host_of(response.url), "redirect from https to http")
    return target
