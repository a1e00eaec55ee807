"""What a source file says beyond whom it asks: terms, canaries, fit, guidance, reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exposure_audit.model import Kind, Mark, PartKind, Rung


class Family(StrEnum):
    """What kind of place a source is; groups lists and docs."""

    REGISTERS = "registers"
    ELECTIONS = "elections"
    INFRASTRUCTURE = "infrastructure"
    ACCOUNTS = "accounts"
    BREACHES = "breaches"
    SEARCH = "search"
    DIRECTORIES = "directories"
    PROPERTY = "property"
    COURTS = "courts"
    SOCIAL = "social"
    PRESS = "press"


class Automation(StrEnum):
    """What a source's terms say of programs that ask it."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTerms:
    """On what terms a source may be asked, as somebody read them on a day."""

    automation: Automation
    kept: bool
    """Whether its answers may be kept, encrypted, for some days."""
    attribution: str
    """What a report has to print where something comes of the source; or an empty text."""
    link: str
    read: dt.date
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A known positive and a known negative: an organisation's or a project's, nobody's own."""

    kind: Kind
    known: str
    shows: str
    """Words that stand in what the source publishes of the positive.

    Empty where it is enough that the positive is there and the negative is not.
    """
    unknown: str
    """What the source has nothing of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """Whom a source concerns; an empty tuple concerns everybody."""

    roles: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    lived_in: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    only: bool = False
    """Whether it is for nobody else; otherwise a match moves it up."""


ANYBODY = Fits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How the user looks in their own browser."""

    rank: int
    """Place among what matters most, from 1."""
    minutes: int
    link: str
    """Leads there without anything of the subject in it."""
    mark: Mark
    typed: tuple[Kind, ...]
    """What the user gives away by looking."""
    steps: tuple[str, ...]
    look_for: str
    when_found: str
    instead_of: str = ""
    """The check that looks there by itself where it can: then there is less need to look."""
    searches: tuple[str, ...] = ()
    """Queries to type, with `{name}`, `{address}` and the like in place of values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """One text of an entry: where in it the text stands, and what it is."""

    at: str
    note: str
    address: bool = False
    kind: PartKind = PartKind.RECORD
    html: bool = False
    """Whether it is HTML, of which the text alone counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a list goes on."""

    param: str
    first: int
    step: int
    most: int
    """Pages at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One question of a source that needs no code: asked for each fact of a kind.

    `{value}` stands for the fact, `{sha256}` for its digest; a path such as `a.b[].c` leads through
    the answer, and `{a.b}` in a locator or a record stands for what is there.
    """

    each: Kind
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    """What a value must look like there."""
    none: tuple[int, ...] = ()
    """Statuses by which the source says that it has nothing."""
    none_has: tuple[str, ...] = ()
    """Members that the body then has; a wall's 404 has others."""
    none_empty: bool = False
    """Whether the body is empty then."""
    none_null: bool = False
    """Whether a null stands in place of the entry then."""
    items: str | None = None
    """Path of the list, empty where the answer itself is the list; None for a single entry."""
    total: str = ""
    """Path of the number of entries."""
    pages: str = ""
    """Path of the number of pages."""
    more: str = ""
    """Path of what is there only where the list goes on."""
    paging: Paging | None = None
    needs: tuple[str, ...] = ()
    """Paths that every entry has, or the layout has changed."""
    same: str = ""
    """The member that repeats the value that was asked, letter case aside."""
    capitals: bool = False
    """Whether capitals make it another name there: declared names are kept in small letters."""
    named: str = ""
    """The member that has to bear one of the subject's names."""
    locator: str
    record: str = ""
    title: str = ""
    own: bool = False
    """Whether the place belongs to the declared fact."""
    entry: bool = False
    """Whether it was found by the name, so that it counts only with a declared value."""
    parts: tuple[ReadPart, ...]


_RUNGS = {
    Kind.ADDRESS: Rung.ADDRESS,
    Kind.PHONE: Rung.CONTACTS,
    Kind.EMAIL: Rung.CONTACTS,
    Kind.DATE_OF_BIRTH: Rung.CONTACTS,
    Kind.NAME: Rung.NAMES,
}


def rung_of(kind: Kind) -> Rung:
    """Return the rung on which a kind of fact stands."""
    return _RUNGS.get(kind, Rung.HANDLES)
