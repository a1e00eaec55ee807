"""What comes of looking for files: each one, or why it is not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path

from exposure_audit.model import Reason


class FileStatus(StrEnum):
    """How the reading of a file ended."""

    READ = "read"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a file or folder was not opened, so that nobody takes it for empty."""

    status: FileStatus
    reason: Reason
    words: str


class Unread(Enum):
    """The closed list of causes; `not-applicable` is what the user left out, or read elsewhere."""

    IGNORED = Cause(FileStatus.SKIPPED, Reason.NOT_APPLICABLE, "ignored by a .gitignore")
    EXCLUDED = Cause(FileStatus.SKIPPED, Reason.NOT_APPLICABLE, "left out by --exclude")
    HISTORY = Cause(FileStatus.SKIPPED, Reason.NOT_APPLICABLE, "version control's own")
    OLD_STATES = Cause(FileStatus.SKIPPED, Reason.UNSUPPORTED, "version control's own")
    """The same where the user wants ignored files read: old states in a format of their own."""
    ALREADY = Cause(FileStatus.SKIPPED, Reason.NOT_APPLICABLE, "a link to what is read anyway")
    OUTSIDE = Cause(FileStatus.SKIPPED, Reason.UNSUPPORTED, "a link that leads out of here")
    LOOP = Cause(FileStatus.SKIPPED, Reason.REDIRECT_LOOP, "a link that leads back to itself")
    NOWHERE = Cause(FileStatus.SKIPPED, Reason.NOT_FOUND, "a link to nothing")
    NO_FILE = Cause(FileStatus.SKIPPED, Reason.UNSUPPORTED, "neither a file nor a folder")
    LOCKED = Cause(FileStatus.FAILED, Reason.BLOCKED, "it may not be opened")
    VANISHED = Cause(FileStatus.FAILED, Reason.NOT_FOUND, "it was gone before it was read")
    TOO_LARGE = Cause(FileStatus.FAILED, Reason.TOO_LARGE, "larger than is read")

    @property
    def deliberate(self) -> bool:
        """Whether it needs no reading: left out by the user's own rule, or read elsewhere."""
        return self.value.reason is Reason.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, or a file or folder that is not read."""

    path: Path = field(repr=False)
    """As it is shown: the path that was given, and the names below it."""
    names: tuple[str, ...] = field(repr=False)
    """The folders below the path that was given, and the file's own name."""
    real: str = field(repr=False)
    """Where it is opened, with links followed."""
    unread: Unread | None = None
