"""The shipped list of known publishers: who they are, and whether an audit may visit them.

`publishers.toml` is the list. A host outside it is unfamiliar: visiting it could tell its owner
that somebody looks (DESIGN.md principle 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from exposure_audit.errors import DataError
from exposure_audit.model import Reason
from exposure_audit.toml_data import Strict, load


class PublisherClass(StrEnum):
    """What kind of publisher it is; removal routes and severities depend on it."""

    REGISTER = "register"
    COUNCIL = "council"
    PRESS = "press"
    DIRECTORY = "directory"
    BROKER = "broker"
    PLATFORM = "platform"
    ARCHIVE = "archive"
    SEARCH = "search"
    CHARITY = "charity"
    GOVERNMENT = "government"


NOT_VISITED_FOR = (Reason.TERMS, Reason.LOGIN, Reason.UNFAMILIAR_HOST)
"""Why a known publisher may stay unvisited; the last: anyone can publish there and may see visits.
"""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A known publisher."""

    host: str
    """The listed name; it stands for itself and everything under it."""
    name: str
    klass: PublisherClass
    unvisited: Reason | None = None
    """Why an audit must not open its pages, or None where it may."""
    searched: int | None = None
    """Its place among the directories that are looked into by way of a search engine."""

    @property
    def visit(self) -> bool:
        """Whether an audit may open its pages."""
        return self.unvisited is None


@dataclass(frozen=True, slots=True)
class Publishers:
    """The list, by host."""

    by_host: Mapping[str, Publisher]

    @classmethod
    def load(cls, path: Traversable | None = None) -> Self:
        """Read the list (the shipped one); raises `DataError` with file and line."""
        path = path or files("exposure_audit") / "publishers.toml"
        by_host: dict[str, Publisher] = {}
        for table in load(path, _File).publisher:
            if table.host in by_host:
                raise DataError(str(path), f"{table.host} is listed twice")
            by_host[table.host] = table.made()
        return cls(by_host)

    def searched(self) -> tuple[str, ...]:
        """Return the hosts that a search engine is asked about, what matters most first."""
        ranked = [(one.searched, one.host) for one in self.by_host.values() if one.searched]
        return tuple(host for _, host in sorted(ranked))

    def of(self, host: str) -> Publisher | None:
        """Return who stands behind a host, or None for one that is not listed.

        An entry without a name stands for many bodies, which are named by their own host.
        """
        normal = host.strip().rstrip(".").lower()
        for name in _suffixes(normal):
            if found := self.by_host.get(name):
                named = found.name or normal.removeprefix("www.")
                return replace(found, name=named)
        return None


def _suffixes(host: str) -> Iterator[str]:
    """Yield a host and what stands to the right of each of its dots, longest first."""
    while host:
        yield host
        host = host.partition(".")[2]


_LISTS_OF_PEOPLE = frozenset({PublisherClass.DIRECTORY, PublisherClass.BROKER})
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]


class _Table(Strict):
    """One `[[publisher]]`."""

    host: Host
    name: Annotated[str, StringConstraints(max_length=80)] = ""
    klass: Annotated[PublisherClass, Field(alias="class")]
    visit: bool = True
    reason: Reason | None = None
    searched: Annotated[int, Field(ge=1, le=10)] | None = None

    @field_validator("reason")
    @classmethod
    def _is_a_reason_not_to_visit(cls, reason: Reason | None) -> Reason | None:
        if reason and reason not in NOT_VISITED_FOR:
            raise ValueError(f"must be one of {', '.join(NOT_VISITED_FOR)}")
        return reason

    @model_validator(mode="after")
    def _says_why(self) -> _Table:
        if self.visit == (self.reason is not None):
            raise ValueError("`reason` goes with visit = false, and only with it")
        return self

    @model_validator(mode="after")
    def _is_searched_where_not_visited(self) -> _Table:
        if self.searched and (self.visit or self.klass not in _LISTS_OF_PEOPLE):
            raise ValueError("`searched` is for directories and brokers with visit = false")
        return self

    def made(self) -> Publisher:
        """Return the frozen form."""
        return Publisher(self.host, self.name, self.klass, self.reason, self.searched)


class _File(Strict):
    """The list."""

    publisher: Annotated[tuple[_Table, ...], Field(min_length=1)]


@cache
def shipped() -> Publishers:
    """Return the shipped list, read once; raises `DataError` with file and line."""
    return Publishers.load()
