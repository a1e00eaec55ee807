"""Local files and folders, read and matched; nothing is sent anywhere.

A file is never left out of the list: what cannot be read is there with its reason.
"""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from exposure_audit.errors import OptionError
from exposure_audit.extract.interface import Extraction, Form, Reader
from exposure_audit.extract.text import clean, decode
from exposure_audit.files.ignoring import NO_RULES, Rules
from exposure_audit.files.interface import FileStatus, Item, Unread
from exposure_audit.files.opening import read_file
from exposure_audit.files.walking import Walk
from exposure_audit.limits import Clock, Limits
from exposure_audit.matching.lines import Lines
from exposure_audit.matching.locator import safe_locator
from exposure_audit.matching.own import OwnMatcher
from exposure_audit.model import (
    Confidence,
    Document,
    FactId,
    Kind,
    Part,
    PartKind,
    Reason,
    Sighting,
    Subject,
)

READ_AHEAD = 4
"""Files under way at once: both reading processes have work while one file is matched."""
_LONG = 200_000
"""Characters from which on a text is matched in a thread, so that the readers are still heard."""
_LINED = frozenset({Form.HTML, Form.VCARD, Form.JSON, Form.TABLE, Form.PLAIN, Form.MAIL})
"""What has lines that a person can go to."""


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
    note: str = ""
    """Where exactly, in words of ours: "page 3", "member 2, web page"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScan:
    """One file's outcome."""

    path: str
    """As given, with declared values replaced by their labels."""
    status: FileStatus
    reason: Reason | None = None
    unread: Unread | None = None
    """Why it was not opened, more exactly than the reason says."""
    sightings: tuple[FileSighting, ...] = ()
    picture: bool = False
    """Whether it is a picture, whose metadata was read and whose pixels nobody can."""

    @property
    def read(self) -> bool:
        """Whether all of it was read that can be."""
        unread_pixels = self.picture and self.reason is Reason.NO_TEXT
        return self.status is FileStatus.READ or unread_pixels

    @property
    def left_out(self) -> bool:
        """Whether it needs no reading: the user left it out, or it is read under another name."""
        return self.unread is not None and self.unread.deliberate


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Reads files for one subject's facts."""

    subject: Subject
    matcher: OwnMatcher
    labels: Mapping[FactId, str]
    reader: Reader
    limits: Limits
    clock: Clock
    excluded: Rules = NO_RULES
    gitignore: bool = True

    async def scan(self, paths: Iterable[Path]) -> AsyncGenerator[FileScan]:
        """Yield an outcome for each file, in a fixed order; raises `OptionError`."""
        wanted = list(paths)
        self._refuse_missing(wanted)
        items = Walk(wanted, self.excluded, gitignore=self.gitignore).items()
        under_way: deque[asyncio.Task[FileScan]] = deque()
        try:
            for item in items:
                under_way.append(asyncio.create_task(self._outcome(item)))
                if len(under_way) == READ_AHEAD:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _refuse_missing(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if not os.path.lexists(path):
                problem, cure = "there is no such file or folder", "Check its spelling."
                raise OptionError(clean(self._shown(path)), problem, cure)

    def _shown(self, path: Path) -> str:
        """Return a path as printed: no declared value, and no byte that is not UTF-8."""
        text = path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return safe_locator(text, self.matcher, self.labels)

    async def _outcome(self, item: Item) -> FileScan:
        body = item.unread or read_file(item.real, self.limits.file_bytes)
        if isinstance(body, Unread):
            return self._unread(item, body)
        return await self._body(item, body)

    def _unread(self, item: Item, cause: Unread) -> FileScan:
        """Tell of what was not opened; its name at least was read, where that is wanted."""
        document = self._document(item, Extraction(()), b"")
        return FileScan(
            path=self._shown(item.path),
            status=cause.value.status,
            reason=cause.value.reason,
            unread=cause,
            sightings=() if cause.deliberate else self._protected(document, b""),
        )

    async def _body(self, item: Item, body: bytes) -> FileScan:
        name = item.path.name
        media_type = mimetypes.guess_type(name)[0] or ""
        read_out = await self.reader.read(body, media_type=media_type, name=name)
        document = self._document(item, read_out, body)
        lined = body if read_out.form in _LINED else b""
        if sum(len(part.text) for part in document.parts) > _LONG:
            sightings = await asyncio.to_thread(self._protected, document, lined)
        else:
            sightings = self._protected(document, lined)
        status, reason = _status(read_out)
        return FileScan(
            path=self._shown(item.path),
            status=status,
            reason=reason,
            sightings=sightings,
            picture=read_out.form is Form.IMAGE,
        )

    def _document(self, item: Item, read_out: Extraction, body: bytes) -> Document:
        return Document(
            locator=str(item.path),
            publisher="",
            parts=(*read_out.parts, *_names(item.names)),
            retrieved=self.clock.now(),
            sha256=hashlib.sha256(body).hexdigest(),
            title=read_out.title,
        )

    def _protected(self, document: Document, lined: bytes) -> tuple[FileSighting, ...]:
        """Return the sightings of protected facts; one in the file's names is told once."""
        seen = [
            sighting
            for sighting in self.matcher.sightings(document)
            if self.subject.fact(sighting.fact).protected
        ]
        unplaced = any(document.parts[each.part].line is None for each in seen)
        lines = Lines(decode(lined) if lined and unplaced else "")
        found = (_file_sighting(each, document.parts[each.part], lines) for each in seen)
        return tuple(_once_in_names(found))


def _file_sighting(sighting: Sighting, part: Part, lines: Lines) -> FileSighting:
    return FileSighting(
        fact=sighting.fact,
        kind=sighting.kind,
        confidence=sighting.confidence,
        form=sighting.form,
        part=part.kind,
        line=lines.of(part, sighting),
        note=part.note,
    )


def _once_in_names(sightings: Iterable[FileSighting]) -> Iterator[FileSighting]:
    told: set[FactId] = set()
    for each in sightings:
        own = each.part is PartKind.FILENAME and not each.note
        if own and each.fact in told:
            continue
        if own:
            told.add(each.fact)
        yield each


def _names(names: Sequence[str]) -> Iterator[Part]:
    """Yield the names as text: what is published has them in its address.

    The last also without its ending: in "x@y.example.vcf" the ending is none of the value's, in
    "x@y.example" it is.
    """
    stem = PurePath(names[-1]).stem if names else ""
    for name in dict.fromkeys((*names, stem)):
        yield Part(PartKind.FILENAME, clean(name.replace("_", " ")))


def _status(extraction: Extraction) -> tuple[FileStatus, Reason | None]:
    if extraction.form is Form.EMPTY or not extraction.gaps:
        return FileStatus.READ, None
    if not extraction.parts and extraction.gaps[0] is not Reason.NO_TEXT:
        return FileStatus.FAILED, extraction.gaps[0]
    return FileStatus.PARTIAL, extraction.gaps[0]
