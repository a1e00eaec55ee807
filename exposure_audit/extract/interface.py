"""What comes out of extraction."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from exposure_audit.model import Part, Reason


class Form(StrEnum):
    """What a body turned out to be, by its bytes before what it claims to be."""

    HTML = "html"
    """A web page, or XML of any kind."""
    PDF = "pdf"
    IMAGE = "image"
    VCARD = "vcard"
    """Contact cards and calendars."""
    JSON = "json"
    TABLE = "table"
    """CSV and its kin."""
    PLAIN = "plain"
    OFFICE = "office"
    """Texts, workbooks and slides: Office Open XML, OpenDocument, RTF."""
    MAIL = "mail"
    ARCHIVE = "archive"
    """Files packed into one."""
    UNKNOWN = "unknown"
    """Nothing that can be read: binary, noise, or larger than the limit."""
    EMPTY = "empty"
    """No bytes, or white space alone."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The parts of a document, and why some of it could not be read."""

    parts: tuple[Part, ...] = field(repr=False)
    gaps: tuple[Reason, ...] = ()
    """Never empty where something was left unread."""
    title: str = field(default="", repr=False)
    form: Form = Form.UNKNOWN
    links: tuple[Link, ...] = field(default=(), repr=False)
    """Of a web page, where its address was given."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of a page: absolute, http or https, without fragment."""

    url: str = field(repr=False)
    element: str
    """The element that holds it: a, area, img, link, iframe, source, object, embed."""


class Reader(Protocol):
    """Takes bodies apart."""

    async def read(
        self, body: bytes, *, media_type: str, name: str, base_url: str = ""
    ) -> Extraction:
        """Return what stands in a body, and why some of it could not be read; never raises.

        `media_type` is the Content-Type as sent, `name` a file name; `base_url`, where given, has
        the links of a web page returned too.
        """
