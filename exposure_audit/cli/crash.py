"""The details of an internal error: types and places, never messages, since those hold values."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback

from exposure_audit import __version__


def write_details(error: BaseException) -> str:
    """Write where an error came from into a file for its owner alone; return the file's path."""
    handle, path = tempfile.mkstemp(prefix="exposure-audit-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"exposure-audit {__version__}, Python {platform.python_version()}\n")
        file.writelines(f"{line}\n" for line in _chain(error))
    return path


def _chain(error: BaseException | None) -> list[str]:
    lines = []
    while error is not None:
        lines.append(type(error).__qualname__)
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return lines
