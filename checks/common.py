"""What the checks share: documents out of answers, and strict shapes."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from exposure_audit.checks.interface import Item, Task
from exposure_audit.errors import EgressRefused, GatherError
from exposure_audit.extract.interface import Form
from exposure_audit.extract.text import clean
from exposure_audit.model import Document, FactId, Gap, Part, PartKind, Reason
from exposure_audit.net.interface import Response
from exposure_audit.publishers import Publisher, shipped

__all__ = ["Item"]
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINK = re.compile(r"<a\s[^<>]{0,200}?href\s{0,3}=\s{0,3}[\"']([^\"'<>]{1,2000})", re.IGNORECASE)
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


def listed(url: str) -> Publisher | None:
    """Return the publisher on the shipped list that a URL belongs to."""
    return shipped().of(host_of(url))


def publisher_of(url: str) -> str:
    """Return the name of a listed publisher, or else the host without its `www`."""
    known = listed(url)
    return known.name if known else host_of(url).removeprefix("www.")


def part(kind: PartKind, text: str, note: str = "", *, address: bool = False) -> Part:
    """Make a cleaned part."""
    return Part(kind, clean(text), note, address)


def plain(text: str) -> str:
    """Return the text of a piece of HTML."""
    return html.unescape(_TAG.sub(" ", text))


def links_of(text: str) -> tuple[str, ...]:
    """Return where the links of a piece of HTML lead; what is shown of one may be cut short."""
    return tuple(html.unescape(found) for found in _LINK.findall(text))


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A fetched page or file, what of it could not be read, and what its bytes turned out to be."""

    document: Document
    gaps: tuple[Gap, ...]
    form: Form
    links: tuple[str, ...] = field(repr=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """The document, then its gaps."""
        return (self.document, *self.gaps)

    def without(self, reason: Reason) -> Reading:
        """Return the same without the gaps of one reason."""
        return replace(self, gaps=tuple(gap for gap in self.gaps if gap.reason is not reason))


async def from_response(task: Task, response: Response, own: FactId | None = None) -> Reading:
    """Read a fetched page or file into its document, and say what of it could not be read."""
    name = unquote(urlsplit(response.url).path).rpartition("/")[2]
    extraction = await task.reader.read(
        response.body,
        media_type=response.headers.get("content-type", ""),
        name=name,
        base_url=response.url,
    )
    parts = list(extraction.parts)
    if name:
        parts.append(part(PartKind.FILENAME, name))
    document = Document(
        response.url,
        publisher_of(response.url),
        tuple(parts),
        response.retrieved,
        hashlib.sha256(response.body).hexdigest(),
        extraction.title,
        own=own,
    )
    host = host_of(response.url)
    gaps = tuple(Gap(reason, host) for reason in extraction.gaps)
    return Reading(document, gaps, extraction.form, tuple(link.url for link in extraction.links))
