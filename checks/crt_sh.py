"""crt.sh: host names, holders and e-mail addresses in the certificates of a declared domain.

Its JSON has no documented contract: a page in place of it, or nothing at all, is no answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from urllib.parse import quote

from exposure_audit.checks.certificates import domains_of, named
from exposure_audit.checks.common import LAST, Item, Shape, gap_of, shaped
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Reason
from exposure_audit.net.interface import Response

HOST = "crt.sh"
_URL = f"https://{HOST}/"
_PUBLISHER = "crt.sh"


class Entry(Shape):
    """One logged certificate; `name_value` holds a name per line."""

    id: int
    name_value: str
    common_name: str | None = None


class Entries(Shape):
    """The whole answer."""

    entries: tuple[Entry, ...]


class CrtSh:
    """Asks for each registered domain once."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        for asked in domains_of(task):
            try:
                yield await _ask(task, asked)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)


async def _ask(task: Task, asked: tuple[Fact, str]) -> Document:
    _, domain = asked
    response = await task.channel.get(
        _URL,
        params={"q": domain, "output": "json"},
        headers={"accept": "application/json"},
        max_bytes=task.limits.body_bytes,
    )
    entries = shaped(Entries, {"entries": _value(response)}, HOST).entries
    names = [name for entry in entries for name in _of(entry)]
    if entries and not any(name.lower().endswith(domain) for name in names):
        raise GatherError(Reason.MALFORMED, HOST, "certificates of another domain")
    locator = f"{_URL}?q={quote(domain, safe='')}"
    return named(locator, _PUBLISHER, names, response.retrieved, asked)


def _value(response: Response) -> object:
    try:
        return response.json()
    except GatherError as error:
        raise GatherError(error.reason, HOST, error.detail) from error


def _of(entry: Entry) -> Iterator[str]:
    yield from entry.name_value.splitlines()
    yield entry.common_name or ""


CHECK = CrtSh()
