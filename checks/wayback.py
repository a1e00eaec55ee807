"""Wayback Machine: old copies of the subject's own sites and of the pages that they declared.

Nothing is ever asked to be saved: a new copy would keep what is to go.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from exposure_audit.checks.captures import (
    HOST,
    INDEX,
    LINES,
    Asked,
    Capture,
    chosen,
    places_of,
    read,
)
from exposure_audit.checks.common import LAST, Item, entry_of, from_response, gap_of
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.interface import Form
from exposure_audit.model import Gap, Reason

PER_SITE, PER_PAGE = 8, 4
"""Copies that are opened, of a site and of a declared page."""
_PUBLISHER = "Internet Archive"


class Wayback:
    """Asks the index for each place, and opens as many of the old copies as the bound allows."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for asked in places_of(task, PER_SITE, PER_PAGE):
            try:
                captures, whole = await _indexed(task, asked)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)
                continue
            place = f"{INDEX}?matchType={asked.params['matchType']}&output=json"
            yield entry_of(place, _PUBLISHER, (), task.clock.now())
            for capture in captures[: asked.most]:
                for item in await _opened(task, asked, capture):
                    yield item
            if not whole or len(captures) > asked.most:
                yield Gap(Reason.BUDGET, HOST)


async def _indexed(task: Task, asked: Asked) -> tuple[list[Capture], bool]:
    """Return the versions to open, and whether the index told of all that there are.

    A declared address is the user's own; where it holds more than may be told, it is not asked
    for, and the attempt says so.
    """
    response = await task.channel.get(
        INDEX,
        params=asked.params,
        headers={"accept": "application/json"},
        max_bytes=task.limits.json_bytes,
        found_on=asked.declared,
    )
    captures = read(response, asked)
    return chosen(captures), len(captures) < LINES


async def _opened(task: Task, asked: Asked, capture: Capture) -> tuple[Item, ...]:
    """Read one copy as it was received; its place is where people look at it."""
    try:
        response = await task.channel.get(capture.raw, found_on=INDEX)
    except GatherError as error:
        if error.reason in LAST:
            raise
        return (gap_of(error, HOST),)
    reading = await from_response(task, response, asked.own)
    if reading.form is Form.IMAGE:
        reading = reading.without(Reason.NO_TEXT)
    document = replace(reading.document, locator=capture.public, publisher=_PUBLISHER)
    return (document, *reading.gaps)


CHECK = Wayback()
