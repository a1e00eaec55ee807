"""What an answer to one of `[[reads]]` says: that there is none, its entries, if more follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exposure_audit.checks import json_path
from exposure_audit.checks.common import host_of, links_of, part, plain
from exposure_audit.checks.source import Read
from exposure_audit.errors import GatherError
from exposure_audit.model import Part, PartKind, Reason
from exposure_audit.net.interface import Response


def check_none(read: Read, response: Response) -> None:
    """See that it is the source that says so; raises `GatherError` (malformed)."""
    if read.none_empty and not response.body.strip():
        return
    said = value_of(read, response) if read.none_has else None
    if not isinstance(said, dict) or any(name not in said for name in read.none_has):
        raise GatherError(Reason.MALFORMED, host_of(read.url), "not the source's own answer")


def value_of(read: Read, response: Response) -> Any:
    """Return an answer's JSON; raises `GatherError` (malformed)."""
    try:
        return response.json()
    except GatherError as error:
        raise GatherError(error.reason, host_of(read.url), error.detail) from error


def entries_of(read: Read, value: Any) -> list[Any]:
    """Return the entries in an answer; raises `GatherError` (malformed) for no list."""
    if read.items is None:
        return [value]
    found = json_path.first(value, read.items)
    if not isinstance(found, list):
        raise GatherError(Reason.MALFORMED, host_of(read.url), "no list")
    return found


def goes_on(read: Read, value: Any, taken: int, number: int) -> bool:
    """Tell whether more follows after so many entries and pages; raises `GatherError`."""
    if read.more and json_path.first(value, read.more):
        return True
    total, pages = (json_path.number(value, at) for at in (read.total, read.pages))
    return taken < total or number < pages


def is_entry(read: Read, entry: Any) -> bool:
    """Tell whether an entry has what every entry has, and says in texts whose it is."""
    if not isinstance(entry, dict) or not json_path.has(entry, read.needs):
        return False
    return all(json_path.fits(entry, at) for at in (read.same, read.named) if at)


def parts_of(read: Read, entry: Any) -> Iterator[Part]:
    """Yield the texts of an entry; of HTML its text, and where its links lead."""
    for each in read.parts:
        for text in json_path.texts(entry, each.at):
            bare = plain(text) if each.html else text
            yield part(each.kind, bare, each.note, address=each.address)
            for link in links_of(text) if each.html else ():
                yield part(PartKind.LINK, link, each.note)


def is_laid_out(read: Read, entry: Any) -> bool:
    """Tell whether every text of an entry is one: what became an object would be overlooked."""
    return all(json_path.fits(entry, each.at) for each in read.parts)
