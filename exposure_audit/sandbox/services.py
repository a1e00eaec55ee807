"""What a file of `world/services` may say: an API that answers from data alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from exposure_audit.sandbox.schema import Expected, SearchResult, World
from exposure_audit.toml_data import Strict, load

FOLDER = "services"
_TOML = ".toml"

HeaderText = Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")]
_CONTENT_TYPE = "content-type"


class Answered(Strict):
    """What a request gets back."""

    status: int = Field(ge=200, le=599)
    type: HeaderText = ""
    """The media type; empty: JSON, or what the suffix of `file` says."""
    body: str = ""


class Reply(Answered):
    """The same with headers of its own."""

    headers: Mapping[HeaderText, HeaderText] = Field(default_factory=dict)

    @field_validator("headers")
    @classmethod
    def _says_its_type_once(cls, headers: Mapping[str, str]) -> Mapping[str, str]:
        if any(name.lower() == _CONTENT_TYPE for name in headers):
            raise ValueError("the media type belongs in type")
        return headers


class Key(Strict):
    """What a caller must hold, and where they send it."""

    variable: str = Field(pattern=r"^EXPOSURE_AUDIT_[A-Z0-9_]+$")
    value: str = Field(pattern=r"^sandbox-[a-z0-9-]+$")
    """Nobody takes it for a real one."""
    header: HeaderText = ""
    prefix: HeaderText = ""
    """What stands before the key in its header, such as `Bearer `."""
    query: str = ""
    basic: bool = False
    """The key is the user name of Basic authentication, without a password."""
    required: bool = True
    """False: who sends no key is served too; a wrong one is refused all the same."""
    refused: Reply

    @model_validator(mode="after")
    def _is_sent_one_way(self) -> Self:
        if sum(map(bool, (self.header, self.query, self.basic))) != 1:
            raise ValueError("needs exactly one of header, query and basic")
        if self.prefix and not self.header:
            raise ValueError("a prefix needs a header")
        return self


class Needs(Answered):
    """Request headers that must be there, and the answer where one is missing."""

    headers: tuple[HeaderText, ...] = Field(min_length=1)


class QuotaRules(Reply):
    """How many requests a window holds, and the answer to the others."""

    most: int = Field(ge=0)
    seconds: float = Field(gt=0)
    status: int = Field(default=429, ge=200, le=599)


class Answer(Reply):
    """One answer, and the requests that it fits."""

    method: Literal["GET", "POST"] = "GET"
    path: str = Field(default="", pattern=r"^(/[^?#]*)?$")
    path_pattern: str = ""
    query: Mapping[str, str] = Field(default_factory=dict)
    form: Mapping[str, str] = Field(default_factory=dict)
    status: int = Field(default=200, ge=200, le=599)
    file: str = Field(default="", pattern=r"^((services/)?[a-z0-9][a-z0-9.-]*)?$")
    """A file of the world's folder in place of `body`."""
    template: bool = False
    """Whether `{path}` and `{query.NAME}` in the body stand for what was asked."""

    @field_validator("path_pattern")
    @classmethod
    def _is_a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError("is no regular expression") from error
        return pattern

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if bool(self.path) == bool(self.path_pattern):
            raise ValueError("needs exactly one of path and path_pattern")
        if self.body and self.file:
            raise ValueError("has both a body and a file")
        if self.form and self.method != "POST":
            raise ValueError('a form needs method = "POST"')
        if self.template and (self.file or "json" not in (self.type or "json")):
            raise ValueError("a template needs a body of JSON")
        return self


class Service(Expected):
    """One file: answers of a public host, and what an audit finds there."""

    host: str = Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
    key: Key | None = None
    needs: Needs | None = None
    missing: Reply | None = None
    """The answer where nothing fits."""
    quota: QuotaRules | None = None
    answer: tuple[Answer, ...] = ()
    result: tuple[SearchResult, ...] = ()
    """Pages that the search engines know, beside those of the world."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the world's folder that it answers with."""
        return tuple(answer.file for answer in self.answer if answer.file)


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """A service and where it was read."""

    path: Traversable | Path
    service: Service


def read_services(folder: Traversable | Path) -> tuple[ServiceFile, ...]:
    """Read a world's services by file name; raises `DataError` naming file and line."""
    place = folder / FOLDER
    if not place.is_dir():
        return ()
    # "lamps" comes before "lamps-more", as it would not with its suffix.
    names = sorted(
        path.name.removesuffix(_TOML) for path in place.iterdir() if path.name.endswith(_TOML)
    )
    paths = [place / f"{name}{_TOML}" for name in names]
    return tuple(ServiceFile(path, load(path, Service)) for path in paths)


def joined(world: World, service: Service) -> World:
    """Return the world with what a service expects an audit to find, and to be found by."""
    slugs = world.outcomes.keys() | service.outcomes.keys()
    outcomes = {
        slug: {**world.outcomes.get(slug, {}), **service.outcomes.get(slug, {})}
        for slug in sorted(slugs)
    }
    planted, possible = world.planted + service.planted, world.possible + service.possible
    result = world.result + service.result
    update = {
        "planted": planted,
        "possible": possible,
        "outcomes": outcomes,
        "result": result,
    }
    return world.model_copy(update=update)


def known_keys(world: World, services: Sequence[Service]) -> dict[str, str]:
    """Return environment variable to fictional key, of the world and of its services."""
    own = {each.key.variable: each.key.value for each in services if each.key}
    return {**world.keys.by_variable, **own}
