"""The registry of checks is this folder's list: `<id>.toml`, and the code beside it.

A check's code is the module of the same name with `_` for `-`, since a module name has no hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from exposure_audit.checks.interface import Check, CheckMeta, KeySpec, Mode
from exposure_audit.errors import DataError
from exposure_audit.model import CheckId, Kind, RouteId, Rung
from exposure_audit.toml_data import Strict
from exposure_audit.toml_data import load as load_toml

PACKAGE = "exposure_audit.checks"
_HOLDS_CHECK = re.compile(r"^CHECK\b", re.MULTILINE)

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
_Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class _Key(Strict):
    source: _Id
    host: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    header: _Text
    basic: bool = False
    how: _Text


class _Source(Strict):
    """The schema of `<id>.toml`."""

    title: _Text
    publisher: _Text
    mode: Mode
    jurisdictions: Annotated[tuple[_Text, ...], Field(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    sends: Annotated[dict[Rung, tuple[Kind, ...]], Field(min_length=1)]
    publishes: _Text
    why: _Text
    how: _Text
    limits_of: _Text
    routes: Annotated[tuple[_Id, ...], Field(min_length=1)]
    terms: _Text
    keys: tuple[_Key, ...] = ()
    key_stand_in: _Id | None = None
    needs_key: bool = False

    @field_validator("mode")
    @classmethod
    def _runs_here(cls, mode: Mode) -> Mode:
        if mode is Mode.GUIDED:
            raise ValueError("guided checks come with a later version")
        return mode

    @model_validator(mode="after")
    def _can_have_its_key(self) -> _Source:
        if self.needs_key and not (self.keys or self.key_stand_in):
            raise ValueError("needs_key without any key")
        return self


@dataclass(frozen=True, slots=True)
class Registered:
    """A source, and the check's code where it has some."""

    meta: CheckMeta
    check: Check | None


def metas(folder: Traversable | None = None) -> Mapping[CheckId, CheckMeta]:
    """Read what the source files say, in the order of their ids; imports no check.

    Raises `DataError` with file and line for a file that breaks the schema.
    """
    read = (_meta(path) for path in _files(folder, ".toml"))
    return {meta.id: meta for meta in read}


def load(folder: Traversable | None = None, package: str = PACKAGE) -> Mapping[CheckId, Registered]:
    """Read the source files and import the checks' code.

    Raises `DataError` for an automatic check without code, and for code without a source file.
    """
    known = metas(folder)
    for path in _files(folder, ".py"):
        check_id = CheckId(path.name.removesuffix(".py").replace("_", "-"))
        if check_id not in known and _HOLDS_CHECK.search(path.read_text("utf-8")):
            raise DataError(str(path), f"is a check without {check_id}.toml beside it")
    return {id_: Registered(meta, _code_of(meta, package)) for id_, meta in known.items()}


def code(check_id: CheckId, package: str = PACKAGE) -> Check:
    """Import one check's code; raises `DataError` where there is none."""
    name = f"{package}.{check_id.replace('-', '_')}"
    try:
        check: Check = import_module(name).CHECK
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise DataError(f"{check_id}.toml", "an automatic check has no code beside it") from error
    except AttributeError as error:
        raise DataError(f"{check_id}.toml", "the code beside it holds no CHECK") from error
    return check


def _code_of(meta: CheckMeta, package: str) -> Check | None:
    return code(meta.id, package) if meta.mode is Mode.AUTOMATIC else None


@cache
def _here() -> Traversable:
    return resources.files(PACKAGE)


def _files(folder: Traversable | None, suffix: str) -> Iterator[Traversable]:
    paths = (folder or _here()).iterdir()
    yield from sorted((path for path in paths if path.name.endswith(suffix)), key=lambda p: p.name)


def _meta(path: Traversable) -> CheckMeta:
    source = load_toml(path, _Source)
    return CheckMeta(
        id=CheckId(path.name.removesuffix(".toml")),
        title=source.title,
        publisher=source.publisher,
        mode=source.mode,
        jurisdictions=source.jurisdictions,
        kinds=source.kinds,
        sends=source.sends,
        publishes=source.publishes,
        why=source.why,
        how=source.how,
        limits_of=source.limits_of,
        routes=tuple(RouteId(route) for route in source.routes),
        terms=source.terms,
        keys=tuple(KeySpec(**key.model_dump()) for key in source.keys),
        key_stand_in=source.key_stand_in,
        needs_key=source.needs_key,
    )
