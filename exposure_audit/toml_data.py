"""The strict reader of TOML files: an unknown key or a wrong value names its file and its line.

TOML 1.0. `tomllib` keeps no positions, so `line_of` finds a key again by scanning the text.
No message holds a value from the file, for a profile goes through here too.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from exposure_audit.errors import DataError

M = TypeVar("M", bound=BaseModel)
KeyPath = tuple[str | int, ...]

FILE_BYTES = 512_000

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_FENCES = ('"""', "'''")
_TOKEN = re.compile(
    r"""\"{3}|'{3}|"(?:[^"\\]|\\.?)*(?:"|$)|'[^']*(?:'|$)|[#].*|[\[\]{},]""", re.DOTALL
)
"""A long string's fence, a string, a comment or a bracket; an open string ends with its line."""
_UNKNOWN_KEY = "extra_forbidden"
_MISSING = "missing"


class Strict(BaseModel):
    """The base of every schema for a TOML file: no unknown key, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a TOML file, without the value that stands there."""

    key: str
    """Dotted, list places counted from 1: "address 2.postcode"; empty for bad syntax."""
    text: str
    line: int | None
    kind: str
    """Pydantic's word for the error, "syntax", or "unknown-key", "missing"."""

    @property
    def sentence(self) -> str:
        """The key and what is wrong with it."""
        return f"{self.key}: {self.text}" if self.key else self.text


def load(path: Traversable | Path, model: type[M]) -> M:
    """Read a data file into its schema.

    Raises `DataError` with file and line for the first thing that is wrong.
    """
    text = read_text(path)
    try:
        return model.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = syntax_problem(error)
        raise DataError(str(path), problem.sentence, problem.line) from error
    except ValidationError as error:
        problem = problems(error, text)[0]
        raise DataError(str(path), problem.sentence, problem.line) from error


def read_text(path: Traversable | Path, most: int = FILE_BYTES) -> str:
    """Read a UTF-8 text file of bounded size (bytes); raises `DataError`."""
    try:
        with path.open("rb") as file:
            body = file.read(most + 1)
        if len(body) > most:
            raise DataError(str(path), f"is larger than {most} bytes")
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise DataError(str(path), "is not UTF-8 text", line) from error
    except OSError as error:
        raise DataError(str(path), error.strerror or "cannot be read") from error


def syntax_problem(error: tomllib.TOMLDecodeError | RecursionError) -> Problem:
    """Say where a text stops being TOML."""
    found = _LINE.search(str(error))
    line = int(found[1]) if found else None
    text = "is nested too deeply" if isinstance(error, RecursionError) else "is not TOML"
    return Problem("", text, line, "syntax")


def problems(error: ValidationError, text: str) -> tuple[Problem, ...]:
    """Say what breaks the schema, in the order of the file; what has no line comes last.

    A list with a bad item also counts as too short in pydantic: only the item is named.
    """
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    places = [tuple(item["loc"]) for item in errors]
    found = [
        _problem(place, item["type"], item["msg"], text)
        for place, item in zip(places, errors, strict=True)
        if not any(place == other[: len(place)] != other for other in places)
    ]
    return tuple(sorted(found, key=lambda problem: problem.line or sys.maxsize))


def _problem(loc: KeyPath, kind: str, message: str, text: str) -> Problem:
    line = line_of(text, loc)
    if kind == _UNKNOWN_KEY:
        return Problem(_dotted(loc), "unknown key", line, "unknown-key")
    if kind == _MISSING:
        return Problem(_dotted(loc), "is missing", line, "missing")
    return Problem(_dotted(loc), message.removeprefix("Value error, "), line, kind)


def _dotted(loc: KeyPath) -> str:
    words = ""
    for part in loc:
        words += f" {part + 1}" if isinstance(part, int) else f".{part}"
    return words.strip(" .")


def line_of(text: str, key_path: Sequence[str | int]) -> int | None:
    """Return the 1-based line of a key or table, or of the nearest that encloses it.

    List places count from 0, as in pydantic's `loc`. None where not even the first part stands.
    """
    places: dict[KeyPath, int] = {}
    for path, line in _entries(text):
        places.setdefault(path, line)
    wanted = tuple(key_path)
    for length in range(len(wanted), 0, -1):
        if wanted[:length] in places:
            return places[wanted[:length]]
    return None


@dataclass(slots=True)
class _Scan:
    """Where in the text the scan stands."""

    table: KeyPath = ()
    lists: dict[KeyPath, int] = field(default_factory=dict)
    """How often each `[[list]]` has begun."""
    key: KeyPath = ()
    depth: int = 0
    """Open brackets and braces of the current value."""
    commas: int = 0
    fence: str = ""
    """The triple quote that must close, inside a string of several lines."""


def _entries(text: str) -> Iterator[tuple[KeyPath, int]]:
    scan = _Scan()
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw
        if scan.fence:
            _, closed, line = line.partition(scan.fence)
            if not closed:
                continue
            scan.fence = ""
        elif scan.depth == 0:
            for path in _begin(scan, line.strip()):
                yield path, number
            line = line.partition("=")[2] if scan.key else ""
        elif scan.depth == 1 and line.strip()[:1] not in {"", "#", "]"}:
            yield (*scan.key, scan.commas), number
        _value(scan, line)


def _begin(scan: _Scan, line: str) -> Iterator[KeyPath]:
    """Read a header or a key at the start of a line."""
    scan.key = ()
    scan.commas = 0
    if line.startswith("[["):
        base = _resolve(scan, _key(line[2:]))
        scan.lists[base] = scan.lists.get(base, -1) + 1
        scan.table = (*base, scan.lists[base])
        yield base
        yield scan.table
    elif line.startswith("["):
        scan.table = _resolve(scan, _key(line[1:]))
        yield scan.table
    elif line and not line.startswith("#"):
        name = _key(line)
        scan.key = (*scan.table, *name)
        for length in range(1, len(name) + 1):
            yield (*scan.table, *name[:length])


def _resolve(scan: _Scan, name: tuple[str, ...]) -> KeyPath:
    """Put the current place into each `[[list]]` on the way, except for the last part."""
    path: KeyPath = ()
    for part in name[:-1]:
        path = (*path, part)
        if path in scan.lists:
            path = (*path, scan.lists[path])
    return (*path, *name[-1:])


def _key(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    position = 0
    while found := _KEY_PART.match(text, position):
        parts.append(next(part for part in found.groups() if part is not None))
        position = found.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return tuple(parts)


def _value(scan: _Scan, text: str) -> None:
    """Follow brackets, commas and the start of long strings through the rest of a line."""
    position = 0
    while found := _TOKEN.search(text, position):
        position = found.end()
        mark = found[0]
        if mark in _FENCES:
            closed = text.find(mark, position)
            if closed < 0:
                scan.fence = mark
                return
            position = closed + len(mark)
        elif mark in "[{":
            scan.depth += 1
        elif mark in "]}":
            scan.depth = max(0, scan.depth - 1)
        elif mark == "," and scan.depth == 1:
            scan.commas += 1
