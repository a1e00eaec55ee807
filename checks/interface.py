"""What a check is: data about a source, and a coroutine that gathers what it publishes.

A check *gathers*: it yields a Document for each thing that it read and a Gap for each thing that it
set out to read and could not. It never matches, never sets a status, never writes HTML, and sees
only the facts that its source file names and the level allows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from exposure_audit.extract.interface import Reader
from exposure_audit.limits import Clock, Limits
from exposure_audit.model import Document, Gap, Reason, Subject
from exposure_audit.net.interface import Channel
from exposure_audit.remarks import Remark
from exposure_audit.username_sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a check is given for one attempt."""

    subject: Subject
    """Holds only the facts that the source file names and the level allows."""
    channel: Channel
    reader: Reader
    limits: Limits
    clock: Clock
    providers: tuple[str, ...] = ()
    """Which of the check's keys are present, by source name, and its stand-in if that is set."""
    searxng: str | None = None
    sites: tuple[Site, ...] = ()
    """The sites of the user's own list that user names are looked up at."""
    may_visit: Callable[[str], Reason | None] = lambda _url: Reason.UNFAMILIAR_HOST
    """Why a page found elsewhere must not be fetched, or None where it may be."""
    control: Callable[[str], str] = lambda _site: ""
    """What the holder of a site has to put there to show that it is theirs; empty where unknown."""


Item = Document | Gap | Remark


class Check(Protocol):
    """A check's code: `<id>.py` holds one, named `CHECK`."""

    def gather(self, task: Task) -> AsyncIterator[Item]:
        """Yield what the source publishes; raises `GatherError` to end early with its reason."""
