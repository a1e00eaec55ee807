"""Removal routes: how to have something removed, with the source and date of each statement.

A route is `routes/<id>.toml`; adding one needs no code. Nothing that nobody verified is stated:
a statement with the mark U prints as "check on the site" (SOURCES.md explains the marks).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from exposure_audit.model import Kind, Mark, PartKind, RouteId
from exposure_audit.publishers import PublisherClass

UNVERIFIED = "check on the site"


class Approach(StrEnum):
    """Who should speak to the publisher."""

    SELF = "self"
    """The subject holds the place, or deals with its owner as a customer or member."""
    NEUTRAL = "neutral"
    """A public body or business; a formal request, from the subject or someone for them."""
    NEVER = "never"
    """Contact would tell a hostile owner that they hit home."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fee, law, deadline or form as a source states it."""

    text: str
    mark: Mark
    url: str = ""
    """Where it is stated, or for a form where the form is."""
    date: dt.date | None = None
    """When the source was published or, where it is undated, when it was read."""

    @property
    def shown(self) -> str:
        """The text, or "check on the site" where nobody verified it."""
        return UNVERIFIED if self.mark is Mark.UNVERIFIED else self.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source that backs the route's steps and cautions, or what no source was found for."""

    mark: Mark
    what: str
    """What the source says; with the mark U the open question alone."""
    url: str = ""
    date: dt.date | None = None
    """As in `Stated`."""

    @property
    def shown(self) -> str:
        """What the source says, or the question followed by "check on the site"."""
        return f"{self.what}: {UNVERIFIED}" if self.mark is Mark.UNVERIFIED else self.what


@dataclass(frozen=True, slots=True)
class Applies:
    """When a route is the right one: every condition given must hold; `choose.py` tests them."""

    parts: frozenset[PartKind] = frozenset()
    """One of these is where a fact stood."""
    kinds: frozenset[Kind] = frozenset()
    """One of these was seen."""
    classes: frozenset[PublisherClass] = frozenset()
    """The publisher is of one of these classes."""
    unlisted: bool = False
    """`classes` also holds for a publisher outside the shipped list."""
    place: tuple[str, ...] = ()
    """One of these stands in the locator's path, compared in lower case with `-` between words."""
    hosts: tuple[str, ...] = ()
    """The locator is on one of these, or under it."""
    own: bool | None = None
    """Whether it is the subject's own place, or a record under their declared number."""
    declared: bool | None = None
    """Whether a declared fact was seen; otherwise the place shows an undeclared address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to have something removed."""

    id: RouteId
    title: str
    source: str
    """Who decides: "Companies House", "the council's returning officer", "you"."""
    approach: Approach
    steps: tuple[str, ...]
    minutes: int
    """The user's own work, as an estimate of ours; the weight of the cheapest cut."""
    checked: dt.date
    """When all of this was last compared with its sources."""
    form: Stated | None = None
    """The form's name; its `url` is where the form is."""
    fee: Stated | None = None
    law: Stated | None = None
    deadline: Stated | None = None
    """How soon they must or usually do act."""
    caution: str = ""
    when_not: str = ""
    evidence: tuple[Evidence, ...] = ()
    applies: Applies = Applies()

    @property
    def form_name(self) -> str:
        """The form as it may be printed, or empty."""
        return self.form.shown if self.form else ""

    @property
    def form_url(self) -> str:
        """The form's address, or empty."""
        return self.form.url if self.form else ""


GENERAL = RouteId("third-party-page")
"""The route that always fits."""


def load_routes(folder: Traversable | None = None) -> Mapping[RouteId, Route]:
    """Read every route of a folder (the shipped ones); raises `DataError` with file and line."""
    from exposure_audit.removal.schema import read_routes

    return read_routes(folder) if folder else _shipped()


@cache
def _shipped() -> Mapping[RouteId, Route]:
    from exposure_audit.removal.schema import read_routes

    return read_routes(files("exposure_audit.removal") / "routes")
