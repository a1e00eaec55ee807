"""Have I Been Pwned: on which paste sites a declared e-mail address stood."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import Field

from exposure_audit.checks import hibp_api as api
from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Kind, PartKind

_PASTEBIN = re.compile(r"[A-Za-z0-9]{4,20}")


class Paste(Shape):
    """A paste; its own text is never shown."""

    source: Annotated[str, Field(alias="Source")]
    id: Annotated[str, Field(alias="Id")]
    title: Annotated[str | None, Field(alias="Title")] = None


class Pastes:
    """Asks for each declared e-mail address."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for fact in task.subject.of_kind(Kind.EMAIL):
            try:
                path = f"pasteaccount/{api.account(fact.value)}"
                for paste in await api.listed(task, path, Paste):
                    yield _document(task, paste, fact)
                yield entry_of(f"{api.WEB}/Pastes", api.PUBLISHER, (), task.clock.now())
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, api.HOST)


def _document(task: Task, paste: Paste, fact: Fact) -> Document:
    parts = (
        part(PartKind.RECORD, fact.value, "address that was asked about"),
        part(PartKind.RECORD, paste.title or "", "title"),
    )
    return entry_of(
        _place(paste),
        api.PUBLISHER,
        parts,
        task.clock.now(),
        title="Paste: Email addresses",
        record=f"paste/{paste.source}/{paste.id}",
    )


def _place(paste: Paste) -> str:
    """Return where the paste stood, as far as that is known."""
    if paste.source == "Pastebin" and _PASTEBIN.fullmatch(paste.id):
        return f"https://pastebin.com/{paste.id}"
    return f"{api.WEB}/Pastes"


CHECK = Pastes()
