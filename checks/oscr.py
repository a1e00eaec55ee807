"""OSCR: the Scottish Charity Register, fetched whole, so that nobody learns which charity is meant.

The download is a CSV file in a ZIP file. Its address and its columns are known from others' code.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterator, Mapping
from io import StringIO

from exposure_audit.checks.common import Item, entry_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.extract.nest import Nest
from exposure_audit.extract.reader import read_nested
from exposure_audit.extract.text import decode
from exposure_audit.extract.zip_file import content, opened
from exposure_audit.limits import Limits
from exposure_audit.model import Fact, Gap, Kind, Part, PartKind, Reason

_HOST = "www.oscr.org.uk"
_REGISTER = f"https://{_HOST}/umbraco/Surface/FormsSurface/CharityRegDownload"
_WEB = f"https://{_HOST}/about-charities/search-the-register/"
_NUMBER, _ADDRESS, _POSTCODE = "Charity Number", "Principal Office/Trustees Address", "Postcode"
_DATES = ("date", "year end")
"""Columns of days, none of which is anybody's birthday."""
_NOTES = {"Charity Name": "charity", "Known As": "known as", "Website": "web site"}

Row = Mapping[str, str]


class Oscr:
    """Fetches the register once and reads the entries of the declared charities."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where the register cannot be had or read."""
        facts = {_key(fact.value): fact for fact in task.subject.of_kind(Kind.CHARITY)}
        answer = await task.channel.get(_REGISTER)
        found = await asyncio.to_thread(_rows, answer.body, frozenset(facts), task.limits)
        for key, fact in facts.items():
            if key in found:
                yield _item(task, fact, found[key])
            else:
                # It may be mistyped, or no charity any more.
                yield Gap(Reason.NOT_FOUND, _HOST)


def _key(number: str) -> str:
    """Return a charity number without what may be left out: case, spaces, the leading zero."""
    return "".join(number.split()).upper().removeprefix("SC").lstrip("0")


def _rows(body: bytes, wanted: frozenset[str], limits: Limits) -> dict[str, Row]:
    """Return the wanted rows by key; raises `GatherError` for what is not the register."""
    # Nobody says in which encoding the file comes: a letter that is lost hides an address.
    table = csv.reader(StringIO(decode(_table(body, limits)), newline=""))
    found: dict[str, Row] = {}
    try:
        header = [name.strip() for name in next(table, [])]
        if not {_NUMBER, _ADDRESS, _POSTCODE} <= set(header):
            raise GatherError(Reason.MALFORMED, _HOST, "other columns")
        place = header.index(_NUMBER)
        for cells in table:
            if len(cells) > place and (key := _key(cells[place])) in wanted:
                found[key] = dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise GatherError(Reason.MALFORMED, _HOST, "not CSV") from error
    return found


def _table(body: bytes, limits: Limits) -> bytes:
    """Return the CSV file of the download, unpacked within every bound; raises `GatherError`."""
    archive = opened(body)
    if isinstance(archive, Reason):
        raise GatherError(archive, _HOST, "no ZIP file")
    member = next((one for one in archive.infolist() if one.filename.endswith(".csv")), None)
    if member is None:
        raise GatherError(Reason.MALFORMED, _HOST, "no CSV file inside")
    table, cut = content(archive, member, Nest.start(limits, read_nested))
    if cut:
        raise GatherError(cut, _HOST)
    return table


def _item(task: Task, fact: Fact, row: Row) -> Item:
    if _ADDRESS not in row or _POSTCODE not in row:
        return Gap(Reason.MALFORMED, _HOST)
    return entry_of(
        _WEB,
        "OSCR, the Scottish Charity Regulator",
        _parts(row),
        task.clock.now(),
        title="Scottish Charity Register",
        record=f"charity/SC{_key(fact.value).zfill(6)}",
        own=fact.id,
    )


def _parts(row: Row) -> Iterator[Part]:
    """Yield the address, then every other cell: the register gains columns, trustees' names too."""
    kind = PartKind.RECORD
    address, postcode = row[_ADDRESS].strip(), row[_POSTCODE].strip()
    whole = address if postcode in address else f"{address}, {postcode}"
    if address:
        yield part(kind, whole, "principal office or trustee's address", address=True)
    else:
        yield part(kind, postcode, "postcode")
    for name, cell in row.items():
        if name not in {_ADDRESS, _POSTCODE} and not any(day in name.lower() for day in _DATES):
            yield part(kind, cell, _NOTES.get(name, "register entry"))


CHECK = Oscr()
