"""What comes out of extraction."""

from __future__ import annotations

from dataclasses import dataclass, field

from exposure_audit.model import Part, Reason


@dataclass(frozen=True, slots=True)
class Extraction:
    """The parts of a document, and why some of it could not be read."""

    parts: tuple[Part, ...] = field(repr=False)
    gaps: tuple[Reason, ...] = ()
    """Never empty where something was left unread."""
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of a page: absolute, http or https, without fragment."""

    url: str = field(repr=False)
    element: str
    """The element that holds it: a, area, img, link, iframe, source, object, embed."""
