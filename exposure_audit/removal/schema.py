"""The schema of `routes/<id>.toml` and its reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from exposure_audit.errors import DataError
from exposure_audit.model import Kind, Mark, PartKind, RouteId
from exposure_audit.publishers import PublisherClass
from exposure_audit.removal.routes import (
    GENERAL,
    Applies,
    Approach,
    Evidence,
    Route,
    Stated,
)
from exposure_audit.toml_data import Strict, load

Words = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Link = Annotated[str, StringConstraints(pattern=r"^(https://[^\s]{4,300})?$")]
HostName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
PathWords = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{3,40}$")]


class _Backed(Strict):
    """What a mark demands: a sourced or second-hand statement names its link and date."""

    mark: Mark
    url: Link = ""
    date: dt.date | None = None

    @model_validator(mode="after")
    def _has_its_source(self) -> _Backed:
        if self.mark is not Mark.UNVERIFIED and not self.url:
            raise ValueError(f"a statement with the mark {self.mark} needs a url")
        if self.mark is not Mark.UNVERIFIED and self.date is None:
            raise ValueError(f"a statement with the mark {self.mark} needs a date")
        return self


class StatedTable(_Backed):
    """`[form]`, `[fee]`, `[law]` or `[deadline]`."""

    text: Words

    def to_stated(self) -> Stated:
        """Return the frozen form."""
        return Stated(self.text, self.mark, self.url, self.date)


class EvidenceTable(_Backed):
    """One `[[evidence]]`."""

    what: Words

    def to_evidence(self) -> Evidence:
        """Return the frozen form."""
        return Evidence(self.mark, self.what, self.url, self.date)


class AppliesTable(Strict):
    """`[applies]`."""

    parts: frozenset[PartKind] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    classes: frozenset[PublisherClass] = frozenset()
    unlisted: bool = False
    place: tuple[PathWords, ...] = ()
    hosts: tuple[HostName, ...] = ()
    own: bool | None = None
    declared: bool | None = None

    def to_applies(self) -> Applies:
        """Return the frozen form."""
        return Applies(**dict(self))


class RouteFile(Strict):
    """One route file."""

    title: Words
    source: Words
    approach: Approach
    steps: Annotated[tuple[Words, ...], Field(min_length=1, max_length=12)]
    minutes: Annotated[int, Field(ge=1, le=1000)]
    checked: dt.date
    caution: str = ""
    when_not: str = ""
    form: StatedTable | None = None
    fee: StatedTable | None = None
    law: StatedTable | None = None
    deadline: StatedTable | None = None
    evidence: Annotated[tuple[EvidenceTable, ...], Field(min_length=1)]
    applies: AppliesTable = AppliesTable()

    @model_validator(mode="after")
    def _was_checked_after_its_sources(self) -> RouteFile:
        stated = (self.form, self.fee, self.law, self.deadline, *self.evidence)
        dates = [one.date for one in stated if one and one.date]
        if any(day > self.checked for day in dates):
            raise ValueError("`checked` is earlier than the date of a source")
        return self


def read_routes(folder: Traversable) -> Mapping[RouteId, Route]:
    """Read each `<id>.toml` of a folder; raises `DataError`."""
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    routes = {
        RouteId(path.name.removesuffix(".toml")): path
        for path in paths
        if path.name.endswith(".toml")
    }
    if GENERAL not in routes:
        raise DataError(str(folder), f"the general route {GENERAL}.toml is missing")
    return {route_id: _route(route_id, path) for route_id, path in routes.items()}


def _route(route_id: RouteId, path: Traversable) -> Route:
    file = load(path, RouteFile)
    return Route(
        id=route_id,
        title=file.title,
        source=file.source,
        approach=file.approach,
        steps=file.steps,
        minutes=file.minutes,
        checked=file.checked,
        form=_stated(file.form),
        fee=_stated(file.fee),
        law=_stated(file.law),
        deadline=_stated(file.deadline),
        caution=file.caution,
        when_not=file.when_not,
        evidence=tuple(table.to_evidence() for table in file.evidence),
        applies=file.applies.to_applies(),
    )


def _stated(table: StatedTable | None) -> Stated | None:
    return table.to_stated() if table else None
