"""Reading a file that the user gave: bounded, and every failure in one line with its cure."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from exposure_audit.errors import InputError
from exposure_audit.toml_data import line_of


def read_text(path: Path, max_bytes: int, error: type[InputError]) -> str:
    """Read a UTF-8 file of bounded size; raises the given `InputError`."""
    return decoded(read_bytes(path, max_bytes, error), path, max_bytes, error)


def read_bytes(path: Path, max_bytes: int, error: type[InputError]) -> bytes:
    """Read a file of bounded size; raises the given `InputError`."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise error(path, "this is a folder, not a file", "Name the file inside it.")
        if not stat.S_ISREG(mode):
            raise error(path, "this is not an ordinary file", "Name a file on disk.")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise error(path, "there is no such file", "Check the path and its spelling.") from None
    except (OSError, ValueError):
        raise error(path, "the file cannot be read", "Check who may read it (its mode).") from None
    _refuse_larger(body, path, max_bytes, error)
    return body


def decoded(body: bytes, path: Path, max_bytes: int, error: type[InputError]) -> str:
    """Return UTF-8 text of bounded size; raises the given `InputError`."""
    _refuse_larger(body, path, max_bytes, error)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error(path, "the file is not UTF-8 text", "Save it as UTF-8.") from None


def _refuse_larger(body: bytes, path: Path, max_bytes: int, error: type[InputError]) -> None:
    if len(body) > max_bytes:
        raise error(path, "the file is too large", f"At most {max_bytes:,} bytes are read.")


def line_words(error: Exception) -> str:
    """Return " (line 3)" where a parser's message names a line, without the rest of it."""
    found = re.search(r"line (\d+)", str(error))
    return f" (line {found[1]})" if found else ""


_PLAIN = {
    "missing": ("is missing", "Add it; docs/profile.md shows how."),
    "too_long": ("has too many entries", "Keep those that matter most."),
    "too_short": ("needs at least one entry", "Add one."),
    "string_type": ("must be a text in quotes", 'Write it as "..." .'),
    "date_type": ("must be a date", "Write it without quotes as year-month-day: 1979-03-05."),
    "bool_type": ("must be true or false", "Write true or false without quotes."),
    "list_type": ("must be a list", "Write it as [ ... ]; a kind that repeats is [[kind]]."),
    "model_type": ("must be a table", "Write it as [name] with keys below."),
    "float_type": ("must be a number", "Write it without quotes."),
}


def first_problem(
    error: ValidationError, text: str, where: str, known: Sequence[str]
) -> tuple[str, str, str]:
    """Return place, problem and cure of a validation's first error, never with a value.

    `known` are the keys that a misspelt one is compared with.
    """
    errors = error.errors(include_url=False, include_input=False)
    details = errors[0]
    path = tuple(part for part in details["loc"] if not str(part).startswith("function-"))
    line = line_of(text, path)
    place = f"{where}, line {line}" if line else where
    problem, cure = _words_for(details, _key_words(path), known)
    if len(errors) > 1:
        cure += f" ({len(errors) - 1} more to mend after this one.)"
    return place, problem, cure


def _key_words(path: tuple[int | str, ...]) -> str:
    words = ""
    for part in path:
        words += f" number {part + 1}" if isinstance(part, int) else f".{part}" if words else part
    return words.replace(" .", ".")


def _words_for(details: ErrorDetails, key: str, known: Sequence[str]) -> tuple[str, str]:
    kind = details["type"]
    if kind == "extra_forbidden":
        return f"{key} is not a known key", _suggestion(str(details["loc"][-1]), known)
    if kind == "value_error":
        return f"{key} cannot be used", _sentence(str(details["ctx"]["error"]))
    if kind == "literal_error":
        return f"{key} is not one of the allowed words", f"Allowed: {details['ctx']['expected']}."
    problem, cure = _PLAIN.get(kind, ("cannot be used", "docs/profile.md shows what goes here."))
    return f"{key} {problem}", cure


def _suggestion(key: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean {near[0]}?" if near else "Remove it, or check its spelling."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
