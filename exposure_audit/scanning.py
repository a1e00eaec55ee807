"""Local files and folders, read and matched; nothing is sent anywhere.

A file is never left out of the list: what cannot be read is there with its reason.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from exposure_audit.errors import OptionError
from exposure_audit.extract.interface import Extraction, Form, Reader
from exposure_audit.extract.text import clean, decode
from exposure_audit.limits import Clock, Limits
from exposure_audit.matching.lines import Lines
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.matcher import Matcher
from exposure_audit.model import (
    Confidence,
    Document,
    FactId,
    Kind,
    Part,
    PartKind,
    Reason,
    Subject,
)

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn"})
"""Version control keeps old states in formats of its own: listed as skipped, not opened."""


class FileStatus(StrEnum):
    """How the reading of a file ended."""

    READ = "read"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSighting:
    """A protected fact in a file."""

    fact: FactId
    kind: Kind
    confidence: Confidence
    form: str = field(repr=False)
    """As written; shown only where the user asked for values."""
    part: PartKind
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScan:
    """One file's outcome."""

    path: str
    """As given, with declared values replaced by their labels."""
    status: FileStatus
    reason: Reason | None = None
    sightings: tuple[FileSighting, ...] = ()
    picture: bool = False
    """Whether it is a picture, whose metadata was read and whose pixels nobody can."""

    @property
    def looked_through(self) -> bool:
        """Whether all of it was read that can be."""
        unread_pixels = self.picture and self.reason is Reason.NO_TEXT
        return self.status is FileStatus.READ or unread_pixels


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or folder that was not opened, so that nobody takes it for empty."""

    path: Path
    status: FileStatus
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Reads files for one subject's facts."""

    subject: Subject
    matcher: Matcher
    labels: Mapping[FactId, str]
    reader: Reader
    limits: Limits
    clock: Clock

    async def scan(self, paths: Iterable[Path]) -> AsyncIterator[FileScan]:
        """Yield an outcome for each file, in a fixed order; raises `OptionError`."""
        wanted = list(paths)
        self._refuse_missing(wanted)
        for file in (file for path in wanted for file in _files(path)):
            yield self._unread(file) if isinstance(file, Unread) else await self._file(file)

    def _refuse_missing(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if not os.path.lexists(path):
                problem, cure = "there is no such file or folder", "Check its spelling."
                raise OptionError(clean(self._shown(path)), problem, cure)

    def _shown(self, path: Path) -> str:
        """Return a path as printed: no declared value, and no byte that is not UTF-8."""
        text = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return safe_locator(text, self.matcher, self.labels)

    def _unread(self, entry: Unread) -> FileScan:
        return FileScan(path=self._shown(entry.path), status=entry.status, reason=entry.reason)

    async def _file(self, path: Path) -> FileScan:
        body = _bytes_of(path, self.limits.file_bytes)
        return self._unread(body) if isinstance(body, Unread) else await self._body(path, body)

    async def _body(self, path: Path, body: bytes) -> FileScan:
        media_type = mimetypes.guess_type(path.name)[0] or ""
        read_out = await self.reader.read(body, media_type=media_type, name=path.name)
        parts = (*read_out.parts, Part(PartKind.FILENAME, clean(path.stem.replace("_", " "))))
        document = Document(
            locator=str(path),
            publisher="",
            parts=parts,
            retrieved=self.clock.now(),
            sha256=hashlib.sha256(body).hexdigest(),
            title=read_out.title,
        )
        source = decode(body) if media_type.startswith(("text/", "application/")) else ""
        status, reason = _status(read_out, body)
        return FileScan(
            path=self._shown(path),
            status=status,
            reason=reason,
            sightings=tuple(self._protected(document, source)),
            picture=read_out.form is Form.IMAGE,
        )

    def _protected(self, document: Document, source: str) -> Iterator[FileSighting]:
        lines = Lines(source)
        for sighting in self.matcher.sightings(document):
            if self.subject.fact(sighting.fact).protected:
                part = document.parts[sighting.part]
                yield FileSighting(
                    fact=sighting.fact,
                    kind=sighting.kind,
                    confidence=sighting.confidence,
                    form=sighting.form,
                    part=part.kind,
                    line=lines.of(part, sighting),
                )


def _status(extraction: Extraction, body: bytes) -> tuple[FileStatus, Reason | None]:
    if not body:
        return FileStatus.READ, None
    if not extraction.gaps:
        return FileStatus.READ, None
    if not extraction.parts and extraction.gaps[0] is not Reason.NO_TEXT:
        return FileStatus.FAILED, extraction.gaps[0]
    return FileStatus.PARTIAL, extraction.gaps[0]


def _bytes_of(path: Path, most: int) -> bytes | Unread:
    """Read a file; a link, a device, a file that is locked or too large is told apart."""
    try:
        if path.is_symlink() or not path.is_file():
            return Unread(path, FileStatus.SKIPPED, Reason.UNSUPPORTED)
        with path.open("rb") as file:
            body = file.read(most + 1)
    except OSError:
        return Unread(path, FileStatus.FAILED, Reason.BLOCKED)
    return Unread(path, FileStatus.FAILED, Reason.TOO_LARGE) if len(body) > most else body


def _files(path: Path) -> Iterator[Path | Unread]:
    """Yield every file at or below a path in a fixed order, and each folder that was not opened."""
    waiting = [path]
    while waiting:
        entry = waiting.pop()
        if entry.is_symlink() or not entry.is_dir():
            yield entry
        elif entry != path and entry.name in SKIPPED_FOLDERS:
            yield Unread(entry, FileStatus.SKIPPED, Reason.UNSUPPORTED)
        else:
            try:
                waiting += sorted(entry.iterdir(), reverse=True)
            except OSError:
                yield Unread(entry, FileStatus.FAILED, Reason.BLOCKED)
