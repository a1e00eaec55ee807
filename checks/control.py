"""Proof that a site is the subject's to ask: a file on it, or a record in its DNS.

What is asked beyond a visitor's walk (many pages, lists of users) waits for it.
"""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import urljoin

from exposure_audit.checks.common import gap_of, host_of
from exposure_audit.checks.interface import Task
from exposure_audit.checks.sites import Site
from exposure_audit.errors import GatherError

FILE = "/.well-known/exposure-audit.txt"
RECORD = "exposure-audit="
"""Starts the TXT record at the site's own name."""
_MOST_BYTES = 4_096
_MOST_LINES = 20


async def proven(task: Task, site: Site, front: str) -> bool:
    """Tell whether the site shows the token of this workspace; what fails proves nothing.

    `front` is the address of a page of the site.
    """
    token = task.control(site.name)
    if not token or site.shared:
        return False
    return await _in_file(task, site, front, token) or await _in_dns(task, site.name, token)


def _place(site: Site, front: str) -> str:
    """Return where the file has to stand: on the host that the whole site is named by.

    Whoever holds a host under it alone, one tenant of many, does not hold its neighbours'.
    """
    at_top = host_of(front).removeprefix("www.") == site.name.removeprefix("www.")
    return urljoin(front if at_top else f"https://{site.name}/", FILE)


async def _in_file(task: Task, site: Site, front: str, token: str) -> bool:
    try:
        response = await task.channel.get(
            _place(site, front), max_bytes=_MOST_BYTES, follow=False, found_on=front
        )
    except GatherError as error:
        gap_of(error)
        return False
    lines = response.body.decode("utf-8-sig", "replace").splitlines()[:_MOST_LINES]
    return any(_same(line.strip(), token) for line in lines)


async def _in_dns(task: Task, name: str, token: str) -> bool:
    try:
        answer = await task.channel.resolve(name, "TXT")
    except GatherError as error:
        gap_of(error)
        return False
    return any(_same(record.strip(), RECORD + token) for record in answer.records[:_MOST_LINES])


def _same(text: str, wanted: str) -> bool:
    return compare_digest(text.encode("utf-8", "replace"), wanted.encode())
