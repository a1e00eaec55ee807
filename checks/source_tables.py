"""The tables of a source file that say how to ask, how to prove and how to look."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from exposure_audit.checks.source import (
    Automation,
    Canary,
    Fits,
    Guide,
    Paging,
    Read,
    ReadPart,
    SourceTerms,
)
from exposure_audit.model import Kind, Mark, PartKind
from exposure_audit.toml_data import Strict

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Link = Annotated[str, StringConstraints(pattern=r"^https://\S{4,300}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[\w-]+(\[\])?(\.[\w-]+(\[\])?)*$")]
"""`a.b[].c`: members by name, and `[]` for each of a list."""
_HOLES = re.compile(r"\{(\w+)\}")
_SEARCH_HOLES = frozenset({"name", "address", "phone", "email", "username", "council", "area"})
_WAYS = frozenset({"address", "phone", "email"})


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError("this is no regular expression") from error
    return text


def _search(text: str) -> str:
    holes = set(_HOLES.findall(text))
    if not holes <= _SEARCH_HOLES:
        raise ValueError(f"a search knows {', '.join(sorted(_SEARCH_HOLES))} in braces")
    if "name" in holes and holes & _WAYS:
        raise ValueError("a search for name and address, phone or e-mail makes the very link")
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class TermsTable(Strict):
    """`[terms]`."""

    automation: Automation
    storage: Literal["kept", "not-kept"]
    attribution: str = ""
    link: Link
    read: dt.date
    mark: Mark
    note: Text

    def made(self) -> SourceTerms:
        """Return the frozen form."""
        return SourceTerms(
            automation=self.automation,
            kept=self.storage == "kept",
            attribution=self.attribution,
            link=self.link,
            read=self.read,
            mark=self.mark,
            note=self.note,
        )


class CanaryTable(Strict):
    """One `[[canaries]]`."""

    kind: Kind
    known: Text
    shows: str
    unknown: Text

    def made(self) -> Canary:
        """Return the frozen form."""
        return Canary(**dict(self))


class FitsTable(Strict):
    """`[fits]`."""

    roles: tuple[Text, ...] = ()
    nations: tuple[Text, ...] = ()
    lived_in: tuple[Text, ...] = ()
    elections: tuple[Text, ...] = ()
    statuses: tuple[Text, ...] = ()
    kinds: tuple[Kind, ...] = ()
    only: bool = False

    def made(self) -> Fits:
        """Return the frozen form."""
        return Fits(**dict(self))


class GuideTable(Strict):
    """`[guide]`."""

    rank: Annotated[int, Field(ge=1, le=100)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    link: Link
    mark: Mark
    typed: tuple[Kind, ...] = ()
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=8)]
    look_for: Text
    when_found: Text
    instead_of: Id | None = None
    searches: tuple[Annotated[str, AfterValidator(_search)], ...] = ()

    def made(self) -> Guide:
        """Return the frozen form."""
        return Guide(**{**dict(self), "instead_of": self.instead_of or ""})


class _PartTable(Strict):
    at: Path
    note: Text
    address: bool = False
    kind: PartKind = PartKind.RECORD
    html: bool = False


class _PagingTable(Strict):
    param: Text
    first: Annotated[int, Field(ge=0, le=1)] = 1
    step: Annotated[int, Field(ge=1, le=1000)] = 1
    most: Annotated[int, Field(ge=1, le=50)]


class ReadTable(Strict):
    """One `[[reads]]`."""

    each: Kind
    url: Link
    params: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    pattern: Pattern = ""
    none: tuple[Annotated[int, Field(ge=200, le=599)], ...] = ()
    none_has: tuple[Text, ...] = ()
    none_empty: bool = False
    none_null: bool = False
    items: str | None = None
    total: str = ""
    pages: str = ""
    more: str = ""
    paging: _PagingTable | None = None
    needs: Annotated[tuple[Text, ...], Field(min_length=1)]
    same: str = ""
    capitals: bool = False
    named: str = ""
    locator: Link
    record: str = ""
    title: str = ""
    own: bool = False
    entry: bool = False
    parts: Annotated[tuple[_PartTable, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _knows_nothing_from_a_wall(self) -> Self:
        if self.none and not (self.none_has or self.none_empty):
            raise ValueError("what tells the source's own `none` from a wall's 404?")
        if self.paging and self.items is None:
            raise ValueError("only a list goes on")
        return self

    def made(self) -> Read:
        """Return the frozen form."""
        plain = {name: value for name, value in self if name not in {"parts", "paging"}}
        parts = tuple(ReadPart(**dict(part)) for part in self.parts)
        paging = Paging(**dict(self.paging)) if self.paging else None
        return Read(**plain, parts=parts, paging=paging)
