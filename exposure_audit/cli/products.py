"""Writing what a run made: a private folder with private files, or the standard output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exposure_audit.reports.interface import Catalogue
    from exposure_audit.result import AuditResult


PRODUCTS = ("result.json", "report.html")
SEALED = ".age"


def prepare_folder(folder: Path) -> None:
    """Make a folder (0700) for files to come, before anything is asked; raises `OptionError`."""
    from exposure_audit.errors import OptionError

    cure = "Choose another place."
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise OptionError(folder, "the folder cannot be made", cure) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OptionError(folder, "the folder cannot be written to", cure)
    for name in PRODUCTS:
        if (folder / name).is_dir():
            raise OptionError(folder / name, "a folder stands where the file should go", cure)


def write_private(path: Path, text: str) -> None:
    """Write a text that only its owner can read, whole or not at all; raises `OptionError`."""
    write_private_bytes(path, text.encode())


def write_private_bytes(path: Path, body: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; raises `OptionError`."""
    from exposure_audit import private_file
    from exposure_audit.errors import OptionError

    try:
        private_file.write(path, body)
    except OSError:
        cure = "Check that the disk has room and that you may write there."
        raise OptionError(path, "the file cannot be written", cure) from None


def write_sealable(path: Path, text: str, recipient: str | None) -> Path:
    """Write a private file, sealed as `*.age` where there is a recipient; return its path.

    An open file of an earlier run must not stay beside a sealed one.
    """
    from exposure_audit.sealing import seal

    if recipient is None:
        write_private(path, text)
        return path
    sealed = path.with_name(path.name + SEALED)
    write_private_bytes(sealed, seal(text.encode(), [recipient]))
    path.unlink(missing_ok=True)
    return sealed


def catalogue() -> Catalogue:
    """Return what the renderers look up: sources and routes."""
    from exposure_audit.checks import registry
    from exposure_audit.removal.routes import load_routes
    from exposure_audit.reports.interface import Catalogue

    return Catalogue(checks=registry.metas(), routes=load_routes())


def write_products(result: AuditResult, folder: Path, recipient: str | None = None) -> Path:
    """Write `report.html` and `result.json` into a folder; return the report's path."""
    from exposure_audit.reports import html, json_v1

    write_sealable(folder / "result.json", json_v1.render(result), recipient)
    return write_sealable(folder / "report.html", html.render(result, catalogue()), recipient)


def render(result: AuditResult, form: str, *, color: bool) -> str:
    """Return the product for the standard output."""
    import shutil

    from exposure_audit.reports import html, json_v1, text

    match form:
        case "json":
            return json_v1.render(result)
        case "html":
            return html.render(result, catalogue())
        case _:
            width = shutil.get_terminal_size((88, 24)).columns
            return text.render(result, catalogue(), width=min(width, 100), color=color)
