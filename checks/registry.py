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
from types import MappingProxyType

from exposure_audit.checks.interface import Check
from exposure_audit.checks.meta import CheckMeta, Mode
from exposure_audit.checks.source_schema import Source
from exposure_audit.errors import DataError
from exposure_audit.model import CheckId
from exposure_audit.toml_data import load as load_toml

PACKAGE = "exposure_audit.checks"
_HOLDS_CHECK = re.compile(r"^CHECK\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Registered:
    """A source, and the check's code where it has some."""

    meta: CheckMeta
    check: Check | None


def metas(folder: Traversable | None = None) -> Mapping[CheckId, CheckMeta]:
    """Read what the source files say, in the order of their ids; imports no check.

    Raises `DataError` with file and line for a file that breaks the schema.
    """
    return _read(folder) if folder else _shipped()


@cache
def _shipped() -> Mapping[CheckId, CheckMeta]:
    return MappingProxyType(_read(None))


def _read(folder: Traversable | None) -> dict[CheckId, CheckMeta]:
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


def check_of(check_id: CheckId) -> Check:
    """Return what gathers for a shipped check: its own code, or the engine with its data."""
    return _check(_shipped()[check_id], PACKAGE)


def _check(meta: CheckMeta, package: str) -> Check:
    if not meta.reads:
        return code(meta.id, package)
    from exposure_audit.checks.reading import Reading

    return Reading(meta)


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
    return _check(meta, package) if meta.mode is Mode.AUTOMATIC else None


@cache
def _here() -> Traversable:
    return resources.files(PACKAGE)


def _files(folder: Traversable | None, suffix: str) -> Iterator[Traversable]:
    paths = (folder or _here()).iterdir()
    found = (path for path in paths if path.name.endswith(suffix))
    yield from sorted(found, key=lambda path: path.name.removesuffix(suffix))


def _meta(path: Traversable) -> CheckMeta:
    return load_toml(path, Source).meta(CheckId(path.name.removesuffix(".toml")))
