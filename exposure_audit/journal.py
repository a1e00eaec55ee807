"""What a run remembers of its attempts, so that it can go on; the workspace implements it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from exposure_audit.model import CheckId
from exposure_audit.remarks import Remark
from exposure_audit.result import Attempt, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An attempt that came to an end of its own, and what it brought."""

    attempt: Attempt
    observations: tuple[Observation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    refused: bool = False


class Journal(Protocol):
    """Remembers attempts that ended, so that a run that was cut off can go on from there."""

    @property
    def earlier(self) -> Mapping[CheckId, Ended]:
        """What ended before the run was cut off; these are not tried again."""

    def ended(self, ended: Ended) -> None:
        """Note an attempt that ended."""


class Forgetful:
    """A journal for a run that nobody keeps."""

    @property
    def earlier(self) -> Mapping[CheckId, Ended]:
        """See `Journal.earlier`."""
        return {}

    def ended(self, ended: Ended) -> None:
        """See `Journal.ended`."""
