"""Wikidata: the items of a name, with all that their statements say.

Any statement may hold a declared value, whatever its property is, so all of them are judged; the
note of a text is its property's number. Shapes: https://www.wikidata.org/w/api.php, actions
`wbsearchentities` and `wbgetentities` (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from pydantic import Field

from exposure_audit.checks import mediawiki
from exposure_audit.checks.common import LAST, Item, Shape, entry_of, gap_of, part, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name
from exposure_audit.checks.wikidata_values import Entity, said
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, PartKind, Reason

HOST = "www.wikidata.org"
MOST = 50
"""As many items as one question may be about."""
_ITEM = re.compile(r"Q\d{1,12}")


class _Match(Shape):
    text: str


class _Hit(Shape):
    id: str
    label: str = ""
    aliases: tuple[str, ...] = ()
    match: _Match


class _Search(Shape):
    search: list[_Hit]
    more: int | None = Field(default=None, alias="search-continue")


class _Entities(Shape):
    entities: dict[str, Any]


class Wikidata:
    """Searches each name, then asks for the items that bear exactly this name."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        done: set[str] = set()
        for name in task.subject.of_kind(Kind.NAME):
            try:
                search = await _search(task, name.value)
                wanted = [each for each in _named(task, search) if each not in done]
                done.update(wanted)
                for item in await _items(task, wanted):
                    yield item
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)
                continue
            if search.more is not None:
                yield Gap(Reason.BUDGET, HOST)
            place = f"https://{HOST}/"
            yield entry_of(place, "Wikidata", (), task.clock.now(), title="Search for items")


async def _search(task: Task, name: str) -> _Search:
    return await mediawiki.ask(
        task,
        HOST,
        _Search,
        action="wbsearchentities",
        search=name,
        language="en",
        uselang="en",
        type="item",
        limit=str(MOST),
    )


def _named(task: Task, search: _Search) -> list[str]:
    """Return the ids of the items that bear one of the names; raises `GatherError`."""
    hits = [hit for hit in search.search[:MOST] if bears_name(task, _names(hit))]
    if not all(_ITEM.fullmatch(hit.id) for hit in hits):
        raise GatherError(Reason.MALFORMED, HOST, "no item's id")
    return list(dict.fromkeys(hit.id for hit in hits))


def _names(hit: _Hit) -> tuple[str, ...]:
    return (hit.label, hit.match.text, *hit.aliases)


async def _items(task: Task, ids: list[str]) -> list[Item]:
    if not ids:
        return []
    found = await mediawiki.ask(
        task,
        HOST,
        _Entities,
        told=True,
        action="wbgetentities",
        ids="|".join(ids),
        props="labels|descriptions|aliases|claims",
    )
    return [_entity(task, id_, found.entities.get(id_)) for id_ in ids]


def _entity(task: Task, id_: str, value: Any) -> Document | Gap:
    """Return an item's document; one that was deleted meanwhile, or is of another shape, a gap."""
    if not isinstance(value, dict) or "missing" in value:
        return Gap(Reason.NOT_FOUND, HOST)
    try:
        entity = shaped(Entity, value, HOST)
        parts = [part(kind, text, note) for kind, text, note in said(entity)]
    except GatherError as error:
        return gap_of(error, HOST)
    title = next(entity.names(), "")
    return entry_of(
        f"https://{HOST}/wiki/{id_}",
        "Wikidata",
        (*(part(PartKind.RECORD, name, "name") for name in entity.names()), *parts),
        task.clock.now(),
        title=title,
        record=id_,
        entry=True,
    )


CHECK = Wikidata()
