"""Electoral Commission: donations under a name, as the register's own table lists them.

The table (CSV) is asked, not the list (JSON), which is cut at 50 rows. Columns as in
https://rdrr.io/github/infoDemocracy/RinfoDemocracy/src/R/get_donations.R (March 2020), the search
for words as in the site's own links; both second-hand. No column shows a whole address.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from exposure_audit.checks.common import LAST, Item, entry_of, gap_of, part
from exposure_audit.checks.interface import Task
from exposure_audit.checks.naming import bears_name
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Gap, Kind, PartKind, Reason

HOST = "search.electoralcommission.org.uk"
_TABLE = f"https://{HOST}/api/csv/Donations"
_PLACE = f"https://{HOST}/English/Donations/"
_PUBLISHER = "Electoral Commission"
ROWS = 2_000
"""So many rows are asked for; where they all come there may be more."""
_NEEDED = ("ECRef", "RegulatedEntityName", "DonorName", "Postcode")
_NAMES = {"DonorName": "donor", "RegulatedEntityName": "recipient"}
_TEXTS = {
    "AccountingUnitName": "accounting unit",
    "NatureOfDonation": "nature of the donation",
    "PurposeOfVisit": "purpose of a visit",
    "CampaigningName": "campaigning name",
}

Row = dict[str, str]


class ElectoralCommission:
    """Asks for the donations of each name; those of others are not looked at."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        done: set[str] = set()
        for name in task.subject.of_kind(Kind.NAME):
            try:
                rows = await _rows(task, name.value)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)
                continue
            for row in rows:
                if row["ECRef"] not in done and bears_name(task, (row[at] for at in _NAMES)):
                    done.add(row["ECRef"])
                    yield _document(task, row)
            if len(rows) >= ROWS:
                yield Gap(Reason.BUDGET, HOST)
            yield entry_of(_TABLE, _PUBLISHER, (), task.clock.now(), title="Donation search")


async def _rows(task: Task, name: str) -> list[Row]:
    """Return the rows that the search finds; raises `GatherError`, also for another table."""
    response = await task.channel.get(
        _TABLE,
        params={
            "start": "0",
            "rows": str(ROWS),
            "query": name,
            "sort": "AcceptedDate",
            "order": "desc",
            "prePoll": "true",
            "postPoll": "true",
        },
        headers={"accept": "text/csv"},
        max_bytes=task.limits.json_bytes,
    )
    try:
        return list(_read(response.body.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise GatherError(Reason.MALFORMED, HOST, "no table") from error


def _read(text: str) -> Iterator[Row]:
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    head = [name.strip() for name in next(lines, [])]
    if any(name not in head for name in _NEEDED):
        raise GatherError(Reason.MALFORMED, HOST, "a column is missing")
    for line in lines:
        if len(line) != len(head):
            raise GatherError(Reason.MALFORMED, HOST, "a row of another length")
        yield dict(zip(head, line, strict=True))


def _document(task: Task, row: Row) -> Document:
    reference = row["ECRef"]
    texts = (part(PartKind.RECORD, row.get(at, ""), note) for at, note in _TEXTS.items())
    return entry_of(
        _PLACE + quote(reference, safe=""),
        _PUBLISHER,
        (
            *(part(PartKind.RECORD, row[at], note) for at, note in _NAMES.items()),
            part(PartKind.RECORD, row.get("Postcode", ""), "the donor's postcode", address=True),
            *texts,
        ),
        task.clock.now(),
        title="Donation",
        record=f"donation/{reference}",
        entry=True,
    )


CHECK = ElectoralCommission()
