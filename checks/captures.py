"""Old copies of a place in the Wayback Machine's index (CDX), and which of them to open.

github.com/internetarchive/wayback, wayback-cdx-server/README.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import urlsplit

from exposure_audit.checks.common import host_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site, sites_of
from exposure_audit.errors import GatherError
from exposure_audit.model import Fact, FactId, Kind, Reason
from exposure_audit.net.interface import Response

HOST = "web.archive.org"
INDEX = f"https://{HOST}/cdx/search/cdx"
LINES = 300
"""Lines of the index, of one place."""
_FIELDS = ("timestamp", "original", "mimetype", "digest")
_STAMP = re.compile(r"\d{14}")
_DIGEST = re.compile(r"[A-Z2-7]{32}")
_UNREAD = re.compile(r"css|javascript|ecmascript|font|^(?:audio|video)/", re.IGNORECASE)
"""Media types that hold no text of the subject's."""
_LIKELY = re.compile(r"contact|about|imprint|leaflet|team|candidate|cysylltu|amdan", re.I)


@dataclass(frozen=True, slots=True)
class Capture:
    """One old copy."""

    timestamp: str
    original: str = field(repr=False)
    mimetype: str
    digest: str

    @property
    def raw(self) -> str:
        """Where the bytes stand as they were received."""
        return f"https://{HOST}/web/{self.timestamp}id_/{self.original}"

    @property
    def public(self) -> str:
        """Where people look at it."""
        return f"https://{HOST}/web/{self.timestamp}/{self.original}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A place whose old copies are asked for."""

    url: str = field(repr=False)
    host: str
    whole: bool
    """Whether all of its host is the subject's, or the one page alone."""
    own: FactId | None
    declared: str | None = field(repr=False)
    """The URL that the user declared, where it is one."""
    most: int
    """Copies that are opened."""

    @property
    def params(self) -> dict[str, str]:
        """The question to the index: each version once, as far as it was delivered whole."""
        return {
            "url": self.url,
            "matchType": "host" if self.whole else "exact",
            "output": "json",
            "fl": ",".join(_FIELDS),
            "filter": "statuscode:200",
            "collapse": "digest",
            "limit": str(LINES),
        }


def places_of(task: Task, per_site: int, per_page: int) -> Iterator[Asked]:
    """Yield the subject's own sites, each host once, and the declared pages."""
    hosts: set[str] = set()
    for site in sites_of(task.subject).values():
        for asked in _of_site(site, per_site):
            if not asked.whole or asked.host not in hosts:
                hosts |= {asked.host} if asked.whole else set()
                yield asked
    for fact in task.subject.of_kind(Kind.PAGE):
        if host_of(fact.value) not in hosts:
            yield _page(fact, per_page)


def _of_site(site: Site, most: int) -> Iterator[Asked]:
    for start in site.starts:
        url = start.urls[0]
        host = host_of(url).removeprefix("www.")
        declared = None if start.named else url
        whole = not site.shared
        yield Asked(host if whole else url, host, whole, site.own, declared, most)


def _page(fact: Fact, most: int) -> Asked:
    url = fact.value
    return Asked(url, host_of(url), whole=False, own=None, declared=url, most=most)


def read(response: Response, asked: Asked) -> list[Capture]:
    """Return the lines of an answer; raises `GatherError` (malformed).

    The first row names the columns; where there is no copy, there is no row at all.
    """
    try:
        value = response.json()
    except GatherError as error:
        raise GatherError(error.reason, HOST, error.detail) from error
    if not isinstance(value, list):
        raise GatherError(Reason.MALFORMED, HOST, "no rows")
    if not value:
        return []
    if value[0] != list(_FIELDS):
        raise GatherError(Reason.MALFORMED, HOST, "other columns")
    return [_capture(row, asked) for row in value[1:]]


def _capture(row: object, asked: Asked) -> Capture:
    match row:
        case [str(stamp), str(original), str(mimetype), str(digest)] if (
            _STAMP.fullmatch(stamp) and _DIGEST.fullmatch(digest) and _is_of(original, asked)
        ):
            return Capture(stamp, original, mimetype, digest)
        case _:
            raise GatherError(Reason.MALFORMED, HOST, "no capture")


def _is_of(original: str, asked: Asked) -> bool:
    """Tell whether a copy is of the host that was asked for, `www` and the like aside."""
    return f".{host_of(original)}".endswith(f".{asked.host.removeprefix('www.')}")


def chosen(captures: Sequence[Capture]) -> list[Capture]:
    """Return the versions that can hold text, each once, in the order in which to open them.

    First the newest of each address, then the oldest, then what lies between; likely addresses
    and short ones before others.
    """
    versions = {each.digest: each for each in captures if not _UNREAD.search(each.mimetype)}
    by_address: dict[str, list[Capture]] = {}
    for each in sorted(versions.values(), key=lambda one: one.timestamp, reverse=True):
        by_address.setdefault(_address(each.original), []).append(each)
    columns = [_ends_first(by_address[name]) for name in sorted(by_address, key=_telling)]
    return [each for row in zip_longest(*columns) for each in row if each]


def _address(original: str) -> str:
    parts = urlsplit(original)
    return f"{parts.path or '/'}?{parts.query}"


def _telling(address: str) -> tuple[bool, int, str]:
    return not (address == "/?" or _LIKELY.search(address)), len(address), address


def _ends_first(versions: list[Capture]) -> list[Capture]:
    return [versions[0], *versions[:0:-1]]
