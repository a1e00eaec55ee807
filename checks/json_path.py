"""Paths into a JSON answer: `a.b` for members by name, `a[].b` for each of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from exposure_audit.errors import GatherError
from exposure_audit.model import Reason

_DIGITS = 12
_HOLE = re.compile(r"\{([\w.\[\]-]+)\}")


def at(value: Any, path: str) -> Iterator[Any]:
    """Yield what stands at a path; nothing where a member is missing or of another kind."""
    if not path:
        yield value
        return
    name, _, rest = path.partition(".")
    member = name.removesuffix("[]")
    if not isinstance(value, dict) or member not in value:
        return
    found = value[member]
    if name == member:
        yield from at(found, rest)
    elif isinstance(found, list):
        for each in found:
            yield from at(each, rest)


def first(value: Any, path: str) -> Any:
    """Return the first value at a path, or None."""
    return next(at(value, path), None)


def has(value: Any, paths: Iterable[str]) -> bool:
    """Tell whether something stands at each of some paths, be it null."""
    return all(any(True for _ in at(value, path)) for path in paths)


def fits(value: Any, path: str) -> bool:
    """Tell whether what stands at a path is text or number, and all on the way there as it says.

    Whatever is missing or empty fits: nothing of it can be overlooked.
    """
    if not value or not path:
        return not value or isinstance(value, str | int | float)
    name, _, rest = path.partition(".")
    if not isinstance(value, dict):
        return False
    found = value.get(name.removesuffix("[]"))
    if not name.endswith("[]"):
        return fits(found, rest)
    return not found or (isinstance(found, list) and all(fits(each, rest) for each in found))


def text(value: Any) -> str:
    """Return a text or a number as text, and an empty text for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def number(value: Any, path: str) -> int:
    """Return the number at a path, and 0 without a path; raises `GatherError` (malformed)."""
    said = text(first(value, path)) if path else "0"
    if not said.isdecimal() or len(said) > _DIGITS:
        raise GatherError(Reason.MALFORMED, detail="no total")
    return int(said)


def texts(value: Any, path: str) -> Iterator[str]:
    """Yield the texts at a path that are not empty."""
    for each in at(value, path):
        if found := text(each).strip():
            yield found


def filled(template: str, entry: Any, given: dict[str, str]) -> str:
    """Return a template with its braces filled from what is given, or else from an entry.

    Each is quoted as one segment of a URL, so that no answer can lead elsewhere.
    """

    def hole(found: re.Match[str]) -> str:
        path = found[1]
        return quote(given[path] if path in given else text(first(entry, path)), safe="")

    return _HOLE.sub(hole, template)
