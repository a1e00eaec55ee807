"""Common Crawl: the addresses of a declared domain's pages in its newest index.

Only addresses are looked at. What the copies hold lies in archive files of a gigabyte each, of
which a part would have to be asked for.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from urllib.parse import unquote, urlencode

from exposure_audit.checks.certificates import domains_of
from exposure_audit.checks.common import (
    LAST,
    Item,
    Shape,
    entry_of,
    gap_of,
    host_of,
    part,
    shaped,
)
from exposure_audit.checks.interface import Task
from exposure_audit.errors import GatherError
from exposure_audit.model import Document, Fact, Gap, PartKind, Reason
from exposure_audit.net.interface import OK, Response

HOST = "index.commoncrawl.org"
LINES = 1_000
"""Of one domain."""
_COLLECTIONS = f"https://{HOST}/collinfo.json"
_PUBLISHER = "Common Crawl"
_NOT_THERE = 404
_NONE = "no captures found"


class Collection(Shape):
    """One crawl; the newest stands first."""

    id: str
    cdx_api: str


class Line(Shape):
    """One capture."""

    url: str


class CommonCrawl:
    """Asks the newest index for each registered domain and the hosts under it."""

    async def gather(self, task: Task) -> AsyncIterator[Item]:
        """See `Check.gather`; ends with `GatherError` where asking on would only do harm."""
        index = await _newest(task)
        for asked in domains_of(task):
            try:
                document, cut = await _ask(task, index, asked)
            except GatherError as error:
                if error.reason in LAST:
                    raise
                yield gap_of(error, HOST)
                continue
            yield document
            if cut:
                yield Gap(Reason.BUDGET, HOST)


async def _newest(task: Task) -> str:
    """Return the address of the newest index; raises `GatherError`."""
    response = await task.channel.get(_COLLECTIONS, max_bytes=task.limits.json_bytes)
    value = _parsed(response.body)
    first = value[0] if isinstance(value, list) and value else None
    if not isinstance(first, dict):
        raise GatherError(Reason.MALFORMED, HOST, "no list of crawls")
    index = shaped(Collection, {**first, "cdx_api": first.get("cdx-api")}, HOST).cdx_api
    if not index.startswith(f"https://{HOST}/"):
        raise GatherError(Reason.MALFORMED, HOST, "an index elsewhere")
    return index


async def _ask(task: Task, index: str, asked: tuple[Fact, str]) -> tuple[Document, bool]:
    fact, domain = asked
    params = {"url": f"*.{domain}", "output": "json", "limit": str(LINES)}
    response = await task.channel.get(
        index, params=params, accept={*OK, _NOT_THERE}, max_bytes=task.limits.json_bytes
    )
    urls = list(_urls(response, domain))
    document = entry_of(
        f"{index}?{urlencode({'url': f'*.{domain}', 'output': 'json'})}",
        _PUBLISHER,
        (part(PartKind.LINK, unquote(url), "address of a copy") for url in dict.fromkeys(urls)),
        response.retrieved,
        title="Captured pages",
        record=f"captures/{domain}",
        own=fact.id,
    )
    return document, len(urls) >= LINES


def _urls(response: Response, domain: str) -> Iterator[str]:
    """Yield the captures' addresses; raises `GatherError` for what is no answer of the index."""
    if response.status == _NOT_THERE:
        said = _parsed(response.body)
        message = said.get("message") if isinstance(said, dict) else None
        if not isinstance(message, str) or _NONE not in message.lower():
            raise GatherError(Reason.MALFORMED, HOST, "not the index's own answer")
        return
    lines = response.body.splitlines()
    if not any(line.strip() for line in lines):
        raise GatherError(Reason.MALFORMED, HOST, "no lines")
    for line in filter(None, map(bytes.strip, lines)):
        url = shaped(Line, _parsed(line), HOST).url
        if not f".{host_of(url)}".endswith(f".{domain}"):
            raise GatherError(Reason.MALFORMED, HOST, "captures of another domain")
        yield url


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise GatherError(Reason.MALFORMED, HOST, "not JSON") from error


CHECK = CommonCrawl()
